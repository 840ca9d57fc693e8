/**
 * @file Constants that follow a size. `tf.zeros([x.shape[0], 8])` makes a real tensor at each size, by whatever functions; when all
 * of its values are one, or count up, the graph can make it again for any size.
 */
import type { Args, DType, ParamValue } from '@tsfx/ir'
import { fitDim } from './fitDim.ts'
import type { TraceAt } from './mergeTraces.ts'
import type { RecordedNode } from './recordedValues.ts'
import type { DimSizes } from './tracePoints.ts'

/** An op that makes constants of this kind again. */
interface Maker {
  readonly target: string
  /** The numbers it takes to make this constant; null when it cannot. */
  numbers(shape: readonly number[], values: ArrayLike<number>): readonly number[] | null
  args(numbers: readonly number[], dtype: DType): Args
}

const fillMaker: Maker = {
  target: 'fill',
  numbers(shape, values) {
    const value = values[0] ?? 0
    for (let i = 1; i < values.length; i++) if (!Object.is(values[i], value)) return null
    return [value, ...shape]
  },
  args: ([value, ...shape], dtype) => ({ shape, value: value as number, dtype }),
}

const rangeMaker: Maker = {
  target: 'range',
  numbers(shape, values) {
    const start = values[0]
    if (shape.length !== 1 || start === undefined || !Number.isInteger(start)) return null
    for (let i = 1; i < values.length; i++) if (values[i] !== start + i) return null
    return [start, start + values.length]
  },
  args: ([start, stop], dtype) => ({ start: start as number, stop: stop as number, step: 1, dtype }),
}

/** The nodes of each trace; constants that differ are calls that make them, where an op does so at every size. */
export function withSizedConstants(
  dims: readonly DimSizes[],
  traces: readonly TraceAt[],
): readonly (readonly RecordedNode[])[] {
  const nodes = traces.map(({ recorder }) => [...recorder.nodes])
  for (const i of nodes[0]!.keys()) {
    const constants = traces.map(({ recorder }) => constantAt(recorder.nodes[i], recorder.params))
    if (constants.every((constant) => constant?.handle.digest === constants[0]?.handle.digest)) continue
    const calls =
      callsOf(fillMaker, constants, dims, traces) ?? callsOf(rangeMaker, constants, dims, traces) ?? []
    for (const [at, call] of calls.entries())
      nodes[at]![i] = { ...(nodes[at]![i] as RecordedNode), kind: 'call_function', ...call }
  }
  return nodes
}

/** Null when the op cannot make one of them, or its numbers are no polynomials in the dims, as those of a state that changes. */
function callsOf(
  maker: Maker,
  constants: readonly (ParamValue | null)[],
  dims: readonly DimSizes[],
  traces: readonly TraceAt[],
): readonly { readonly target: string; readonly args: Args }[] | null {
  const points = traces.map(({ point }) => point)
  const taken = constants.map((constant) => {
    const shape = constant?.handle.shape
    return constant && shape ? maker.numbers(shape, constant.data as ArrayLike<number>) : null
  })
  const [first] = taken
  const isOne =
    first &&
    taken.every((numbers) => numbers?.length === first.length) &&
    constants.every((constant) => constant?.handle.dtype === constants[0]?.handle.dtype) &&
    first.every(
      (_, i) =>
        fitDim(
          dims,
          points,
          taken.map((numbers) => numbers![i] as number),
        ) !== null,
    )
  if (!isOne) return null
  const { dtype } = constants[0]!.handle
  return taken.map((numbers) => ({ target: maker.target, args: maker.args(numbers!, dtype) }))
}

/** The constant that a node reads; a variable of the model is none. */
function constantAt(
  node: RecordedNode | undefined,
  params: ReadonlyMap<string, ParamValue>,
): ParamValue | null {
  const param = node?.kind === 'get_attr' ? params.get(node.target) : undefined
  return param?.handle.kind === 'bytes' ? param : null
}
