/** @file Laws of the matcher on random graphs: it finds what a search by hand finds, and rewriting keeps the numbers. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { eachRef, type Graph, printGraph, type Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BATCH, buildGraph, difference } from '../graphs.fixture.ts'
import { match } from './match.ts'
import { chain, op, optional, value } from './patterns.ts'
import { replacePattern } from './replacePattern.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const step = fc.record({
  op: fc.constantFrom('relu', 'relu', 'sigmoid', 'add', 'mul'),
  a: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(4) }),
  b: fc.nat(4),
})

const graph: fc.Arbitrary<Graph> = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 15 }), fc.boolean())
  .map(([steps, both]) =>
    buildGraph((g) => {
      const values: Ref[] = [g.input('x', [BATCH, 3])]
      for (const { op, a, b } of steps) {
        const [left, right] = [values.at(-1 - (a % values.length))!, values.at(-1 - (b % values.length))!]
        values.push(g.op(op, 'v', op === 'add' || op === 'mul' ? { a: left, b: right } : { x: left }))
      }
      return both ? [values.at(-1)!, values.at(-2)!] : values.at(-1)!
    }),
  )

/** Times that the value of a node is used. */
function uses(of: Graph, name: string): number {
  const id = of.find(name)!.id
  let count = 0
  for (const node of of.nodes) eachRef(node.args, (ref) => (count += ref.node === id ? 1 : 0))
  return count
}

describe('match', () => {
  it('finds a sum with a relu of which nothing else is made, wherever one is', () => {
    fc.assert(
      fc.property(graph, (g) => {
        const pattern = op('add', { a: op('relu').as('r'), b: value('y') }).as('sum')
        const byHand = g.nodes.filter((node) => {
          const inputs = ['a', 'b'].map((name) => node.args[name] as Ref | undefined)
          return (
            node.isOp('add') &&
            inputs.some((ref) => ref && g.node(ref.node).isOp('relu') && uses(g, g.node(ref.node).name) === 1)
          )
        })
        expect(match(g, pattern).map(({ bindings }) => bindings.sum.name)).toEqual(
          byHand.map(({ name }) => name),
        )
      }),
    )
  })

  it('gives matches that do not overlap, in execution order, with no inner value used outside', () => {
    fc.assert(
      fc.property(graph, (g) => {
        const pattern = chain(op(['add', 'mul']), optional(op('relu')), optional(op('sigmoid')))
        const matches = match(g, pattern)
        const nodes = matches.flatMap((found) => found.nodes)
        expect(new Set(nodes).size).toBe(nodes.length)
        const last = matches.map(({ anchors }) => g.indexOf(anchors[0]!.id))
        expect(last).toEqual([...last].sort((a, b) => a - b))
        for (const { nodes: inside } of matches)
          for (const node of inside.slice(0, -1)) expect(uses(g, node.name)).toBe(1)
        // Every sum and product is in one match, for the pattern fits it alone.
        expect(nodes.filter((node) => node.isOp('add') || node.isOp('mul'))).toHaveLength(
          g.nodes.filter((node) => node.isOp('add') || node.isOp('mul')).length,
        )
      }),
    )
  })
})

describe('replacePattern', () => {
  it('keeps the numbers where both functions compute the same, and is undone', () => {
    fc.assert(
      fc.property(graph, (g) => {
        const {
          graph: after,
          inverse,
          patches,
        } = replacePattern(g, {
          inputs: { x: [null, 3], y: [null, 3] },
          pattern: (x: tf.Tensor, y: tf.Tensor) => tf.relu(tf.add(tf.relu(x), y)),
          replacement: (x: tf.Tensor, y: tf.Tensor) => tf.relu(tf.add(y, tf.relu(tf.relu(x)))),
        })
        expect(difference(g, after)).toBeNull()
        expect(printGraph(after.apply(inverse))).toBe(printGraph(g))
        expect(printGraph(g.apply(patches))).toBe(printGraph(after))
      }),
    )
  })
})
