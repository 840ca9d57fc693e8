/** @file What the process of a model does: loads, traces, quantizes, emits and measures it, as the commands do. */
import { emit } from '@tsfx/codegen'
import {
  type DiagnosticReport,
  type Graph,
  graphToJson,
  isDiagnosticError,
  noteReport,
  printShape,
  printType,
  type ValueType,
} from '@tsfx/ir'
import type { ModelDone, ModelForm, ModelJob } from '@tsfx/lsp'
import { fuse } from '@tsfx/passes'
import {
  calibrate,
  conversionNotes,
  convert,
  defaultQConfig,
  getBackend,
  prepare,
  QConfigMapping,
} from '@tsfx/quant'
import { graphToSvg } from '@tsfx/report'
import type { CommandOutput } from '../cli/commandOutput.ts'
import { type InputSpec, isShapeSpec, readInputSpecs } from '../cli/inputSpec.ts'
import { inputSpecs } from '../cli/inputSpecs.ts'
import { type OpenedModel, openNamedModel, traceModel } from '../cli/traceModel.ts'
import { badUsage } from '../diagnostics.generated.ts'
import { forwardParameters } from './forwardParameters.ts'
import { loadUserModel } from './loadUserModel.ts'
import { nodeFacts } from './modelProcessFacts.ts'
import { MEASURED_ROWS, measureNodes, type NodeNoise } from './modelProcessNoise.ts'
import { copyRows, keepingFirst } from './modelProcessSample.ts'
import { type DataSource, type InputBatch, readData } from './readData.ts'

const CALIBRATION_BATCH = 32

/**
 * Does one job; `progress` is told of each step.
 * @throws what loading, tracing, quantizing and emitting throw
 */
export async function performModelJob(job: ModelJob, progress: (step: string) => void): Promise<ModelDone> {
  progress('loading')
  const notes: DiagnosticReport[] = []
  const output = notesInto(notes)
  const given = readInputSpecs(job.inputs, job.inputsAt)
  const opened = await open(job, given, output)
  // After the model: loading it installs the module hooks that a data module needs as well.
  const data = job.data === null ? null : await readData(job.data)
  progress('tracing')
  const inputs = given.length > 0 ? Object.fromEntries(given) : specsFor(opened, data)
  const traced = traceModel(opened, inputs, output, job.inputsAt)
  const float = await formOf(job, job.name, { traced, graph: traced, noise: null })
  const files = sourceFiles(job.file, float)
  if (job.action === 'trace') return { kind: 'done', notes, float, int8: null, files }
  if (!data)
    throw badUsage({ problem: 'there is no data to calibrate with', command: 'tsfx quantize --help' })
  const { lowered, found, first } = await quantize(job, traced, data, progress)
  progress('measuring')
  const noise = first && measureNodes(opened.tf, { traced, lowered }, first)
  const int8 = await formOf(job, job.int8Name, { traced, graph: lowered, noise })
  return { kind: 'done', notes: [...notes, ...found], float, int8, files }
}

/** The model, after a check that reads without running anything. */
async function open(
  job: ModelJob,
  given: readonly (readonly [string, InputSpec])[],
  output: CommandOutput,
): Promise<OpenedModel> {
  const weights = job.weights ?? undefined
  if (!job.checked) {
    const tensors = given.flatMap(([name, spec]) => (isShapeSpec(spec) ? [name] : []))
    return openNamedModel(job, tensors, output, { weights })
  }
  const { optionalParameters, reason } = job.checked
  const loaded = await loadUserModel({ file: job.file, exportName: job.exportName }, weights)
  if (reason !== null) output.report(uncheckedNote(reason))
  return { ...loaded, optionalParameters }
}

const uncheckedNote = (reason: string): DiagnosticReport =>
  noteReport(`the source was not checked completely for what cannot be captured: ${reason}`)

/** Notes go into the answer; what a command prints for people is not asked for. */
const notesInto = (notes: DiagnosticReport[]): CommandOutput => ({
  json: true,
  print: () => {},
  result: () => {},
  report: (note) => notes.push(note),
})

/** Where the source names no inputs: what the model itself tells, or its data. */
function specsFor({ inputs, model }: OpenedModel, data: DataSource | null) {
  if (inputs) return inputs
  if (data) return inputSpecs(data, forwardParameters(model))
  throw badUsage({ problem: 'at least one --input is required', command: 'tsfx trace --help' })
}

async function quantize(job: ModelJob, traced: Graph, data: DataSource, progress: (step: string) => void) {
  const backend = getBackend(job.backend)
  const qconfig = new QConfigMapping().setGlobal(defaultQConfig(backend, job.activations))
  const prepared = prepare(fuse(traced), { backend: job.backend, qconfig })
  progress('calibrating')
  let first: InputBatch | null = null
  const batches = keepingFirst(data.batches(Math.min(CALIBRATION_BATCH, job.samples)), (batch) => {
    first = copyRows(batch, MEASURED_ROWS, traced)
  })
  const stats = await calibrate(prepared, batches, {
    limit: job.samples,
    onProgress: ({ rows }) => progress(`calibrating: ${rows} rows`),
  })
  progress('converting')
  const lowered = convert(prepared, stats, { rounding: job.rounding })
  const found = conversionNotes(prepared, stats).map(({ message }) => noteReport(message))
  return { lowered, found, first: first as InputBatch | null }
}

interface MadeForm {
  readonly traced: Graph
  readonly graph: Graph
  readonly noise: NodeNoise | null
}

async function formOf(job: ModelJob, name: string, { traced, graph, noise }: MadeForm): Promise<ModelForm> {
  const { outDir, regenerate, annotate, reroll } = job
  const emitted = Object.entries(emit(graph, { name, outDir, regenerate, annotate, reroll }))
  return {
    graph: graphToJson(graph),
    emitted: Object.fromEntries(
      emitted.filter(([, content]) => job.withWeights || typeof content === 'string'),
    ),
    svg: await drawing(graph),
    summary: summaryOf(graph),
    modules: graph.meta.modules,
    nodes: nodeFacts(graph, traced, noise),
    measuredRows: noise?.rows ?? null,
  }
}

async function drawing(graph: Graph): Promise<string | null> {
  try {
    return await graphToSvg(graph)
  } catch (error) {
    // A graph too large to be drawn can still be read.
    if (isDiagnosticError(error)) return null
    throw error
  }
}

const typeText = (type: ValueType | null): string =>
  type?.kind === 'tensor' ? printShape(type.shape) : printType(type)

function summaryOf(graph: Graph): string {
  const inputs = graph.placeholders.map(({ type }) => typeText(type)).join(', ')
  const count = graph.nodes.filter(({ kind }) => kind === 'call_function' || kind === 'call_module').length
  return `${count} ops, ${inputs} -> ${typeText(graph.output?.type ?? null)}`
}

/** The user's own files that made the graph. */
function sourceFiles(file: string, { nodes }: ModelForm): readonly string[] {
  return [...new Set([file, ...nodes.flatMap(({ places }) => places.map((place) => place.file))])]
}
