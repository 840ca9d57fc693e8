/** @file Runs the static check on a model given as text; used by the fixtures of TSFX11nn. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCapture, throwFindings } from '@tsfx/source'

/** Checks the export `model` of `text`, whose parameter `x` is a tensor, and throws what is found. */
export function checkHazard(text: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-hazard-'))
  const file = join(folder, 'model.js')
  try {
    writeFileSync(file, text)
    throwFindings(checkCapture({ file, exportName: 'model', inputs: ['x'] }).findings)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
