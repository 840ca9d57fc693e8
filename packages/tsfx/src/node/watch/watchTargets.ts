/** @file The models that `tsfx watch` makes: one that is named, or all with a `@tsfx` comment below a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DiagnosticError, type DiagnosticReport, diagnosticReport } from '@tsfx/ir'
import type { ModelJob } from '@tsfx/lsp'
import { fileStem, type ModelTag, type ModelTagOptions, readModelTags } from '@tsfx/source'
import type { EmitForm } from '../../cli/emitOptions.ts'
import { typedCommand } from '../../cli/typedCommand.ts'
import { badUsage } from '../../diagnostics.generated.ts'
import type { ModelName } from '../loadUserModel.ts'
import { labelOf, type ModelOutput, outputOf, refuseSameOutput } from './refuseSameOutput.ts'
import type { WatchTarget } from './watchModels.ts'

/** What the command line says; what it leaves open is in the comment above the model, or has a default. */
export interface GivenOptions extends Partial<ModelTagOptions> {
  readonly name?: string | undefined
  /** Folder of the output. Default: that of the source. */
  readonly out?: string | undefined
  /** How the code is to read, and the command for its head. */
  readonly form: EmitForm
}

const DEFAULTS = { samples: '512', backend: 'wasm', activations: 'int8', rounding: 'float32' } as const

/** The target for a model that is named. */
export function namedTarget(name: ModelName, given: GivenOptions): WatchTarget {
  const tags = tagsOf(name.file)
  const tag = tags.find(({ exportName }) => exportName === name.exportName) ?? null
  const others = tags.map(({ exportName }) => outputOf({ file: name.file, exportName }))
  return apart(targetOf(name, tag, given), outputOf(name, given), others)
}

/** The targets below a folder, in the order of their paths. */
export const taggedTargets = (
  folder: string,
  { out, annotate = false, reroll = true }: { readonly out?: string } & Partial<EmitForm> = {},
): readonly WatchTarget[] => {
  const models = sourcesBelow(folder).flatMap((file) =>
    tagsOf(file).map((tag) => ({
      file,
      tag,
      output: outputOf({ file, exportName: tag.exportName }, { out }),
    })),
  )
  const outputs = models.map(({ output }) => output)
  return models.map(({ file, tag, output }) => {
    const regenerate = typedCommand('watch', [
      `${file}#${tag.exportName}`,
      '--once',
      ...(annotate ? ['--annotate'] : []),
      ...(reroll ? [] : ['--no-reroll']),
      ...(out ? ['--out', out] : []),
    ])
    const form = { annotate, reroll, regenerate }
    return apart(targetOf({ file, exportName: tag.exportName }, tag, { out, form }), output, outputs)
  })
}

/** The target, which is refused where another model's files would have the names of its own. */
function apart(target: WatchTarget, output: ModelOutput, outputs: readonly ModelOutput[]): WatchTarget {
  if (!('action' in target.job)) return target
  try {
    refuseSameOutput(output, outputs)
    return target
  } catch (error) {
    return { ...target, job: [diagnosticReport(error as DiagnosticError)] }
  }
}

function targetOf({ file, exportName }: ModelName, tag: ModelTag | null, given: GivenOptions): WatchTarget {
  const label = labelOf({ file, exportName })
  // With inputs on the command line, a comment that cannot be understood is of no interest.
  const needsTag = (given.inputs ?? []).length === 0
  if (needsTag && tag?.problem) return { label, file, job: [diagnosticReport(tag.problem)] }
  const said = pick(given, tag?.options)
  const problem = problemOf(said, exportName)
  if (problem) return { label, file, job: [problem] }
  const name = given.name ?? fileStem(exportName)
  const { inputs, data, weights, backend } = said
  const job: ModelJob = {
    action: data === null ? 'trace' : 'quantize',
    file,
    exportName,
    inputs,
    ...(needsTag && tag && { inputsAt: { loc: tag.loc, end: tag.end } }),
    data,
    weights,
    backend,
    rounding: said.rounding as ModelJob['rounding'],
    activations: said.activations as ModelJob['activations'],
    samples: Number(said.samples),
    name,
    int8Name: `${name}.int8`,
    cwd: process.cwd(),
    outDir: given.out ?? dirname(file),
    withWeights: true,
    ...given.form,
  }
  return { label, file, job }
}

function pick(given: GivenOptions, tag: ModelTagOptions | undefined) {
  const of = <K extends 'samples' | 'backend' | 'activations' | 'rounding'>(key: K): string =>
    given[key] ?? tag?.[key] ?? DEFAULTS[key]
  return {
    inputs: given.inputs?.length ? given.inputs : (tag?.inputs ?? []),
    data: given.data ?? tag?.data ?? null,
    weights: given.weights ?? tag?.weights ?? null,
    samples: of('samples'),
    backend: of('backend'),
    activations: of('activations'),
    rounding: of('rounding'),
  }
}

/** What is missing; values are checked where they are read. */
function problemOf({ inputs, data }: ReturnType<typeof pick>, exportName: string): DiagnosticReport | null {
  if (inputs.length > 0 || data !== null) return null
  const comment = '/** @tsfx --input x:?,28,28,1 */'
  const problem = `at least one --input is required, or a comment ${comment} above ${exportName}`
  return diagnosticReport(badUsage({ problem, command: 'tsfx watch --help' }))
}

interface KnownTags {
  readonly modified: number
  readonly size: number
  readonly tags: readonly ModelTag[]
}

const known = new Map<string, KnownTags>()

/** The tags of a file, read again when it was saved. */
function tagsOf(file: string): readonly ModelTag[] {
  try {
    const { mtimeMs: modified, size } = statSync(file)
    const before = known.get(file)
    if (before?.modified === modified && before.size === size) return before.tags
    const text = readFileSync(file, 'utf8')
    const tags = text.includes('@tsfx') ? readModelTags(file, text) : []
    known.set(file, { modified, size, tags })
    return tags
  } catch (error) {
    // It was there when its folder was read.
    if (isMissing(error)) return []
    throw error
  }
}

const SOURCE = /(?<!\.d|\.fx)\.([cm]?[jt]s|[jt]sx)$/

/** Folders below one, with it: those of libraries and hidden ones are left out. */
export function foldersBelow(folder: string): readonly string[] {
  const below = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => foldersBelow(join(folder, entry.name)))
  return [folder, ...below]
}

const sourcesBelow = (folder: string): readonly string[] =>
  foldersBelow(folder).flatMap((path) =>
    entriesOf(path)
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => join(path, entry.name)),
  )

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Whether a file or folder has gone meanwhile. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
