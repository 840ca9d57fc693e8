/**
 * @file The eager engine: each op runs on its scalar kernel when it is called, so a debugger can step through.
 */
import type { Call } from './kernels/kernel.ts'
import { LeastRecentlyUsed } from './leastRecentlyUsed.ts'
import { type Dispatch, floatTensor, opsOver } from './ops.ts'
import { outputTypeOf, ScalarExecutor, typeOfValue } from './plan/executor.ts'
import { frozenCopy } from './plan/frozenCopy.ts'
import { sameOptions } from './plan/sameOptions.ts'
import type { QuantizedOps } from './quantizedOps.ts'
import { isQuantized, type ValueType } from './quantizedTensor.ts'
import { checkRounding, type RoundingMode } from './rounding.ts'
import type { WeightedLayer } from './weightedLayer.ts'

/** Preparations kept of each layer, one per combination of options and input shape. */
const KEPT_CALLS = 16

/** Equal but for the batch. */
const sameType = (a: ValueType, b: ValueType): boolean =>
  sameOptions({ ...a, shape: a.shape.slice(1) }, { ...b, shape: b.shape.slice(1) }) &&
  a.shape.length === b.shape.length

/** The ops of `rounding` mode, run at once. What a layer needs is prepared at its first call and kept. @throws TSFX6006 */
export function scalarOps(rounding: RoundingMode): QuantizedOps {
  checkRounding(rounding)
  const executor = new ScalarExecutor(rounding)
  const callsOfLayer = new WeakMap<WeightedLayer, LeastRecentlyUsed<Call, Call>>()

  /** The call object of an earlier equal call of the same layer, so that its preparation is found again. */
  function sharedCall(call: Call): Call {
    if (!call.layer) return call
    const calls = callsOfLayer.get(call.layer) ?? new LeastRecentlyUsed<Call, Call>(KEPT_CALLS)
    const earlier = calls.find(
      (other) =>
        other.op === call.op &&
        sameOptions(other.options, call.options) &&
        sameType(other.inputTypes[0]!, call.inputTypes[0]!),
    )
    if (earlier) return earlier
    // The caller's options may be changed later; those kept are what was prepared.
    const kept = { ...call, options: frozenCopy(call.options) }
    calls.set(kept, kept)
    callsOfLayer.set(call.layer, calls)
    return kept
  }

  const dispatch: Dispatch = (op, inputs, options, layer) => {
    const values = inputs.map((input) => (isQuantized(input) ? input : floatTensor(input)))
    const call = { op, inputTypes: values.map(typeOfValue), options, layer }
    return executor.execute(sharedCall(call), values, outputTypeOf(call))
  }
  return opsOver(rounding, dispatch)
}
