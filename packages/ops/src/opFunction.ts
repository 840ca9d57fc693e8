/**
 * @file A callable for an op that is not a function of tfjs: users' own ops, quantization stubs. Called eagerly it
 * computes; called inside a trace it is recorded.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { scalarOps } from '@tsfx/runtime'
import type { Op } from './defineOp.ts'
import { registerOp } from './registry.ts'
import { boundTfjs } from './tfjsBinding.ts'

/** What a running trace offers to op functions. */
export interface Recorder {
  /** Records a call and returns its symbolic result. */
  record(op: Op, args: Readonly<Record<string, unknown>>): unknown
}

const SLOT = Symbol.for('tsfx.recorder')
const shared = globalThis as { [SLOT]?: Recorder | null }

/** Installs the recorder of a trace; null ends it. Returns the one before. */
export function setRecorder(recorder: Recorder | null): Recorder | null {
  const before = shared[SLOT] ?? null
  shared[SLOT] = recorder
  return before
}

/** The recorder of the running trace; null outside of one. */
export const currentRecorder = (): Recorder | null => shared[SLOT] ?? null

/** Registers `op` and returns the function that applies it: `const swish = opFunction(swishOp)`. */
export function opFunction(op: Op): (args: Readonly<Record<string, unknown>>) => Tensor {
  registerOp(op)
  return (args) => {
    const recorder = currentRecorder()
    if (recorder) return recorder.record(op, args) as Tensor
    const tf = boundTfjs()
    return op.evaluate(
      { tf, q: scalarOps('float32') },
      op.normalize(args) as Readonly<Record<string, never>>,
    ) as Tensor
  }
}
