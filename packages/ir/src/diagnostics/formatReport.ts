/** @file The one text form of every diagnostic: code, message, node, place, code frame, fix, page. */
import { showInvisible, showLines, showQuoted } from '../printWord.ts'
import type { DiagnosticReport, ReportedPlace } from './diagnosticReport.ts'

/** A part of the text, for who gives it a colour. */
export type ReportPart = 'error' | 'note' | 'place' | 'gutter' | 'marker' | 'label'

/** How a terminal differs from a file: shorter paths, colours. */
export interface ReportStyle {
  /** Words of the message as they are shown. Default: as they are. */
  words?(text: string): string
  /** A file as it is named. Default: its path. */
  file?(path: string): string
  /** Default: no colours. */
  paint?(part: ReportPart, text: string): string
  /** What the last line names. Default: page and command. */
  help?(help: NonNullable<DiagnosticReport['help']>): string
}

/** Several lines, without a line break at the end. What no terminal shows is written out: names come from anywhere. */
export function formatReport(report: DiagnosticReport, style: ReportStyle = {}): string {
  const { code, severity, message, node, place, frame, fix, help } = report
  const words = (text: string): string => showQuoted(style.words?.(text) ?? text)
  const paint = style.paint ?? ((_part, text) => text)
  const label = (name: string): string => paint('label', `  ${name}:`)
  const head = severity === 'note' ? `${severity}:` : code
  const lines = [`${head === null ? '' : `${paint(severity, head)} `}${words(message)}`]
  if (node !== null) lines.push(`${label('node')} ${showInvisible(node)}`)
  if (place) lines.push(`${label('at')} ${paint('place', printPlace(place, style.file))}`)
  if (frame !== null)
    lines.push(
      ...showLines(frame)
        .split('\n')
        .map((line) => paintFrameLine(line, paint)),
    )
  if (fix !== null) lines.push(`${label('fix')} ${words(fix)}`)
  if (help) lines.push(`${label('see')} ${style.help?.(help) ?? `${help.page} (npx ${help.command})`}`)
  return lines.join('\n')
}

const printPlace = ({ file, line, column }: ReportedPlace, name = (path: string) => path): string =>
  `${showInvisible(name(file))}:${line}:${column}`

/** `> 12 | text`, and the line of carets under it. */
function paintFrameLine(line: string, paint: NonNullable<ReportStyle['paint']>): string {
  const [, gutter, rest] = /^([> ] *\d* *\|)(.*)$/s.exec(line) ?? []
  if (gutter === undefined || rest === undefined) return line
  if (/^ +\|$/.test(gutter)) return paint('gutter', gutter) + paint('marker', rest)
  return (
    (gutter.startsWith('>')
      ? paint('marker', '>') + paint('gutter', gutter.slice(1))
      : paint('gutter', gutter)) + rest
  )
}
