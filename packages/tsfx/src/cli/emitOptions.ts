/** @file The options of commands that write code: how it is to read. */
import type { CommandOption, OptionValues } from './command.ts'
import { choiceOption } from './readOptions.ts'
import { typedCommand } from './typedCommand.ts'

export const emitOptions: Readonly<Record<string, CommandOption>> = {
  annotate: { type: 'boolean', help: 'write the shape of its result behind each statement' },
  'no-reroll': {
    type: 'boolean',
    help: 'spell every layer out, where modules that repeat would become methods and loops',
  },
}

/** What a debugger shows; `tsfx watch` writes for reading, with the default. */
export const sourceMapOption: Readonly<Record<string, CommandOption>> = {
  'source-map': {
    type: 'string',
    value: '<what>',
    default: 'source',
    help: 'what a debugger shows while the JavaScript runs: source, the model, or generated, the .fx.ts',
  },
}

/** @throws TSFX7000 */
export const sourceMapOf = (options: OptionValues, command: string): 'source' | 'generated' =>
  choiceOption(options, 'source-map', ['source', 'generated'], command)

/** How emitted code is to read, and the command for its head: options of `emit`. */
export interface EmitForm {
  readonly annotate: boolean
  readonly reroll: boolean
  readonly regenerate: string
}

/** How the code is to read; its head says `command` with the words that were typed. */
export const emitForm = (options: OptionValues, command: string, words: readonly string[]): EmitForm => ({
  annotate: options.annotate === true,
  reroll: options['no-reroll'] !== true,
  regenerate: typedCommand(command, words),
})
