/** @file How a diagnostic looks on a terminal: paths from the current folder, and colours where they are seen. */
import { relative, sep } from 'node:path'
import type { ReportPart, ReportStyle } from '@tsfx/ir'

const COLORS: Readonly<Record<ReportPart, readonly number[]>> = {
  error: [1, 31],
  note: [1, 36],
  place: [36],
  gutter: [2],
  marker: [31],
  label: [2],
}

/** The style for a stream; `NO_COLOR` with any text switches colours off (no-color.org). */
export function terminalStyle(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReportStyle {
  const inColor = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
  return {
    words: (text) => text.replaceAll(process.cwd() + sep, ''),
    file: shortPath,
    ...(inColor && {
      paint: (part: ReportPart, text: string) => `\u001b[${COLORS[part].join(';')}m${text}\u001b[0m`,
    }),
    help: ({ command }) => command,
  }
}

/** From the current folder, unless that is the longer way. */
export function shortPath(file: string): string {
  const short = relative('', file)
  return short === '' || short.length > file.length ? file : short
}
