/** @file Static check, loading and capture of a model named on the command line. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DiagnosticPlace, type Graph, noteReport } from '@tsfx/ir'
import { checkCapture, throwFindings } from '@tsfx/source'
import { type InputSpecs, type TraceNote, traceWithReport } from '@tsfx/tracer'
import { badUsage } from '../diagnostics.generated.ts'
import { forwardParameters } from '../node/forwardParameters.ts'
import { installStrict } from '../node/installStrict.ts'
import { isModelFile, loadLayersModelFile } from '../node/loadLayersModelFile.ts'
import { type LoadedModel, loadUserModel, type ModelName, parseModelName } from '../node/loadUserModel.ts'
import type { CommandOutput } from './commandOutput.ts'

export interface OpenOptions {
  /** A `.safetensors` with the state of the model. */
  readonly weights?: string | undefined
  /** Has conditions of the user's code tell of tensors that reach them, which types may not. */
  readonly strict?: boolean
}

/** Takes the notes that a user should read. */
export type Reporter = Pick<CommandOutput, 'report'>

/** A model, and what is known of it by its source. */
export interface OpenedModel extends LoadedModel {
  /** The parameters of forward that may be left out. */
  readonly optionalParameters: readonly string[]
}

/** The option of commands that trace. */
export const strictOption = {
  strict: {
    type: 'boolean',
    help: 'also load the model so that its conditions refuse tensors, for code without types',
  },
} as const

/**
 * Checks and loads `file#Export`, or loads `model.json`; `tensors` are the parameters of forward that are tensors.
 * The check comes first, because it reads without running anything.
 * @throws TSFX11nn for what cannot be captured, TSFX70nn when the model cannot be loaded.
 */
export async function openModel(
  text: string,
  tensors: readonly string[],
  output: Reporter,
  options: OpenOptions = {},
): Promise<OpenedModel> {
  if (!isModelFile(text)) return openNamedModel(parseModelName(text), tensors, output, options)
  if (options.weights !== undefined) throw weightsOfModelFile()
  return { ...(await loadLayersModelFile(text)), optionalParameters: [] }
}

/** `openModel` for an export of a module, whose path may have any characters. @throws TSFX11nn, TSFX70nn */
export async function openNamedModel(
  { file, exportName }: ModelName,
  tensors: readonly string[],
  output: Reporter,
  { weights, strict = false }: OpenOptions = {},
): Promise<OpenedModel> {
  const name = { file, exportName }
  const { findings, checked, reason, presenceTests, optionalParameters } = checkCapture({
    ...name,
    // Without names, every parameter of forward may be one.
    ...(tensors.length > 0 && { tensorParameters: tensors }),
    // A model outside of any project gets the types of our copies.
    resolveFrom: fileURLToPath(import.meta.url),
  })
  throwFindings(findings)
  if (strict) installStrict([dirname(name.file)], presenceTests)
  const opened = await loadUserModel(name, weights)
  // Said when the model is there: a model that cannot be loaded has its own error.
  if (!checked)
    output.report(noteReport(`the source was not checked completely for what cannot be captured: ${reason}`))
  return { ...opened, optionalParameters }
}

export const weightsOfModelFile = () =>
  badUsage({
    problem: 'a model.json names its own weights: --weights is for modules',
    command: 'tsfx --help',
  })

/**
 * Captures an opened model; optional parameters that are no inputs are absent. `place` is where the inputs are said, for those of a
 * comment.
 * @throws TSFX10nn, TSFX7000
 */
export function traceModel(
  opened: OpenedModel,
  given: InputSpecs,
  output: Reporter,
  place: DiagnosticPlace = {},
): Graph {
  refuseOtherNames(Object.keys(given), forwardParameters(opened.model), place)
  const absent = opened.optionalParameters.filter((parameter) => !Object.hasOwn(given, parameter))
  const inputs = { ...given, ...Object.fromEntries(absent.map((parameter) => [parameter, undefined])) }
  const name = opened.exportName === 'default' ? 'Model' : opened.exportName
  const { graph, notes } = traceWithReport(opened.model, inputs, { name, file: opened.file })
  reportNotes(notes, output)
  return graph
}

/** A name that is misspelt would rename the input of another place. */
function refuseOtherNames(
  names: readonly string[],
  parameters: readonly string[] | null,
  place: DiagnosticPlace,
): void {
  const other = names.find((name) => parameters?.includes(name) === false)
  if (other === undefined) return
  const problem = `--input ${other} is no parameter of forward, which takes ${parameters?.join(', ') || 'nothing'}`
  throw badUsage({ problem, command: 'tsfx trace --help' }, place)
}

/** A function that holds a model may have hundreds of constants; a batch is open nearly always, and its bound is high. */
function reportNotes(notes: readonly TraceNote[], { report }: Reporter): void {
  const lifted = notes.filter((note) => note.kind === 'lifted')
  const shown = lifted.slice(0, NOTES_SHOWN)
  for (const { text, loc } of shown) report(noteReport(text, loc))
  if (lifted.length > shown.length)
    report(noteReport(`and ${lifted.length - shown.length} more constants like these`))
  for (const note of notes)
    if (note.kind === 'limit' || (note.kind === 'sizes' && !note.leading)) report(noteReport(note.text))
}

const NOTES_SHOWN = 3
