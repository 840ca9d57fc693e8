import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, type Ref, verify } from '@tsfx/ir'
import { bindTfjs, opCatalog } from '@tsfx/ops'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { calibrate } from '../calibrate/calibrate.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import { explain } from '../explain.ts'
import { BATCH, buildGraph, type GraphBuilder, randomInputs, sqnr, valuesOf } from '../graphs.fixture.ts'
import { prepare } from '../prepare/prepare.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { convertToReference } from './convertToReference.ts'
import { lowerToInteger } from './lowerToInteger.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const POOL = { filterSize: 2, strides: 1, pad: 'same' }

/** Each makes `[batch, 4, 4, 2]` of two such values. */
const steps: Readonly<Record<string, (g: GraphBuilder, name: string, a: Ref, b: Ref) => Ref>> = {
  conv2d: (g, name, a) => g.conv(name, a, 2, 2),
  add: (g, name, a, b) => g.op('add', name, { a, b }),
  mul: (g, name, a, b) => g.op('mul', name, { a, b }),
  relu: (g, name, x) => g.op('relu', name, { x }),
  relu6: (g, name, x) => g.op('relu6', name, { x }),
  sigmoid: (g, name, x) => g.op('sigmoid', name, { x }),
  softmax: (g, name, x) => g.op('softmax', name, { x }),
  tanh: (g, name, x) => g.op('tanh', name, { x }),
  maxPool: (g, name, x) => g.op('maxPool', name, { x, ...POOL }),
  avgPool: (g, name, x) => g.op('avgPool', name, { x, ...POOL }),
  reshape: (g, name, x) => g.op('reshape', name, { x, shape: [BATCH, 4, 4, 2] }),
  quantStub: (g, name, x) => g.op('quantStub', name, { x }),
  deQuantStub: (g, name, x) => g.op('deQuantStub', name, { x }),
  concat: (g, name, a, b) => g.conv(name, g.op('concat', `${name}_both`, { xs: [a, b], axis: -1 }), 4, 2),
  constant: (g, name, a) => g.op('add', name, { a, b: g.param(`${name}.offset`, [2]) }),
}

const step = fc.record({
  op: fc.constantFrom(...Object.keys(steps)),
  a: fc.nat(20),
  b: fc.nat(20),
  precision: fc.constantFrom('int8', 'int8', 'int8', 'uint8', null),
})
type Step = {
  readonly op: string
  readonly a: number
  readonly b: number
  readonly precision: 'int8' | 'uint8' | null
}

function graphOf(program: readonly Step[]): Graph {
  return buildGraph((g) => {
    const values = [g.input('x', [BATCH, 4, 4, 2]), g.input('other', [BATCH, 4, 4, 2])]
    program.forEach(({ op, a, b }, i) => {
      values.push(steps[op]!(g, `v${i}`, values[a % values.length]!, values[b % values.length]!))
    })
    return values.at(-1)!
  })
}

/** A rule per op of the program, the last one deciding; rules for what has no integer form are left out. */
function rulesOf(program: readonly Step[], graph: Graph): QConfigMapping {
  const present = new Set(explain(graph).flatMap(({ op }) => (op === 'tanh' ? [] : [op])))
  return program
    .filter(({ op }) => present.has(op))
    .reduce(
      (rules, { op, precision }) => rules.setOpType(op, precision && defaultQConfig(wasmBackend, precision)),
      new QConfigMapping().setGlobal(defaultQConfig(wasmBackend)),
    )
}

it('random graphs keep their bits when prepared, and their meaning when converted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (program) => {
      const graph = graphOf(program)
      const prepared = prepare(graph, { qconfig: rulesOf(program, graph) })
      verify(prepared, opCatalog)
      const inputs = randomInputs(graph, 3)
      expect(valuesOf(prepared, inputs)).toEqual(valuesOf(graph, inputs))
      if (!prepared.nodes.some((node) => node.isOp('observe'))) return
      const reference = convertToReference(prepared, await calibrate(prepared, [inputs]))
      const integer = lowerToInteger(reference)
      verify(integer, opCatalog)
      const left = integer.nodes.map(({ target }) => target)
      expect(left).not.toEqual(expect.arrayContaining(['observe']))
      expect(left).not.toEqual(expect.arrayContaining(['quantStub']))
      // What was decided is what was done: as many calls in float as the plan left there.
      const planned = explain(graph, { qconfig: rulesOf(program, graph) }).filter(
        ({ effective }) => effective === 'float',
      )
      const names = new Set(
        integer.nodes.filter(({ target }) => opCatalog(target)?.domain === 'float').map(({ name }) => name),
      )
      for (const name of names) expect(planned.map(({ node }) => node)).toContain(name)
      // Coarse on purpose: a wrong scale or zero point anywhere is far below this.
      expect(sqnr(valuesOf(reference, inputs), valuesOf(integer, inputs))).toBeGreaterThan(20)
      expect(sqnr(valuesOf(graph, inputs), valuesOf(integer, inputs))).toBeGreaterThan(8)
    }),
    { numRuns: 150, seed: 20260 },
  )
})
