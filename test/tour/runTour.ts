/** @file Follows the tour in a project of its own, and writes down the page as it should be: with what each step printed. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { debugSession } from './debugSession.ts'
import { type TourStep, tourBlocks } from './tourPage.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const root = at('../../')
const stripTypes = at('../setup/stripTypes.mjs')
const NODE_OPTIONS = `--conditions=tsfx-source --import=${pathToFileURL(stripTypes).href}`

/** Runs all steps of `page` in `folder`, which is empty; gives the page with their outputs. */
export async function runTour(page: string, folder: string): Promise<string> {
  let rendered = page
  for (const { step, text } of tourBlocks(page)) {
    const output = await follow(step, folder)
    // A function, as `$` has a meaning in the text of a replacement.
    if (output !== null) rendered = rendered.replace(text, () => withOutput(step, text, output))
  }
  return rendered
}

/** Does one step; gives what its block, or that of its output, is to show. */
async function follow(step: TourStep, folder: string): Promise<string | null> {
  const file = (path: string): string => join(folder, path)
  switch (step.kind) {
    case 'install':
      for (const command of step.commands) install(command, folder)
      return null
    case 'file':
      mkdirSync(dirname(file(step.path)), { recursive: true })
      writeFileSync(file(step.path), step.text)
      return null
    case 'edit': {
      const text = readFileSync(file(step.path), 'utf8')
      if (!text.includes(step.before)) throw new Error(`${step.path} does not have ${step.before}`)
      writeFileSync(
        file(step.path),
        text.replace(step.before, () => step.after),
      )
      return null
    }
    case 'run': {
      const outputs: string[] = []
      for (const command of step.commands) {
        const { status, output } = run(command, folder)
        if (status !== step.status) throw new Error(`${command} ended with ${status}: ${output}`)
        outputs.push(output)
      }
      return kept(outputs.join('\n').trimEnd().replaceAll(folder, '/home/you/tour'), step.keep)
    }
    case 'part':
      return partOf(readFileSync(file(step.path), 'utf8'), step)
    case 'session':
      return session(step, folder)
  }
}

/** What a command of a shell prints; each has a process of its own, as models are made anew in it. */
function run(command: string, folder: string): { readonly status: number | null; readonly output: string } {
  const [program, ...words] = command.split(' ')
  if (program === 'npx' && words[0] === 'tsfx') {
    const { status, stdout, stderr } = runTsfx([words.slice(1)], folder)[0] as NodeRun
    return { status, output: stdout + stderr }
  }
  if (program !== 'node') throw new Error(`the tour knows no ${program}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS },
  })
  return { status, output: status === 0 ? stdout : stdout + stderr }
}

/** Prepares what a command would: packages are linked in place of being fetched. Commands that are not known are an error. */
function install(command: string, folder: string): void {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (/^npx pnpm@12 (install|--filter "tsfx\.\.\." pack --pack-destination \S+)$/.test(command)) return
  const [, script] = /^npx pnpm@12 (\w+)$/.exec(command) ?? []
  if (script !== undefined && script in scripts) return
  if (/^mkdir (\S+) && cd \1$/.test(command)) return
  if (command === 'npm init -y') writeFileSync(join(folder, 'package.json'), '{}')
  else if (command === 'npm pkg set type=module')
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
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

/** The lines that a pattern keeps, and three dots for the others. */
function kept(output: string, keep: RegExp | null): string {
  if (!keep) return output
  const lines = output.split('\n').map((line) => (keep.test(line) ? line : '...'))
  return lines.filter((line, i) => line !== '...' || lines[i - 1] !== '...').join('\n')
}

function partOf(text: string, { path, from, to }: Extract<TourStep, { kind: 'part' }>): string {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.startsWith(from))
  const end = lines.findIndex((line, i) => i > first && line.startsWith(to))
  if (first < 0 || end < 0) throw new Error(`${path} has no lines from ${from} to ${to}`)
  return lines.slice(first, end).join('\n').trimEnd()
}

async function session(
  { commands, at: text }: Extract<TourStep, { kind: 'session' }>,
  folder: string,
): Promise<string> {
  const script = 'stripes-net.fx.js'
  const lines = readFileSync(join(folder, 'out/int8', script), 'utf8').split('\n')
  const line = lines.findIndex((candidate) => candidate.includes(text)) + 1
  const typed = commands.map((command) => (command.startsWith('sb(') ? `sb('${script}', ${line})` : command))
  const env = { ...process.env, NODE_OPTIONS }
  const answers = await debugSession({ script: 'step.mjs', cwd: folder, commands: typed, env })
  const said = typed.map((command, i) => [`debug> ${command}`, ...shown(command, answers[i] ?? '')])
  return ['$ node inspect step.mjs', ...said.flat()].join('\n')
}

/** The lines of an answer; a stop in the runtime has the place and the text that it has in the package. */
function shown(command: string, answer: string): readonly string[] {
  // How far the script is loaded, when the breakpoint is set, is left to chance.
  if (answer === '' || command.startsWith('sb(')) return []
  if (!/^break in .*packages\/runtime\//.test(answer)) return [answer]
  const here = /^>\d+\s+(.*)$/m.exec(answer)?.[1] ?? ''
  return ['break in node_modules/@tsfx/runtime/...', `> ${here}`]
}

/** A block with its output in place of what it shows. */
function withOutput(step: TourStep, text: string, output: string): string {
  if (step.kind === 'run')
    return text
      .replace(/\n```text\n[\s\S]*?```\n$/, '')
      .concat(output ? `\n\`\`\`text\n${output}\n\`\`\`\n` : '')
  return text.replace(/(```\w+\n)[\s\S]*?```\n$/, (_, fence: string) => `${fence}${output}\n\`\`\`\n`)
}
