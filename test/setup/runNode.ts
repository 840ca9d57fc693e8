/** @file Runs Node on the packages' sources in a process of its own, as a user's shell would. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface NodeRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const FROM_SOURCES = [
  '--conditions=tsfx-source',
  ...['./stripTypes.mjs', './loadSources.mjs'].flatMap((module) => ['--import', path(module)]),
]

/** Runs `node <args>` in `cwd`. */
export function runNode(args: readonly string[], cwd: string): NodeRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...FROM_SOURCES, ...args], {
    cwd,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Runs `tsfx <args>` for each of `commands` in `cwd`. */
export function runTsfx(commands: readonly (readonly string[])[], cwd: string): readonly NodeRun[] {
  const { status, stdout, stderr } = runNode([path('./tsfxFromSources.mjs'), JSON.stringify(commands)], cwd)
  if (status !== 0) throw new Error(`the CLI crashed: ${stderr}`)
  return JSON.parse(stdout) as NodeRun[]
}

/** A specifier for `--import` that prepares a process for tracing, from sources. */
export const registerModule = path('../../packages/tsfx/src/register.ts')
