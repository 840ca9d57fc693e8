import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, graphFromJson, graphToJson, type Json, verify } from '@tsfx/ir'
import { bindTfjs, bytesParam, isQuantizedTensor, isTensor, opCatalog } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { calibrate } from '../calibrate/calibrate.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import {
  BATCH,
  buildGraph,
  calibrated,
  convReluLinear,
  nodeValues,
  randomInputs,
  residualNet,
  sqnr,
  valuesOf,
} from '../graphs.fixture.ts'
import { prepare } from '../prepare/prepare.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { convert } from './convert.ts'
import { convertToReference } from './convertToReference.ts'
import { lowerToInteger } from './lowerToInteger.ts'

const int8 = defaultQConfig(wasmBackend)
const everything = new QConfigMapping().setGlobal(int8)

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const bytes = (data: Float32Array, shape: readonly number[]) => bytesParam(data, 'float32', shape)

const opsOf = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)

async function converted(graph: Graph, qconfig?: QConfigMapping): Promise<Graph> {
  const { prepared, stats } = await calibrated(graph, qconfig ? { qconfig } : {})
  return convert(prepared, stats)
}

/** SQNR in dB of the converted graph on data that calibration did not see. */
function quality(graph: Graph, integer: Graph): number {
  const inputs = randomInputs(graph, 16, 99)
  return sqnr(valuesOf(graph, inputs), valuesOf(integer, inputs))
}

describe('convert', () => {
  it('computes conv, relu, flatten and linear in integers', async () => {
    const graph = convReluLinear()
    const integer = await converted(graph)
    expect(opsOf(integer)).toEqual(['quantize', 'q.conv2d', 'q.flatten', 'q.linear', 'dequantize'])
    expect(integer.meta.rounding).toBe('float32')
    expect([...integer.params].map(([path, { dtype }]) => `${path} ${dtype}`)).toEqual([
      'conv.weight int8',
      'conv.bias int32',
      'head.weight int8',
      'head.bias int32',
    ])
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('leaves one quantize and one dequantize in a residual net, and float nowhere else', async () => {
    const integer = await converted(residualNet())
    verify(integer, opCatalog)
    expect(opsOf(integer)).toEqual([
      'quantize',
      'q.conv2d',
      'q.maxPool',
      'q.conv2d',
      'q.conv2d',
      'q.add',
      'q.conv2d',
      'q.avgPool',
      'q.concat',
      'q.maxPool',
      'q.mean',
      'q.linear',
      'dequantize',
    ])
  })

  it.each(['float32', 'single', 'double'] as const)(
    'keeps a residual net above 25 dB, rounding %s',
    async (rounding) => {
      const graph = residualNet()
      const { prepared, stats } = await calibrated(graph)
      const integer = convert(prepared, stats, { rounding })
      expect(integer.meta.rounding).toBe(rounding)
      expect(quality(graph, integer)).toBeGreaterThan(25)
    },
  )

  it('works on uint8 activations as on int8', async () => {
    const graph = residualNet()
    const integer = await converted(
      graph,
      new QConfigMapping().setGlobal(defaultQConfig(wasmBackend, 'uint8')),
    )
    expect(integer.find('stem')!.type).toMatchObject({ dtype: 'uint8' })
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('stores 8 bits in every value between quantize and dequantize', async () => {
    const integer = await converted(residualNet())
    const stored = nodeValues(integer, randomInputs(integer, 2), (value) =>
      isQuantizedTensor(value) ? value.data.constructor.name : isTensor(value) ? value.dtype : 'weight',
    )
    for (const node of integer.nodes.filter(({ target }) => target.startsWith('q.') || target === 'quantize'))
      expect(stored.get(node.name)).toBe('Int8Array')
    expect(stored.get('stem_bias')).toBe('int32')
  })

  it('computes in the reference form what it computes in integers, but for single steps', async () => {
    const graph = residualNet()
    const { prepared, stats } = await calibrated(graph)
    const reference = convertToReference(prepared, stats)
    expect(opsOf(reference)).toContain('conv2d')
    const inputs = randomInputs(graph, 8, 99)
    expect(sqnr(valuesOf(reference, inputs), valuesOf(lowerToInteger(reference), inputs))).toBeGreaterThan(40)
  })

  it('needs nothing but the prepared graph and the statistics, both through JSON', async () => {
    const { prepared, stats } = await calibrated(convReluLinear())
    const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
    const read = graphFromJson(json(graphToJson(prepared)), prepared.store)
    const again = convert(read, json(stats) as unknown as typeof stats)
    expect(graphToJson(again)).toEqual(graphToJson(convert(prepared, stats)))
  })

  it('leaves the prepared graph as it is', async () => {
    const { prepared, stats } = await calibrated(convReluLinear())
    const before = JSON.stringify(graphToJson(prepared))
    convert(prepared, stats)
    expect(JSON.stringify(graphToJson(prepared))).toBe(before)
    expect(prepared.params.get('conv.weight')!.dtype).toBe('float32')
  })
})

describe('parts left in float', () => {
  const chain = () =>
    buildGraph((g) => {
      const first = g.conv('first', g.input('x', [BATCH, 5, 5, 2]), 2, 3)
      const sum = g.op('add', 'sum', { a: first, b: first })
      return g.conv('second', sum, 3, 2)
    })

  it('stay float although dequantize and quantize surround them', async () => {
    const integer = await converted(chain(), everything.setOpType('add', null))
    expect(opsOf(integer)).toEqual([
      'quantize',
      'q.conv2d',
      'dequantize',
      'add',
      'quantize',
      'q.conv2d',
      'dequantize',
    ])
  })

  it('keep float weights', async () => {
    const integer = await converted(chain(), everything.setPath('second', null))
    expect(opsOf(integer)).toEqual(['quantize', 'q.conv2d', 'q.add', 'dequantize', 'conv2d'])
    expect(integer.params.get('second.weight')!.dtype).toBe('float32')
  })
})

describe('points with different demands', () => {
  it('are joined by requantize', async () => {
    const uint8 = defaultQConfig(wasmBackend, 'uint8')
    const graph = buildGraph((g) => {
      const y = g.conv('conv', g.input('x', [BATCH, 4, 4, 1]), 1, 3)
      return g.op('maxPool', 'pooled', { x: y, filterSize: 2, strides: 2, pad: 'valid' })
    })
    const integer = await converted(graph, everything.setOpType('maxPool', uint8))
    expect(opsOf(integer)).toEqual(['quantize', 'q.conv2d', 'requantize', 'q.maxPool', 'dequantize'])
    expect(integer.find('pooled')!.type).toMatchObject({ dtype: 'uint8' })
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('keep fixed parameters through ops that move values', async () => {
    const graph = buildGraph((g) => {
      const gate = g.op('sigmoid', 'gate', { x: g.input('x', [BATCH, 4, 4, 1]) })
      return g.op('reshape', 'flat', { x: gate, shape: [BATCH, 16] })
    })
    expect((await converted(graph)).find('flat')!.type).toMatchObject({
      q: { scale: [1 / 256], zeroPoint: [-128] },
    })
  })

  it('cancel where a value leaves and enters unchanged', async () => {
    const graph = buildGraph((g) => {
      const first = g.conv('first', g.input('x', [BATCH, 4, 4, 1]), 1, 2)
      const out = g.op('deQuantStub', 'out', { x: first })
      return g.conv('second', g.op('quantStub', 'back', { x: out }), 2, 2)
    })
    expect(opsOf(await converted(graph))).toEqual(['quantize', 'q.conv2d', 'q.conv2d', 'dequantize'])
  })
})

describe('parameters', () => {
  it('that are data are quantized by their own range', async () => {
    const graph = buildGraph((g) =>
      g.op('mul', 'y', { a: g.input('x', [BATCH, 3]), b: g.param('factors', [3], 5) }),
    )
    const integer = await converted(graph)
    expect(opsOf(integer)).toEqual(['quantize', 'q.mul', 'dequantize'])
    expect(integer.params.get('factors')).toMatchObject({ dtype: 'int8', shape: [3], q: { axes: [] } })
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it.each(['float32', 'single', 'double'] as const)(
    'that are data are quantized as they were in each call, rounding %s',
    async (rounding) => {
      const graph = buildGraph((g) =>
        g.op('add', 'y', { a: g.input('x', [BATCH, 64]), b: g.param('offset', [64], 5) }),
      )
      const { prepared, stats } = await calibrated(graph)
      const inputs = randomInputs(graph, 4)
      const integer = convert(prepared, stats, { rounding })
      const stored = nodeValues(convertToReference(prepared, stats, { rounding }), inputs, (value) =>
        isQuantizedTensor(value) ? [...value.data] : [],
      ).get('offsetQ')
      expect([...integer.store.read(integer.params.get('offset')!)]).toEqual(stored)
    },
  )

  it('that are data of several ops, and of a stub, become one parameter', async () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 3])
      const scalar = g.param('five', [])
      const first = g.op('add', 'first', { a: x, b: scalar })
      return g.op('mul', 'second', { a: first, b: g.op('quantStub', 'stub', { x: g.read('five') }) })
    })
    const integer = await converted(graph)
    expect(opsOf(integer)).toEqual(['quantize', 'q.add', 'q.mul', 'dequantize'])
    expect([...integer.params].map(([path, { dtype }]) => `${path} ${dtype}`)).toEqual(['five int8'])
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('that are data of float ops as well stay there in float', async () => {
    const graph = buildGraph((g) => {
      const offset = g.param('offset', [3])
      const first = g.op('add', 'first', { a: g.input('x', [BATCH, 3]), b: offset })
      return g.op('mul', 'second', { a: first, b: offset })
    })
    const integer = await converted(graph, everything.setOpType('mul', null))
    expect(opsOf(integer)).toEqual(['quantize', 'q.add', 'dequantize', 'mul'])
    expect([...integer.params].map(([path, { dtype }]) => `${path} ${dtype}`).sort()).toEqual([
      'offset float32',
      'offset_int8 int8',
    ])
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('that two layers share become one weight and two biases', async () => {
    const graph = buildGraph((g) => {
      const [weight, bias] = [g.param('w', [3, 3]), g.param('b', [3])]
      const first = g.op('linear', 'first', { x: g.input('x', [BATCH, 3]), weight, bias, activation: 'relu' })
      return g.op('linear', 'second', { x: first, weight, bias })
    })
    const integer = await converted(graph)
    expect([...integer.params.keys()].sort()).toEqual(['b', 'b_int32', 'w'])
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('that one layer uses at one input scale become one weight and one bias', async () => {
    const graph = buildGraph((g) => {
      const [weight, bias] = [g.param('w', [3, 3]), g.param('b', [3])]
      const x = g.input('x', [BATCH, 3])
      const once = g.op('linear', 'once', { x, weight, bias })
      return g.op('add', 'sum', {
        a: once,
        b: g.op('linear', 'again', { x, weight, bias, activation: 'relu' }),
      })
    })
    const integer = await converted(graph)
    expect([...integer.params.keys()].sort()).toEqual(['b_int32', 'w'])
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('keep their scales where their integers are equal', async () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 3])
      const small = g.param('small', [3, 2])
      const data = g.edit.base.store.read(g.edit.param('small')!) as Float32Array
      g.edit.setParam(
        'large',
        bytes(
          data.map((value) => 8 * value),
          [3, 2],
        ),
      )
      const a = g.op('linear', 'a', { x, weight: small })
      return g.op('add', 'y', { a, b: g.op('linear', 'b', { x, weight: g.read('large') }) })
    })
    expect(quality(graph, await converted(graph))).toBeGreaterThan(25)
  })

  it('that are live variables are read at their present value', async () => {
    const variable = tf.variable(tf.tensor([1, -2, 0.5, 3], [2, 2]))
    const graph = buildGraph((g) => {
      const handle = {
        kind: 'variable',
        shape: [2, 2],
        dtype: 'float32',
        digest: `variable:${variable.id}`,
      } as const
      g.edit.setParam('w', { handle, data: variable })
      return g.op('linear', 'y', { x: g.input('x', [BATCH, 2]), weight: g.read('w') })
    })
    const { prepared, stats } = await calibrated(graph)
    const integer = convert(prepared, stats)
    expect(integer.params.get('w')).toMatchObject({ kind: 'bytes', dtype: 'int8' })
    expect([...integer.store.read(integer.params.get('w')!)]).toEqual([127, -85, 64, 127])
  })

  it('next to nothing beside their bias get a scale at which the bias fits', async () => {
    const graph = buildGraph((g) => {
      g.edit.setParam('w', bytes(new Float32Array([0.5, 1e-12, -0.5, 1e-12, 0.25, -1e-12]), [3, 2]))
      const bias = g.param('b', [2])
      return g.op('linear', 'y', { x: g.input('x', [BATCH, 3]), weight: g.read('w'), bias })
    })
    const integer = await converted(graph)
    const bias = [...integer.store.read(integer.params.get('b')!)]
    expect(Math.abs(bias[1]!)).toBeGreaterThan(2 ** 29)
    expect(Math.abs(bias[1]!)).toBeLessThanOrEqual(2 ** 30)
    expect(quality(graph, integer)).toBeGreaterThan(25)
  })

  it('that are all zero quantize to zeros', async () => {
    const graph = buildGraph((g) => {
      g.edit.setParam('w', bytes(new Float32Array(6), [3, 2]))
      return g.op('linear', 'y', {
        x: g.input('x', [BATCH, 3]),
        weight: g.read('w'),
        bias: g.param('b', [2]),
      })
    })
    expect(quality(graph, await converted(graph))).toBeGreaterThan(25)
  })

  it('that are not finite are named', async () => {
    const graph = buildGraph((g) => {
      g.edit.setParam('w', bytes(new Float32Array([1, Number.NaN]), [1, 2]))
      const y = g.op('linear', 'y', { x: g.input('x', [BATCH, 1]), weight: g.read('w') })
      return g.op('relu', 'z', { x: y })
    })
    const prepared = prepare(graph)
    await expect(calibrate(prepared, [tf.ones([1, 1])])).rejects.toThrow(/TSFX3002.* at z/)
  })
})

it('quantizes constant zero inputs', async () => {
  const graph = buildGraph((g) => g.op('relu', 'y', { x: g.input('x', [BATCH, 3]) }))
  const prepared = prepare(graph)
  const integer = convert(prepared, await calibrate(prepared, [tf.zeros([2, 3])]))
  expect([...valuesOf(integer, { x: tf.zeros([1, 3]) })]).toEqual([0, 0, 0])
})
