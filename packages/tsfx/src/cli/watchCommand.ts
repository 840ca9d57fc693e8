/** @file `tsfx watch`: writes what is emitted of models beside their sources, again at each save. */

import { resolve } from 'node:path'
import { fileStem } from '@tsfx/source'
import { badUsage } from '../diagnostics.generated.ts'
import { isModelFile } from '../node/loadLayersModelFile.ts'
import { parseModelName } from '../node/loadUserModel.ts'
import { runModelJob } from '../node/modelProcess.ts'
import { isFolder } from '../node/predictor.ts'
import { type WatchTarget, watchModels } from '../node/watch/watchModels.ts'
import { foldersBelow, namedTarget, taggedTargets } from '../node/watch/watchTargets.ts'
import type { Command, OptionValues } from './command.ts'
import { emitForm, emitOptions } from './emitOptions.ts'
import { readInputSpecs } from './inputSpec.ts'
import { choiceOption, countOption, optionalText, textList } from './readOptions.ts'
import { reportsOf, withFrame } from './reportsOf.ts'
import { stopSignal } from './stopSignal.ts'
import { tellEvent } from './watchEvents.ts'

const ACTIVATIONS = ['int8', 'uint8'] as const
const ROUNDINGS = ['float32', 'single', 'double'] as const

export const watchCommand: Command = {
  name: 'watch',
  summary: 'writes a model as TypeScript beside its source, again at each save; with --data in int8 as well',
  positionals: ['<model or folder>'],
  options: {
    input: {
      type: 'string',
      multiple: true,
      value: 'name:dims|name=json',
      help: "an input's shape or a constant, as for tsfx trace (default: from the @tsfx comment, or the data)",
    },
    data: { type: 'string', value: '<data>', help: 'typical inputs, to write <name>.int8.fx.ts as well' },
    weights: { type: 'string', value: '<file>', help: 'a .safetensors with the state of the model' },
    samples: { type: 'string', value: '<rows>', help: 'rows of --data to use at most (default: 512)' },
    backend: { type: 'string', value: '<name>', help: 'as for tsfx quantize (default: wasm)' },
    activations: { type: 'string', value: '<dtype>', help: 'as for tsfx quantize (default: int8)' },
    rounding: { type: 'string', value: '<mode>', help: 'as for tsfx quantize (default: float32)' },
    name: { type: 'string', value: '<stem>', help: 'stem of the written files (default: of the export)' },
    out: { type: 'string', value: '<folder>', help: 'where they go (default: beside the source)' },
    ...emitOptions,
    timeout: {
      type: 'string',
      value: '<seconds>',
      default: '120',
      help: 'after which a run of the model is ended',
    },
    memory: { type: 'string', value: '<MB>', default: '4096', help: 'that a run of the model may take' },
    once: { type: 'boolean', help: 'write once and end; the exit code is 1 when something failed' },
  },
  notes: [
    'Of a folder, all models are written that have a comment with the options: /** @tsfx --input x:?,28,28,1 --data digits.npy */',
    'The model runs in a process of its own. What cannot be made is told, and the files stay as they were; files that tsfx did',
    'not write are never written over. q or Ctrl-C ends. With --json each event is one line: docs/cli.md.',
    'examples: tsfx watch net.ts#Net --input x:?,28,28,1    tsfx watch src/    tsfx watch src/ --once',
  ],
  async run([model], options, output, words) {
    const isOf = isFolder(model as string)
    const targets = isOf
      ? targetsBelow(model as string, options)
      : namedModel(model as string, options, words)
    const once = options.once === true
    if (once && targets().length === 0) throw noModels(model as string)
    const stop = stopSignal(once ? null : process.stdin)
    // The language server is loaded by those commands alone that share something with it.
    const { modelFailure } = await import('@tsfx/lsp')
    try {
      const failed = await watchModels({
        targets,
        folders: () => (isOf ? foldersBelow(resolve(model as string)) : []),
        runModel: runModelJob,
        limits: {
          seconds: countOption(options, 'timeout', 'watch'),
          megabytes: countOption(options, 'memory', 'watch'),
        },
        once,
        signal: stop.signal,
        onEvent: (event) => tellEvent(event, output, !once && process.stdin.isTTY ? '; q ends' : ''),
        reports: (error) => reportsOf(error),
        failure: (result, exportName) => modelFailure(result, exportName).map(withFrame),
      })
      return once && failed > 0 ? 1 : 0
    } finally {
      stop.close()
    }
  },
}

/** @throws TSFX7000 for options that are of one model, which its comment has */
function targetsBelow(folder: string, options: OptionValues): () => readonly WatchTarget[] {
  const one = ['input', 'data', 'weights', 'samples', 'backend', 'activations', 'rounding', 'name']
  const given = one.find((name) => options[name] !== undefined)
  if (given)
    throw badUsage({
      problem: `--${given} is about one model, and ${folder} is a folder: say it in the comment of the model`,
      command: 'tsfx watch --help',
    })
  const out = optionalText(options, 'out')
  const { annotate, reroll } = emitForm(options, 'watch', [])
  return () =>
    taggedTargets(resolve(folder), { annotate, reroll, ...(out !== undefined && { out: resolve(out) }) })
}

/** @throws TSFX7004, TSFX7005, TSFX7011 */
function namedModel(
  text: string,
  options: OptionValues,
  words: readonly string[],
): () => readonly WatchTarget[] {
  if (isModelFile(text))
    throw badUsage({ problem: `${text} is no source that is edited`, command: 'tsfx trace --help' })
  const inputs = textList(options, 'input')
  readInputSpecs(inputs)
  const pathOf = (name: string): string | null => {
    const path = optionalText(options, name)
    return path === undefined ? null : resolve(path)
  }
  const choice = <T extends string>(option: string, choices: readonly T[]): T | null =>
    options[option] === undefined ? null : choiceOption(options, option, choices, 'watch')
  const name = parseModelName(text)
  const isOnce = words.includes('--once')
  const given = {
    inputs,
    data: pathOf('data'),
    weights: pathOf('weights'),
    samples: options.samples === undefined ? null : String(countOption(options, 'samples', 'watch')),
    backend: optionalText(options, 'backend') ?? null,
    activations: choice('activations', ACTIVATIONS),
    rounding: choice('rounding', ROUNDINGS),
    name: optionalText(options, 'name') ?? fileStem(name.exportName),
    out: pathOf('out') ?? undefined,
    form: emitForm(options, 'watch', [...words, ...(isOnce ? [] : ['--once'])]),
  }
  // The comment is read again each time.
  return () => [namedTarget(name, given)]
}

const noModels = (folder: string) =>
  badUsage({
    problem: `no model below ${folder} has a comment /** @tsfx --input x:?,28,28,1 */`,
    command: 'tsfx watch --help',
  })
