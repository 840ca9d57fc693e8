/**
 * @file `trace`: a model's forward as a graph. forward runs on symbolic tensors, once for each size that tells how the graph depends
 * on its named dims; then the graph is compared with the model on real inputs.
 */
import {
  type DimBindings,
  defaultSourceLookup,
  type Graph,
  type SourceLookup,
  verify as verifyGraph,
} from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { withActiveTfjs } from './activeTfjs.ts'
import { buildGraph } from './buildGraph.ts'
import { compareWithModel, type Verification, type VerifyMode } from './compareWithModel.ts'
import { ForwardCaches } from './forwardCaches.ts'
import { guardsOf } from './guardsOf.ts'
import { type InputSpecs, inputTree, parseInputs, tensorInputs } from './inputSpec.ts'
import { moduleClassName } from './moduleClassName.ts'
import { CALL_METHODS, moduleTree } from './moduleTree.ts'
import { orderInputs } from './orderInputs.ts'
import { recordAtSizes } from './recordAtSizes.ts'
import type { IsLeaf } from './recorder.ts'
import { type ForwardToRecord, recordForward } from './recordForward.ts'
import { liftedNotes, limitNotes, sizesNotes, type TraceNote } from './traceNotes.ts'
import { boundsOf, chooseSizes } from './tracePoints.ts'
import { traceTarget } from './traceTarget.ts'
import { withMode } from './withMode.ts'

export interface TraceOptions {
  /** Finds names, comments and code frames in the user's source; default: what `tsfx/register` set. */
  readonly lookup?: SourceLookup | null
  /** Keeps a submodule as one opaque node. */
  readonly isLeaf?: IsLeaf
  /** How the graph is compared with the model; default `full`. */
  readonly verify?: VerifyMode
  /** Name of the graph; default: that of the class or function. */
  readonly name?: string
  /** File that the model is of; default: that of its first call. */
  readonly file?: string
  /** The smallest sizes that forward accepts for named dims, which become guards; default: looked at from 1. */
  readonly smallest?: DimBindings
  /** The largest sizes that forward accepts for named dims, which become guards; default: looked at up to 1,024 on axis 0, 512 on others. */
  readonly largest?: DimBindings
  /** Traces the model as it trains; default false: in evaluation, with the `training` of its modules false. */
  readonly training?: boolean
  /** What to do with variables that no field of the model reaches where classes of it have `#private` fields; default `refuse`. */
  readonly unreachable?: 'refuse' | 'lift'
}

export interface TraceReport extends Verification {
  readonly graph: Graph
  /** What is no error and should be known. */
  readonly notes: readonly TraceNote[]
  /** Time of the trace, without the comparison. */
  readonly milliseconds: number
}

/** Traces `model`: an instance with `forward`, or a function. `trace(new Net(), { x: [null, 28, 28, 1] })`. @throws TSFX10nn */
export function trace(model: unknown, inputs: InputSpecs, options: TraceOptions = {}): Graph {
  return traceWithReport(model, inputs, options).graph
}

/** `trace`, with how the graph was compared and how long it took. */
export function traceWithReport(model: unknown, inputs: InputSpecs, options: TraceOptions = {}): TraceReport {
  const target = traceTarget(model, Object.keys(inputs), options.name)
  const parsed = parseInputs(orderInputs(inputs, target.parameters, target.name))
  const before = moduleTree(model)
  return withActiveTfjs((tf) =>
    withMode(before, options.training ?? false, () => {
      const lookup = options.lookup === undefined ? defaultSourceLookup() : options.lookup
      const started = performance.now()
      const caches = new ForwardCaches(tf)
      const forward: ForwardToRecord = {
        tf,
        caches,
        before,
        model,
        target,
        inputs: parsed,
        lookup,
        isLeaf: options.isLeaf ?? null,
        training: options.training ?? false,
        places: true,
        opaqueType: null,
        liftHidden: options.unreachable === 'lift',
      }
      const recordOnce = (sizes: DimBindings): unknown => recordForward({ ...forward, places: false }, sizes)
      const recording = caches.during(
        () => recordAtSizes(forward, chooseSizes(tensorInputs(parsed), options)),
        recordOnce,
      )
      const { nodes, recorders, dims } = recording
      const [recorder] = recorders
      const graph = buildGraph(nodes, recorder, {
        name: target.name,
        ...(options.file !== undefined && { file: options.file }),
        inputs: inputTree(parsed),
        guards: guardsOf(parsed, boundsOf(dims)),
        modules: moduleClasses(model, recorder.modules),
      })
      verifyGraph(graph, opCatalog)
      const milliseconds = performance.now() - started
      const callModule = moduleCaller(model)
      const verification = compareWithModel(
        {
          tf,
          graph,
          model,
          target,
          inputs: parsed,
          dims,
          lookup,
          callModule,
          prepare: (sizes) => caches.fill(sizes, recordOnce),
        },
        options.verify ?? 'full',
      )
      const notes = [
        ...liftedNotes(tf, recorder.lifted),
        ...limitNotes(recording.limits),
        ...sizesNotes(dims),
      ]
      return { graph, milliseconds, notes, ...verification }
    }),
  )
}

/** Of the model itself, which a function is not, and of the modules in it. */
const moduleClasses = (
  model: unknown,
  entered: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...(typeof model === 'object' && model !== null ? [['', moduleClassName(model)] as const] : []),
    ...entered,
  ])

/** Runs the submodule at a path of the model. */
function moduleCaller(model: unknown): (path: string, args: readonly unknown[]) => unknown {
  const byPath = new Map([...moduleTree(model).modules].map(([module, path]) => [path, module]))
  return (path, args) => {
    const module = byPath.get(path) as object
    const method = CALL_METHODS.find((name) => name in module) as (typeof CALL_METHODS)[number]
    return (Reflect.get(module, method) as (...args: unknown[]) => unknown).apply(module, [...args])
  }
}
