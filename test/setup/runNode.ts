/** @file Runs Node on the packages' sources in a process of its own, as a user's shell would. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface NodeRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The path of a file of this folder. */
export const setupFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
/** Options of Node with which it runs the packages' sources. */
export const FROM_SOURCES = [
  '--conditions=tsfx-source',
  ...['./stripTypes.mjs', './loadSources.mjs'].flatMap((module) => ['--import', setupFile(module)]),
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
  const { status, stdout, stderr } = runNode(
    [setupFile('./tsfxFromSources.mjs'), JSON.stringify(commands)],
    cwd,
  )
  if (status !== 0) throw new Error(`the CLI crashed: ${stderr}`)
  return JSON.parse(stdout) as NodeRun[]
}

/** A specifier for `--import` that prepares a process for tracing, from sources. */
export const registerModule = setupFile('../../packages/tsfx/src/register.ts')
