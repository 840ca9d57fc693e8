/** @file One command of the CLI: its help and options as data, and what it does. */
import type { ParseArgsConfig } from 'node:util'
import type { CommandOutput } from './commandOutput.ts'

export interface CommandOption {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly short?: string
  readonly default?: string
  /** Placeholder in the help, e.g. `<folder>`. */
  readonly value?: string
  readonly help: string
}

/** Options as parsed; an option that may be given several times is a list. */
export type OptionValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>

export interface Command {
  readonly name: string
  readonly summary: string
  /** Positional arguments, as in `<model>`; `[name]` may be left out, `[names...]` given several times. */
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, CommandOption>>
  /** Notes and examples at the end of the help. */
  readonly notes: readonly string[]
  /** Whether it runs the user's model, its first argument, in this process. */
  readonly runsModel?: boolean
  /** An exit code other than 0 is for a command that has done its work and found something. */
  run(
    positionals: readonly string[],
    options: OptionValues,
    output: CommandOutput,
    /** The words behind the name of the command, as they were typed. */
    words: readonly string[],
  ): Promise<number | undefined>
}

/** Options that every command has. */
const COMMON: Readonly<Record<string, CommandOption>> = {
  json: { type: 'boolean', help: 'print one JSON document for tools: result, diagnostics, exit code' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
}

const allOptions = ({ options }: Command): Readonly<Record<string, CommandOption>> => ({
  ...COMMON,
  ...options,
})

/** The options of a command as `node:util` parses them. */
export function parseConfig(command: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(allOptions(command)).map(([name, { type, multiple, short, default: byDefault }]) => [
      name,
      {
        type,
        ...(multiple !== undefined && { multiple }),
        ...(short !== undefined && { short }),
        ...(byDefault !== undefined && { default: byDefault }),
      },
    ]),
  )
}

/** `tsfx trace --help`. */
export function printHelp(command: Command): string {
  const { name, summary, positionals, options, notes } = command
  const rows = Object.entries({ ...options, ...COMMON, ...options }).map(
    ([option, { value, help, default: byDefault }]) => [
      `  --${option}${value ? ` ${value}` : ''}`,
      help + (byDefault ? ` (default: ${byDefault})` : ''),
    ],
  )
  const width = Math.max(...rows.map(([left]) => left!.length))
  return [
    ['tsfx', name, ...positionals, '[options]'].join(' '),
    '',
    summary,
    '',
    ...rows.map(([left, right]) => `${left!.padEnd(width)}  ${right}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')
}
