/** @file Random graphs of element-wise ops for laws of splits and partitions: forks, diamonds, dead ends, shared parameters. */
import type { Graph, Ref } from '@tsfx/ir'
import * as fc from 'fast-check'
import { BATCH, buildGraph } from '../graphs.fixture.ts'

interface Step {
  readonly op: 'relu' | 'sigmoid' | 'tanh' | 'add' | 'mul' | 'bias'
  /** How far back its operands are. */
  readonly a: number
  readonly b: number
}

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('relu', 'sigmoid', 'tanh', 'add', 'mul', 'bias'),
  a: fc.nat(4),
  b: fc.nat(9),
})

/** Between 1 and `maxSteps` calls on two inputs; some values are results, some are read by nobody. */
export const randomDag = (maxSteps: number): fc.Arbitrary<Graph> =>
  fc
    .tuple(fc.array(step, { minLength: 1, maxLength: maxSteps }), fc.array(fc.nat(20), { maxLength: 2 }))
    .map(([steps, results]) =>
      buildGraph((g) => {
        const values: Ref[] = [g.input('x', [BATCH, 3]), g.input('y', [BATCH, 3])]
        const shared = [g.param('shift.0', [3]), g.param('shift.1', [3])]
        const at = (back: number): Ref => values.at(-1 - (back % values.length)) as Ref
        for (const { op, a, b } of steps) {
          const isBinary = op === 'add' || op === 'mul'
          if (op === 'bias') values.push(g.op('add', 'shifted', { a: at(a), b: shared[b % 2] }))
          else values.push(g.op(op, 'v', isBinary ? { a: at(a), b: at(b) } : { x: at(a) }))
        }
        return [at(0), ...results.map(at)]
      }),
    )
