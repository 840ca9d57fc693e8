/**
 * @file Lines of source around a place, with a marker under it.
 */
import type { SourceLocation } from '@tsfx/ir'

/** Lines shown before and after the marked one. */
const CONTEXT = 3
/** Longest piece of a line that is shown. */
const WIDTH = 100
const TAB = '  '

/** Numbered lines of `text` around `loc` with `^` under its column; null when the text has no such line. */
export function codeFrame(
  text: string,
  { line, column }: Pick<SourceLocation, 'line' | 'column'>,
): string | null {
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
      frame.push(`  ${' '.repeat(digits)} | ${' '.repeat(offset)}^`)
    }
  }
  return frame.join('\n')
}

const expandTabs = (text: string): string => text.replaceAll('\t', TAB)

function clip(text: string, start: number): string {
  const before = start > 0 ? (text.length > 0 ? '…' : '') : ''
  return before + text.slice(start, start + WIDTH) + (text.length > start + WIDTH ? '…' : '')
}
