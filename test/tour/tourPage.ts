/**
 * @file The steps of docs/tour.md: each block of code is one, and the comment before it says what is done with it. A block that
 * follows `run` shows what was printed.
 */

export type TourStep =
  /** Commands of a shell, which are looked at and prepared for, as they need the network or minutes. */
  | { readonly kind: 'install'; readonly commands: readonly string[] }
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** Lines that take the place of others in a file. */
  | { readonly kind: 'edit'; readonly path: string; readonly before: string; readonly after: string }
  | {
      readonly kind: 'run'
      readonly commands: readonly string[]
      readonly status: number
      /** Lines of the output that are shown; the others are three dots. */
      readonly keep: RegExp | null
    }
  /** Lines of a file, from one that begins with `from` to before one that begins with `to`. */
  | { readonly kind: 'part'; readonly path: string; readonly from: string; readonly to: string }
  /** Commands to the debugger; `sb` is set at the line that holds `at`. */
  | { readonly kind: 'session'; readonly commands: readonly string[]; readonly at: string }

/** A block of the page, and that of its output. */
export interface TourBlock {
  readonly step: TourStep
  /** The whole text from the comment to the last fence. */
  readonly text: string
}

const BLOCK = /<!-- (.+?) -->\n```(\w+)\n([\s\S]*?)```\n(?:\n```text\n[\s\S]*?```\n)?/g

/** All steps in order. */
export const tourBlocks = (page: string): readonly TourBlock[] =>
  [...page.matchAll(BLOCK)].map(([text, directive = '', , content = '']) => ({
    step: stepOf(directive, content),
    text,
  }))

function stepOf(directive: string, content: string): TourStep {
  const [, kind = '', rest = ''] = /^([\w ]+?)(?:: (.*))?$/.exec(directive) ?? []
  const lines = content.trimEnd().split('\n')
  switch (kind) {
    case 'in the checkout':
    case 'install':
      return { kind: 'install', commands: lines }
    case 'file':
      return { kind: 'file', path: rest, text: content }
    case 'edit':
      return { kind: 'edit', path: rest, before: marked(lines, '-'), after: marked(lines, '+') }
    case 'run': {
      const keep = /keep \/(.*)\//.exec(rest)?.[1]
      return {
        kind: 'run',
        commands: lines,
        status: Number.parseInt(rest || '0', 10),
        keep: keep === undefined ? null : new RegExp(keep),
      }
    }
    case 'part': {
      const [, path = '', from = '', to = ''] = /^(\S+) from "(.*)" to "(.*)"$/.exec(rest) ?? []
      return { kind: 'part', path, from, to }
    }
    case 'session': {
      const commands = lines.flatMap((line) => (line.startsWith('debug> ') ? [line.slice(7)] : []))
      return { kind: 'session', commands, at: /"(.*)"/.exec(rest)?.[1] ?? '' }
    }
    default:
      throw new Error(`the tour has a step of no kind: ${directive}`)
  }
}

/** The lines of a diff behind `sign`, as they stand in the file. */
const marked = (lines: readonly string[], sign: string): string =>
  lines.flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : [])).join('\n')
