/** @file The folder of the modules that a run emits, inside the ignored `out/` of codegen; it lasts as long as the run. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly emittedFolder: string
  }
}

const out = fileURLToPath(new URL('../../packages/codegen/out/', import.meta.url))

/** Vitest calls it before the files of a project, and what it returns after them. */
export function setup(project: TestProject): () => void {
  mkdirSync(out, { recursive: true })
  const folder = mkdtempSync(join(out, 'run-'))
  project.provide('emittedFolder', folder)
  return () => rmSync(folder, { recursive: true })
}
