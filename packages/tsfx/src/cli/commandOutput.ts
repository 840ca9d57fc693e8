/**
 * @file Where a command tells what it did: text for people, or with `--json` one document for tools.
 *
 * People read results on standard output and diagnostics on standard error, but for `tsfx check`, whose findings are its result. A tool
 * reads one JSON document on standard output; what the user's own code prints goes to standard error then.
 */
import { type DiagnosticReport, formatReport, showLines } from '@tsfx/ir'
import { terminalStyle } from './terminalStyle.ts'

/** The document of `--json`: docs/cli.md describes it. */
export interface JsonDocument {
  readonly command: string | null
  readonly exitCode: number
  readonly diagnostics: readonly DiagnosticReport[]
  /** What the command found or wrote; each command has fields of its own. Null when it came to nothing. */
  readonly result: Readonly<Record<string, unknown>> | null
}

export interface CommandOutput {
  readonly json: boolean
  /** Text for people. */
  print(text: string): void
  /** The same for tools; fields of several calls are put together. */
  result(fields: Readonly<Record<string, unknown>>): void
  /** What a command that goes on tells a tool at once: a line of JSON; no document follows then, but a last event `closed`. */
  event?(fields: Readonly<Record<string, unknown>>): void
  /** An error, a finding or a note. */
  report(report: DiagnosticReport, stream?: 'stdout' | 'stderr'): void
}

export interface OpenedOutput extends CommandOutput {
  /** Ends the output: prints the document, and lets prints of the user's code go where they went. */
  close(command: string | null, exitCode: number): void
}

export const openOutput = (json: boolean): OpenedOutput => (json ? jsonOutput() : textOutput())

function textOutput(): OpenedOutput {
  return {
    json: false,
    print: (text) => console.log(showLines(text)),
    result: () => {},
    report(report, stream = 'stderr') {
      const text = formatReport(report, terminalStyle(process[stream]))
      if (stream === 'stdout') console.log(`${text}\n`)
      else console.error(text)
    },
    close: () => {},
  }
}

/** JSON that is as safe on a terminal: `JSON.stringify` leaves some controls as they are. */
const jsonText = (value: object, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (text) =>
    [...text.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  )

const PRINTING = ['log', 'info', 'debug'] as const

function jsonOutput(): OpenedOutput {
  const diagnostics: DiagnosticReport[] = []
  let result: Record<string, unknown> | null = null
  let areEvents = false
  const { log, info, debug } = console
  const write = process.stdout.write
  for (const method of PRINTING) console[method] = (...parts: unknown[]) => console.error(...parts)
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write
  return {
    json: true,
    print: () => {},
    result(fields) {
      result = { ...result, ...fields }
    },
    event(fields) {
      areEvents = true
      write.call(process.stdout, `${jsonText(fields)}\n`)
    },
    report: (report) => diagnostics.push(report),
    close(command, exitCode) {
      Object.assign(console, { log, info, debug })
      process.stdout.write = write
      // Who reads lines is told in a line of what went wrong before the first one, too.
      if (areEvents || (command === 'watch' && result === null)) {
        console.log(jsonText({ event: 'closed', exitCode, diagnostics }))
        return
      }
      const document: JsonDocument = {
        command,
        exitCode,
        diagnostics,
        result,
      }
      console.log(jsonText(document, 2))
    },
  }
}
