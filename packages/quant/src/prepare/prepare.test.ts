import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { calibrate } from '../calibrate/calibrate.ts'
import { convert } from '../convert/convert.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import { explain, printExplanation } from '../explain.ts'
import { BATCH, buildGraph, convReluLinear, randomInputs, residualNet, valuesOf } from '../graphs.fixture.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { observationsOf } from './observation.ts'
import { prepare } from './prepare.ts'

const int8 = defaultQConfig(wasmBackend)
const everything = new QConfigMapping().setGlobal(int8)

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

/** Ops in execution order, as `name` or `op name`. */
const callsOf = (graph: Graph): string[] =>
  graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target, name }) => `${target} ${name}`)

const pointsOf = (graph: Graph): Record<string, string> =>
  Object.fromEntries(observationsOf(graph).map(({ source, name }) => [source.name, name]))

describe('prepare', () => {
  it.each([convReluLinear, residualNet])('changes no bit of what the graph computes', (make) => {
    const graph = make()
    const inputs = randomInputs(graph, 5)
    expect(valuesOf(prepare(graph), inputs)).toEqual(valuesOf(graph, inputs))
  })

  it('observes inputs, results and weights, with a stub on each border', () => {
    expect(callsOf(prepare(convReluLinear()))).toEqual([
      'quantStub x_quant',
      'observe x_quant_observe',
      'observe conv_weight_observe',
      'conv2d conv',
      'relu features',
      'observe features_observe',
      'flatten flat',
      'observe flat_observe',
      'observe head_weight_observe',
      'linear head',
      'observe head_observe',
      'deQuantStub head_dequant',
    ])
  })

  it('gives ops that move values the point of their input', () => {
    const points = pointsOf(prepare(residualNet()))
    expect(points).toMatchObject({
      stem: 'stem',
      pooled: 'stem',
      residual: 'residual',
      right: 'residual',
      both: 'both',
      small: 'both',
    })
    expect(points).not.toHaveProperty('sum')
  })

  it('leaves a float-only op between stubs', () => {
    const graph = buildGraph((g) => {
      const y = g.op('tanh', 'y', { x: g.conv('first', g.input('x', [BATCH, 4, 4, 1]), 1, 2) })
      return g.conv('second', y, 2, 2)
    })
    const calls = callsOf(prepare(graph))
    expect(calls).toContain('deQuantStub first_dequant')
    expect(calls).toContain('quantStub y_quant')
    expect(calls.indexOf('tanh y')).toBe(calls.indexOf('deQuantStub first_dequant') + 1)
  })

  it("uses the user's stubs instead of its own", () => {
    const graph = buildGraph((g) => {
      const x = g.op('quantStub', 'entry', { x: g.input('x', [BATCH, 4, 4, 1]) })
      return g.op('deQuantStub', 'exit', { x: g.conv('conv', x, 1, 2) })
    })
    expect(callsOf(prepare(graph))).toEqual([
      'quantStub entry',
      'observe entry_observe',
      'observe conv_weight_observe',
      'conv2d conv',
      'observe conv_observe',
      'deQuantStub exit',
    ])
  })

  it('leaves ops that only move float values in float, also on the way in', () => {
    const alone = buildGraph((g) =>
      g.op('reshape', 'y', { x: g.input('x', [BATCH, 4]), shape: [BATCH, 2, 2] }),
    )
    expect(callsOf(prepare(alone))).toEqual(['reshape y'])
    const leading = buildGraph((g) =>
      g.conv(
        'conv',
        g.op('reshape', 'image', { x: g.input('x', [BATCH, 16]), shape: [BATCH, 4, 4, 1] }),
        1,
        2,
      ),
    )
    expect(pointsOf(prepare(leading))).toMatchObject({ image: 'x' })
  })

  it('makes the product with a parameter a layer', () => {
    const graph = buildGraph((g) =>
      g.op('matMul', 'y', { a: g.input('x', [BATCH, 3]), b: g.param('w', [3, 2]) }),
    )
    const prepared = prepare(graph)
    expect(callsOf(prepared)).toContain('linear y')
    const inputs = randomInputs(graph, 4)
    expect(valuesOf(prepared, inputs)).toEqual(valuesOf(graph, inputs))
  })

  it('gives fixed points no statistics', () => {
    const graph = buildGraph((g) => g.op('sigmoid', 'y', { x: g.input('x', [BATCH, 3]) }))
    const [, y] = observationsOf(prepare(graph))
    expect(y).toMatchObject({ name: 'y', collect: false, fixed: { scale: 1 / 256, zeroPoint: -128 } })
  })

  it('names what a rule cannot have, and rules that name nothing', () => {
    const graph = residualNet()
    const bad = {
      ...int8,
      activation: { ...int8.activation, axes: [0], observer: { kind: 'perChannelMinMax' } as const },
    }
    expect(() => prepare(graph, { qconfig: everything.setPath('inner', bad) })).toThrow(
      /TSFX3007[\s\S]*inner in inner/,
    )
    expect(() => prepare(graph, { qconfig: everything.setOpType('conv3d', null) })).toThrow('TSFX3012')
  })
})

describe('an input that layers demand in different forms', () => {
  const uint8 = defaultQConfig(wasmBackend, 'uint8')
  const qconfig = everything.setPath('b', uint8).setPath('c', uint8)
  const graphOf = (names: readonly string[]) =>
    buildGraph((g) => {
      const x = g.input('x', [BATCH, 4, 4, 2])
      return Object.fromEntries(names.map((name) => [name, g.conv(name, x, 2, 2)]))
    })

  it.each([[['a', 'b', 'c']], [['b', 'a', 'c']]])(
    'enters in one and is requantized for others: %s',
    async (names) => {
      const graph = graphOf(names)
      const prepared = prepare(graph, { qconfig })
      const integer = convert(prepared, await calibrate(prepared, [randomInputs(graph, 8)]))
      const inputOf = (name: string) => integer.node((integer.find(name)!.args.x as Ref).node)
      for (const [name, dtype] of [
        ['a', 'int8'],
        ['b', 'uint8'],
        ['c', 'uint8'],
      ] as const)
        expect(inputOf(name).type).toMatchObject({ dtype })
      expect(inputOf('b')).toBe(inputOf('c'))
      expect(callsOf(integer).filter((call) => call.startsWith('requantize'))).toHaveLength(1)
      const requantized = explain(graph, { qconfig }).filter(({ reason }) => reason.includes('requantized'))
      expect(requantized.map(({ node }) => node)).toEqual(names[0] === 'a' ? ['b', 'c'] : ['a'])
    },
  )

  it('is explained with both points', () => {
    expect(explain(graphOf(['a', 'b']), { qconfig: everything.setPath('b', uint8) })[1]!.reason).toBe(
      "rule 'path 'b''; its input x is stored as int8 -128..127 of point 'x' and requantized to uint8 0..255 of point 'x for b'",
    )
  })
})

describe('explain', () => {
  it('says for each call what was asked, what happens, and why', () => {
    const graph = buildGraph((g) => {
      const x = g.conv('conv', g.input('x', [BATCH, 4, 4, 1]), 1, 2)
      const noisy = g.op('dropout', 'noisy', { x, rate: 0.5 })
      const ids = g.input('ids', [BATCH, 4, 4, 2], 'int32')
      const bounded = g.op('tanh', 'bounded', { x: noisy })
      return [g.op('relu', 'last', { x: bounded }), new Ref(ids.node)]
    })
    const rows = explain(graph, { qconfig: everything.setOpType('relu', null) })
    expect(rows.map(({ node, requested, effective }) => [node, requested, effective])).toEqual([
      ['conv', 'quantized', 'quantized'],
      ['noisy', 'quantized', 'float'],
      ['bounded', 'quantized', 'float'],
      ['last', 'float', 'float'],
    ])
    expect(rows[1]!.reason).toContain('removeDropout')
    expect(rows[2]!.reason).toContain('tanh has no integer kernel')
    expect(rows[3]!.reason).toBe("rule 'op relu' leaves it in float")
    expect(printExplanation(rows).split('\n')[0]).toMatch(
      /^node +scope +op +requested +effective +reason +place$/,
    )
  })

  it('tells layers whose weight is computed, and inputs that are not float', () => {
    const graph = buildGraph((g) => {
      const filter = g.op('relu', 'positive', { x: g.param('w', [3, 3, 1, 2]) })
      return g.op('conv2d', 'conv', { x: g.input('x', [BATCH, 4, 4, 1]), filter, pad: 'same' })
    })
    expect(explain(graph).find(({ node }) => node === 'conv')!.reason).toBe(
      'its filter is computed, not a parameter',
    )
  })
})
