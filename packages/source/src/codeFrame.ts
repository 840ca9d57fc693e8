/**
 * @file Lines of source around a place, with a marker under it.
 */
import type { SourceLocation } from '@tsfx/ir'

/** Lines shown before and after the marked one. */
const CONTEXT = 3
/** Longest piece of a line that is shown. */
const WIDTH = 100
const TAB = '  '

type Place = Pick<SourceLocation, 'line' | 'column'>

/**
 * Numbered lines of `text` around `loc` with `^` under what begins there; null when the text has no such line. Without
 * `end`, the place behind its last character, that is the name at `loc`; what ends on a later line is marked to the end of the first.
 */
export function codeFrame(text: string, { line, column }: Place, end?: Place): string | null {
  const lines = text.split(/\r\n|\r|\n/)
  const marked = lines[line - 1]
  if (marked === undefined) return null
  const first = Math.max(1, line - CONTEXT)
  const last = Math.min(lines.length, line + CONTEXT)
  const digits = String(last).length
  const markedAt = expandTabs(marked.slice(0, Math.max(0, column - 1))).length
  // One window for all lines, so that they stay aligned.
  const start = expandTabs(marked).length > WIDTH ? Math.max(0, markedAt - Math.floor(WIDTH / 2)) : 0
  const frame: string[] = []
  for (let number = first; number <= last; number++) {
    const mark = number === line ? '>' : ' '
    const shown = clip(expandTabs(lines[number - 1] ?? ''), start)
    frame.push(`${mark} ${String(number).padStart(digits)} | ${shown}`.trimEnd())
    if (number === line) {
      const offset = markedAt - start + (start > 0 ? 1 : 0)
      const length = expandTabs(markedText(marked, { line, column }, end)).length
      const carets = '^'.repeat(Math.max(1, Math.min(length, WIDTH - (markedAt - start))))
      frame.push(`  ${' '.repeat(digits)} | ${' '.repeat(offset)}${carets}`)
    }
  }
  return frame.join('\n')
}

function markedText(text: string, { line, column }: Place, end: Place | undefined): string {
  if (!end) return /^(new +)?[\w$]*/.exec(text.slice(Math.max(0, column - 1)))?.[0] ?? ''
  return text.slice(column - 1, end.line > line ? undefined : end.column - 1).trimEnd()
}

const expandTabs = (text: string): string => text.replaceAll('\t', TAB)

function clip(text: string, start: number): string {
  const before = start > 0 ? (text.length > 0 ? '…' : '') : ''
  return before + text.slice(start, start + WIDTH) + (text.length > start + WIDTH ? '…' : '')
}
