/** @file Follows the tour in a project of its own, and writes down the page as it should be: with what each step printed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { debugSession } from './debugSession.ts'
import { type TourStep, tourBlocks } from './tourPage.ts'
import type { TourProject } from './tourProject.ts'

/** Runs all steps of `page`; gives the page with their outputs. */
export async function runTour(page: string, project: TourProject): Promise<string> {
  let rendered = page
  for (const { step, text } of tourBlocks(page)) {
    const output = await follow(step, project)
    // A function, as `$` has a meaning in the text of a replacement.
    if (output !== null) rendered = rendered.replace(text, () => withOutput(step, text, output))
  }
  return rendered
}

/** Does one step; gives what its block, or that of its output, is to show. */
async function follow(step: TourStep, project: TourProject): Promise<string | null> {
  const { folder } = project
  const file = (path: string): string => join(folder, path)
  switch (step.kind) {
    case 'install':
      for (const command of step.commands) project.install(command)
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
        const { status, output } = project.run(command)
        if (status !== step.status) throw new Error(`${command} ended with ${status}: ${output}`)
        outputs.push(output)
      }
      return kept(outputs.join('\n').trimEnd().replaceAll(folder, '/home/you/tour'), step.keep)
    }
    case 'part':
      return partOf(readFileSync(file(step.path), 'utf8'), step)
    case 'session':
      return session(step, project)
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
  { folder, env }: TourProject,
): Promise<string> {
  const script = 'stripes-net.fx.js'
  const lines = readFileSync(join(folder, 'out/int8', script), 'utf8').split('\n')
  const line = lines.findIndex((candidate) => candidate.includes(text)) + 1
  const typed = commands.map((command) => (command.startsWith('sb(') ? `sb('${script}', ${line})` : command))
  const answers = await debugSession({ script: 'step.mjs', cwd: folder, commands: typed, env })
  const said = typed.map((command, i) => [`debug> ${command}`, ...shown(command, answers[i] ?? '')])
  return ['$ node inspect step.mjs', ...said.flat()].join('\n')
}

/** The lines of an answer; a stop in the runtime has the place and the text that it has in the package. */
function shown(command: string, answer: string): readonly string[] {
  // How far the script is loaded, when the breakpoint is set, is left to chance.
  if (answer === '' || command.startsWith('sb(')) return []
  if (!/^break in .*(packages|@tsfx)\/runtime\//.test(answer)) return [answer]
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
