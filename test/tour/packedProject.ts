/**
 * @file A project as a user makes it: the packages are packed from what was built, and installed with npm, which fetches the rest.
 * Only what .ci/run did before is left out: to install the checkout, and to build it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandRun, TourProject } from './tourProject.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { NODE_OPTIONS: _, ...env } = process.env

/** `folder` lies beside the folder of packed packages, as it does beside the checkout of the tour. */
export function packedProject(folder: string): TourProject {
  const packages = join(dirname(folder), 'tsfx-packages')
  const bash = (command: string, cwd: string): CommandRun => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8', env })
    // What npx says of the configuration of this machine.
    const output = (status === 0 ? stdout : stdout + stderr).replace(/^npm (warn|notice) .*\n?/gm, '')
    return { status, output }
  }
  return {
    folder,
    env,
    install(command) {
      if (/^npx pnpm@12 (install|build)$/.test(command)) return
      if (/^mkdir (\S+) && cd \1$/.test(command)) {
        mkdirSync(folder, { recursive: true })
        return
      }
      const isPack = command.startsWith('npx pnpm@12 ')
      const { status, output } = isPack
        ? bash(command.replace('../tsfx-packages', packages), root)
        : bash(command, folder)
      if (status !== 0) throw new Error(`${command} failed: ${output}`)
    },
    run: (command) => bash(command, folder),
  }
}
