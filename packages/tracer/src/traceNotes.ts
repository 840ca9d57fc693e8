/** @file What a user should know of a trace that is no error. */
import { printShape, type SourceLocation } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { userFrames } from './callStack.ts'
import { isVariable } from './paramOfTensor.ts'
import type { FoundLimit } from './recordAtSizes.ts'
import type { LiftedTensor } from './recordedValues.ts'
import { type DimSizes, lastSize } from './tracePoints.ts'

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

/** A named dim may have sizes beyond those looked at, and no guard bounds it. */
export interface SizesNote {
  readonly kind: 'sizes'
  readonly dim: string
  /** The smallest and the largest size looked at. */
  readonly from: number
  readonly to: number
  /** It is a dim of axis 0: a batch, on whose size few models branch. */
  readonly leading: boolean
  readonly loc: null
  readonly text: string
}

/** forward fails at sizes that the user did not exclude: a guard does. */
export interface LimitNote {
  readonly kind: 'limit'
  readonly dim: string
  /** The bound of the guard. */
  readonly size: number
  readonly loc: null
  readonly text: string
}

export type TraceNote = LiftedNote | SizesNote | LimitNote

/** A note for each tensor that was taken as a constant. */
export const liftedNotes = (tf: Tfjs, lifted: readonly LiftedTensor[]): readonly LiftedNote[] =>
  lifted.map(({ path, tensor, op, stack }) => {
    const what = `${isVariable(tf, tensor) ? 'a variable' : 'a tensor'} of ${printShape(tensor.shape)}`
    const text = `${what} that no field of the model holds is the constant ${path} of the graph, used by ${op}`
    return { kind: 'lifted', path, op, loc: (stack && userFrames(stack).frames[0]) ?? null, text }
  })

/** A note for each dim whose largest size is not known. */
export const sizesNotes = (dims: readonly DimSizes[]): readonly SizesNote[] =>
  dims.flatMap((dim): readonly SizesNote[] => {
    const { name, leading, smallest } = dim
    if (dim.largest !== null) return []
    const from = smallest ?? 1
    const to = lastSize(dim)
    const text = `${name} was looked at from ${from} to ${to}; a branch beyond is not seen (the option largest of trace moves the bound)`
    return [{ kind: 'sizes', dim: name, from, to, leading, loc: null, text }]
  })

/** A note for each limit of forward that the trace found. */
export const limitNotes = (limits: readonly FoundLimit[]): readonly LimitNote[] =>
  limits.map(({ dim, takes, fails, cause }) => {
    const guard = `${dim} ${takes > fails ? '>=' : '<='} ${takes}`
    const text = `the graph is for ${guard}, because forward fails at ${dim} = ${fails}: ${cause}`
    return { kind: 'limit', dim, size: takes, loc: null, text }
  })
