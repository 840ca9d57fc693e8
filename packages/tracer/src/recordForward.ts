/** @file One recorded run of forward at given sizes. Whatever it changes is put back, also when forward throws. */
import { type DimBindings, evaluateDim, isDiagnosticError, type SourceLookup } from '@tsfx/ir'
import { setRecorder, type Tfjs } from '@tsfx/ops'
import { placeOf, tsfxTracedForward } from './callStack.ts'
import { captureSlot } from './captureSlot.ts'
import { refuseChangedState } from './changedState.ts'
import { forwardThrew } from './diagnostics.generated.ts'
import type { ForwardCaches } from './forwardCaches.ts'
import { hookTfjs } from './hookTfjs.ts'
import { watchImpureSources } from './impureSources.ts'
import { type Input, mapInput } from './inputSpec.ts'
import { interceptModules } from './interceptModules.ts'
import { keepNewTensors, type ModuleTree, moduleTree } from './moduleTree.ts'
import { isThenable, outputTree } from './outputTree.ts'
import { classWithPrivateFields } from './privateFields.ts'
import { type IsLeaf, type OpaqueType, Recorder } from './recorder.ts'
import { rememberFields } from './rememberFields.ts'
import type { TraceTarget } from './traceTarget.ts'
import { withPlace } from './withPlace.ts'

export interface ForwardToRecord {
  readonly tf: Tfjs
  readonly model: unknown
  /** What the model was before the trace. */
  readonly before: ModuleTree
  readonly target: TraceTarget
  readonly inputs: Readonly<Record<string, Input>>
  readonly lookup: SourceLookup | null
  readonly isLeaf: IsLeaf | null
  readonly training: boolean
  /** Keeps the stack of each call; a run without them is cheaper. */
  readonly places: boolean
  /** Takes variables that no field of the model reaches as constants, also where a class may hide them. */
  readonly liftHidden: boolean
  readonly opaqueType: OpaqueType | null
  readonly caches: ForwardCaches
}

/** Runs forward on symbolic tensors of the sizes given. @throws TSFX1019 when forward itself throws. */
export function recordForward(forward: ForwardToRecord, sizes: DimBindings): Recorder {
  const { tf, model, target, inputs } = forward
  const tree = moduleTree(model)
  const recorder = new Recorder({
    ...forward,
    paths: tree.tensors,
    hidingClass: () => (forward.liftHidden ? null : classWithPrivateFields(tree.objects)),
  })
  const arguments_ = Object.values(inputs).map((input) =>
    mapInput(input, ({ path, shape, dtype }) =>
      recorder.placeholder(
        path,
        shape.map((dim) => evaluateDim(dim, sizes) as number),
        dtype,
      ),
    ),
  )
  const slot = captureSlot()
  const unhook = hookTfjs(tf, recorder)
  const restoreModules = interceptModules(tree, (call) => recorder.enter(call))
  const unwatch = watchImpureSources((source) => recorder.impure(source))
  const outer = setRecorder(recorder)
  slot.recording = recorder
  const removeTraced = rememberFields(tree.objects)
  forward.caches.startRun(sizes)
  try {
    const result = tsfxTracedForward(() => runForward(target, arguments_, recorder))
    if (recorder.refusal && !isThenable(result)) throw recorder.refusal
    recorder.output(outputTree(result, recorder, target.name))
    refuseChangedState(forward, recorder)
  } finally {
    keepNewTensors(tf, model, tree)
    removeTraced()
    slot.recording = null
    setRecorder(outer)
    unwatch()
    restoreModules()
    unhook()
  }
  return recorder
}

/** @throws TSFX1019, or the refusal of the run. */
function runForward(target: TraceTarget, inputs: readonly unknown[], recorder: Recorder): unknown {
  const { lookup } = recorder
  try {
    return target.run(inputs)
  } catch (error) {
    // What forward made of a refusal that it caught is of no interest.
    if (recorder.refusal) throw recorder.refusal
    if (isDiagnosticError(error)) throw withPlace(error, placeOf(error, lookup))
    const cause = error instanceof Error ? error : new Error(String(error))
    throw Object.assign(forwardThrew({ model: target.name, cause: cause.message }, placeOf(cause, lookup)), {
      cause: error,
    })
  }
}
