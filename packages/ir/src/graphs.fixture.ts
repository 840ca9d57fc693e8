/** @file Small graphs and arbitrary arguments for the tests of this package. */
import * as fc from 'fast-check'
import { type Arg, Ref } from './arg.ts'
import { addDims, multiplyDims, namedDim } from './dim.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { Slot } from './graphState.ts'
import type { ParamValue } from './param.ts'
import { tensorType } from './valueType.ts'

const KEYS = ['x', '$ref', '$dim', '$number', '$record', '__proto__', 'constructor', 'toString', '0', 'a b']

/** Numbers JSON has no form for among them. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

const anyDim = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom('B', 'T', '__proto__'),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([k, name, more]) => addDims(multiplyDims(k, namedDim(name)), more))

/** Any argument whose refs point to nodes below `nodes`. */
export const argOver = (nodes: number): fc.Arbitrary<Arg> =>
  fc.letrec<{ arg: Arg }>((tie) => ({
    arg: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(anyNumber, fc.string(), fc.boolean(), fc.constant(null), anyDim),
      fc
        .tuple(fc.nat(nodes - 1), fc.constantFrom(null, 0, 1, 'y', '__proto__'))
        .map(([id, index]) => new Ref(id as NodeId, index)),
      fc.array(tie('arg'), { maxLength: 3 }),
      fc
        .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('arg')), { maxLength: 3 })
        .map((entries) => Object.fromEntries(entries) as Arg),
    ),
  })).arg

export const anyArg: fc.Arbitrary<Arg> = argOver(4)

export const param = (digest: string, shape: readonly number[] = [2]): ParamValue => ({
  handle: { kind: 'bytes', shape, dtype: 'float32', digest },
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
})

/** `y = relu(x)`, `z = add(y, w)`, returned; every type known. */
export function smallGraph(): Graph {
  const type = tensorType('float32', [namedDim('batch'), 2])
  return Graph.empty({ name: 'Net' }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type })
    edit.setParam('head.w', param('w'))
    const w = edit.append({
      kind: 'get_attr',
      target: 'head.w',
      name: 'head_w',
      type: tensorType('float32', [2]),
    })
    const loc = { file: 'src/net.ts', line: 3, column: 9 }
    const y = edit.append({
      kind: 'call_function',
      target: 'relu',
      name: 'y',
      args: { x: new Ref(x.id) },
      type,
      scope: 'head',
      loc,
    })
    const z = edit.append({
      kind: 'call_function',
      target: 'add',
      name: 'z',
      args: { a: new Ref(y.id), b: new Ref(w.id) },
      type,
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(z.id) } })
  }).graph
}

/** The node called `name`, which must be there. */
export const named = (graph: Graph, name: string) => graph.find(name)!

/** A version in which `node` stands in the place of that id: what no edit would let through. */
export function withNode(graph: Graph, node: FxNode): Graph {
  const { prev, next } = graph.state.slots.get(node.id)!
  const slots = new Map(graph.state.slots).set(node.id, new Slot(node, prev, next))
  return new Graph({ ...graph.state, slots }, graph.store)
}
