/** @file A project whose packages are links to the sources: nothing is fetched and nothing is built. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import type { CommandRun, TourProject } from './tourProject.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const stripTypes = new URL('../setup/stripTypes.mjs', import.meta.url)
const env = { ...process.env, NODE_OPTIONS: `--conditions=tsfx-source --import=${stripTypes.href}` }

export const linkedProject = (folder: string): TourProject => ({
  folder,
  env,
  install: (command) => install(command, folder),
  run: (command) => run(command, folder),
})

/** Each command has a process of its own, as models are made anew in it. */
function run(command: string, folder: string): CommandRun {
  const [program, ...words] = command.split(' ')
  if (program === 'npx' && words[0] === 'tsfx') {
    const { status, stdout, stderr } = runTsfx([words.slice(1)], folder)[0] as NodeRun
    return { status, output: stdout + stderr }
  }
  if (program !== 'node') throw new Error(`the tour knows no ${program}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { status, output: status === 0 ? stdout : stdout + stderr }
}

/** Does what a command would come to. Commands that are not known are an error. */
function install(command: string, folder: string): void {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (/^npx pnpm@12 (install|--filter "tsfx\.\.\." pack --pack-destination \S+)$/.test(command)) return
  const [, script] = /^npx pnpm@12 (\w+)$/.exec(command) ?? []
  if (script !== undefined && script in scripts) return
  if (/^mkdir (\S+) && cd \1$/.test(command)) return
  const manifest = join(folder, 'package.json')
  if (command === 'npm init -y') writeFileSync(manifest, '{}')
  else if (command === 'npm pkg set type=module') writeFileSync(manifest, '{"type":"module"}')
  else if (command.startsWith('npm install '))
    for (const name of command.split(' ').slice(2)) link(name.endsWith('*.tgz') ? packed() : [name], folder)
  else throw new Error(`the tour does not know how to ${command}`)
}

/** The packages that `pnpm --filter "tsfx..." pack` packs. */
function packed(): readonly string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const path = join(root, 'packages', name.replace('@tsfx/', ''), 'package.json')
    const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
      dependencies?: Record<string, string>
    }
    for (const [other, version] of Object.entries(dependencies))
      if (version.startsWith('workspace:')) visit(other)
  }
  visit('tsfx')
  return [...found]
}

function link(names: readonly string[], folder: string): void {
  for (const name of names) {
    const path = join(folder, 'node_modules', name)
    const workspace = join(root, 'packages', name.replace('@tsfx/', ''))
    const target = existsSync(workspace) ? workspace : join(root, 'node_modules', name)
    if (!existsSync(target)) throw new Error(`there is no package ${name}`)
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path)) symlinkSync(target, path)
  }
}
