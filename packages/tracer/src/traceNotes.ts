/** @file What a user should know of a trace that is no error. */
import { printShape, type SourceLocation } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { userFrames } from './callStack.ts'
import { isVariable } from './paramOfTensor.ts'
import type { LiftedTensor } from './recordedValues.ts'

export interface TraceNote {
  /** `lifted`: a tensor that no field of the model holds became a constant of the graph. */
  readonly kind: 'lifted'
  /** Its path among the parameters of the graph. */
  readonly path: string
  /** The op that takes it, and where. */
  readonly op: string
  readonly loc: SourceLocation | null
  /** The note in words. */
  readonly text: string
}

/** A note for each tensor that was taken as a constant. */
export const traceNotes = (tf: Tfjs, lifted: readonly LiftedTensor[]): readonly TraceNote[] =>
  lifted.map(({ path, tensor, op, stack }) => {
    const what = `${isVariable(tf, tensor) ? 'a variable' : 'a tensor'} of ${printShape(tensor.shape)}`
    const text = `${what} that no field of the model holds is the constant ${path} of the graph, used by ${op}`
    return { kind: 'lifted', path, op, loc: (stack && userFrames(stack).frames[0]) ?? null, text }
  })
