/** @file The `tsfx` command: finds the subcommand, parses its options, runs it. */
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import type { DiagnosticError } from '@tsfx/ir'
import { badUsage } from '../diagnostics.generated.ts'
import { whileModelRuns } from '../node/endedByModel.ts'
import { checkCommand } from './checkCommand.ts'
import { type Command, parseConfig, printHelp } from './command.ts'
import type { OpenedOutput } from './commandOutput.ts'
import { diagnosticPage } from './diagnosticPage.ts'
import { evalCommand } from './evalCommand.ts'
import { lspCommand } from './lspCommand.ts'
import { passesCommand } from './passesCommand.ts'
import { quantizeCommand } from './quantizeCommand.ts'
import { reportsOf } from './reportsOf.ts'
import { runCommand } from './runCommand.ts'
import { traceCommand } from './traceCommand.ts'
import { watchCommand } from './watchCommand.ts'

const { version } = createRequire(import.meta.url)('tsfx/package.json') as { version: string }

const COMMANDS: readonly Command[] = [
  traceCommand,
  quantizeCommand,
  runCommand,
  evalCommand,
  watchCommand,
  checkCommand,
  passesCommand,
  lspCommand,
]

const usage = (): string =>
  [
    'tsfx: torch.fx for TypeScript, with a quantizer on top and an int8 engine underneath',
    '',
    ...COMMANDS.map(({ name, summary }) => `  tsfx ${name.padEnd(9)} ${summary}`),
    '',
    "'tsfx <command> --help' tells more, 'tsfx help TSFX1101' what a code means. A <model> is a TypeScript or JavaScript export, net.ts#Net, or a layers-model of TensorFlow.js, model.json",
  ].join('\n')

/**
 * Runs one command line; gives the exit code.
 * @throws TSFX7000 when it cannot be understood, and whatever the command throws.
 */
export async function dispatch(argv: readonly string[], output: OpenedOutput): Promise<number> {
  const [name, ...rest] = argv[0] === '--json' ? argv.slice(1) : argv
  if (name === 'help' || name === undefined || name === '--help' || name === '-h')
    return help(
      rest.filter((word) => word !== '--json'),
      output,
    )
  if (name === '--version') {
    output.print(`tsfx ${version}, Node ${process.version}`)
    output.result({ version, node: process.version })
    return 0
  }
  const command = COMMANDS.find((known) => known.name === name)
  if (!command) {
    const near = COMMANDS.find((known) => known.name.startsWith(name.slice(0, 3)))
    throw badUsage({
      problem: `there is no command '${name}'${near ? `; did you mean '${near.name}'?` : ''}`,
      command: 'tsfx --help',
    })
  }
  const advice = `tsfx ${name} --help`
  const { values, positionals } = parse(command, rest, advice)
  if (values.help) {
    output.print(printHelp(command))
    output.result({ text: printHelp(command) })
    return 0
  }
  const required = command.positionals.filter((positional) => !positional.startsWith('['))
  const isOpen = command.positionals.at(-1)?.endsWith('...]')
  const most = isOpen ? Number.POSITIVE_INFINITY : command.positionals.length
  if (positionals.length < required.length || positionals.length > most) {
    throw badUsage({
      problem: `${name} takes ${command.positionals.join(' ') || 'no argument'}, not ${positionals.length === 0 ? 'nothing' : `'${positionals.join(' ')}'`}`,
      command: advice,
    })
  }
  const run = () => command.run(positionals, values, output, rest)
  const done = command.runsModel
    ? whileModelRuns(positionals[0] as string, run, (error) => lastWords(name, error, output))
    : run()
  return (await done) ?? 0
}

/** Tells of an error after which nothing of the command will run. */
function lastWords(name: string, error: DiagnosticError, output: OpenedOutput): void {
  for (const report of reportsOf(error)) output.report(report)
  output.close(name, 1)
}

/** `tsfx help`, of one command, or of the code of a diagnostic. @throws TSFX7000 for a code that there is not */
async function help([about]: readonly string[], output: OpenedOutput): Promise<number> {
  if (about === undefined) {
    output.print(usage())
    output.result({ text: usage() })
    return 0
  }
  if (!/^TSFX/i.test(about)) return dispatch([about, '--help'], output)
  const page = diagnosticPage(about.toUpperCase())
  output.print(page.text)
  output.result({ ...page })
  return 0
}

function parse(command: Command, args: readonly string[], help: string) {
  try {
    return parseArgs({ args: [...args], options: parseConfig(command), allowPositionals: true })
  } catch (error) {
    // Node's text goes on with advice about other commands' arguments.
    throw badUsage({ problem: (error as Error).message.split('. ')[0] as string, command: help })
  }
}
