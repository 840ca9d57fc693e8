/** @file What a user should know of a trace that is no error. */
import { printShape, type SourceLocation } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { userFrames } from './callStack.ts'
import { isVariable } from './paramOfTensor.ts'
import type { LiftedTensor } from './recordedValues.ts'
import type { DimSizes, SizeBounds } from './tracePoints.ts'

/** A tensor that no field of the model holds became a constant of the graph. */
export interface LiftedNote {
  readonly kind: 'lifted'
  /** Its path among the parameters of the graph. */
  readonly path: string
  /** The op that takes it, and where. */
  readonly op: string
  readonly loc: SourceLocation | null
  /** The note in words. */
  readonly text: string
}

/** A named dim may have sizes at which the graph was not looked at, and no guard bounds it. */
export interface SizesNote {
  readonly kind: 'sizes'
  readonly dim: string
  /** The smallest and the largest size traced. */
  readonly from: number
  readonly to: number
  /** It is a dim of axis 0: a batch, on whose size few models branch. */
  readonly leading: boolean
  readonly loc: null
  readonly text: string
}

export type TraceNote = LiftedNote | SizesNote

/** A note for each tensor that was taken as a constant. */
export const liftedNotes = (tf: Tfjs, lifted: readonly LiftedTensor[]): readonly LiftedNote[] =>
  lifted.map(({ path, tensor, op, stack }) => {
    const what = `${isVariable(tf, tensor) ? 'a variable' : 'a tensor'} of ${printShape(tensor.shape)}`
    const text = `${what} that no field of the model holds is the constant ${path} of the graph, used by ${op}`
    return { kind: 'lifted', path, op, loc: (stack && userFrames(stack).frames[0]) ?? null, text }
  })

/** A note for each dim that the user's bounds leave open. */
export const sizesNotes = (dims: readonly DimSizes[], { largest = {} }: SizeBounds): readonly SizesNote[] =>
  dims.flatMap(({ name, low, check, large, least, leading }): readonly SizesNote[] => {
    if (name in largest && least !== null) return []
    const to = largest[name] ?? large ?? check
    const text =
      least === null
        ? `sizes ${low} to ${to}; a branch at another is not seen (the options smallest and largest of trace move the bounds)`
        : `sizes up to ${to}; a branch beyond is not seen (the option largest of trace moves the bound)`
    return [
      { kind: 'sizes', dim: name, from: low, to, leading, loc: null, text: `${name} was traced at ${text}` },
    ]
  })
