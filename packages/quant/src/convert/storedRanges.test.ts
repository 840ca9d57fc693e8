/** @file Narrow stored ranges and constants outside of the observed range: nothing may saturate without a word. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph, TensorType } from '@tsfx/ir'
import { bindTfjs, opNamed, type QuantRole } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import {
  BATCH,
  buildGraph,
  calibrated,
  type GraphBuilder,
  randomInputs,
  sqnr,
  valuesOf,
} from '../graphs.fixture.ts'
import { fixedQParams } from '../plan/fixedQParams.ts'
import type { QConfig } from '../qconfig.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { STORAGE_RANGE } from '../quantSpec.ts'
import { convertToReference } from './convertToReference.ts'
import { lowerToInteger } from './lowerToInteger.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const int8 = defaultQConfig(wasmBackend)
const narrowed = (qmin: number, qmax: number, observer = int8.activation.observer): QConfig => ({
  ...int8,
  activation: { ...int8.activation, qmin, qmax, observer },
})

async function forms(graph: Graph, qconfig: QConfig = int8) {
  const { prepared, stats } = await calibrated(graph, { qconfig: new QConfigMapping().setGlobal(qconfig) })
  const reference = convertToReference(prepared, stats)
  return { reference, integer: lowerToInteger(reference) }
}

describe('fixed parameters', () => {
  const roleOf = (op: string) => opNamed(op)!.quant as Extract<QuantRole, { kind: 'fixedQParams' }>

  it.each(['sigmoid', 'softmax'])('of %s are its role at the full range', (op) => {
    for (const dtype of ['int8', 'uint8'] as const) {
      const [qmin, qmax] = STORAGE_RANGE[dtype]
      expect(fixedQParams(roleOf(op), { dtype, qmin, qmax })).toEqual(roleOf(op)[dtype])
    }
  })

  it('keep a middle zero point in the middle', () => {
    const tanh = { int8: { scale: 1 / 128, zeroPoint: 0 }, uint8: { scale: 1 / 128, zeroPoint: 128 } }
    expect(fixedQParams(tanh, { dtype: 'int8', qmin: -64, qmax: 63 })).toEqual({
      scale: 1 / 64,
      zeroPoint: 0,
    })
    expect(fixedQParams(tanh, { dtype: 'uint8', qmin: 0, qmax: 127 })).toEqual({
      scale: 1 / 64,
      zeroPoint: 64,
    })
  })

  it.each([
    ['sigmoid', 0, 127],
    ['sigmoid', -64, 63],
    ['softmax', 0, 127],
    ['softmax', -64, 63],
    ['softmax', -127, 127],
  ])('of %s in %i..%i keep its values', async (op, qmin, qmax) => {
    const graph = buildGraph((g) => g.op(op, 'y', { x: g.input('x', [BATCH, 8]) }))
    const { integer } = await forms(graph, narrowed(qmin, qmax))
    expect(integer.find('y')!.type).toMatchObject({
      q: { scale: [Math.fround(1 / (qmax - qmin + 1))], zeroPoint: [qmin], qmin, qmax },
    })
    const inputs = randomInputs(graph, 8, 99)
    expect(sqnr(valuesOf(graph, inputs), valuesOf(integer, inputs))).toBeGreaterThan(25)
  })
})

describe('pad with a constant', () => {
  const paddings = [
    [0, 0],
    [1, 0],
    [0, 2],
    [0, 0],
  ]
  const padded = (constantValue: number, before?: (g: GraphBuilder) => string) =>
    buildGraph((g) => {
      const x = g.input('x', [BATCH, 4, 4, 2])
      const source = before ? g.op(before(g), 'source', { x }) : x
      return g.conv('conv', g.op('pad', 'padded', { x: source, paddings, constantValue }), 2, 2)
    })

  it.each([10, -10, 0.01, 1e4])('%f is stored within half a step', async (constantValue) => {
    const graph = padded(constantValue)
    const minMax = narrowed(-128, 127, { kind: 'minMax' })
    const { integer } = await forms(graph, minMax)
    const { scale, zeroPoint } = (integer.find('padded')!.type as TensorType).q!
    const stored = Math.round(constantValue / scale[0]!) + zeroPoint[0]!
    expect(stored).toBeGreaterThanOrEqual(-128)
    expect(stored).toBeLessThanOrEqual(127)
    const inputs = randomInputs(graph, 8, 99)
    expect(sqnr(valuesOf(graph, inputs), valuesOf(integer, inputs))).toBeGreaterThan(25)
  })

  it('does not make the values before it coarser', async () => {
    const { integer } = await forms(padded(1000))
    const source = integer.nodes.find((node) => node.isOp('quantize'))!
    expect((source.type as TensorType).q!.scale[0]).toBeLessThan(0.01)
  })

  it('leaves parameters that mathematics fixes, and gets its own', async () => {
    const graph = padded(5, () => 'sigmoid')
    const { integer } = await forms(graph)
    expect(integer.find('source')!.type).toMatchObject({ q: { scale: [1 / 256] } })
    const inputs = randomInputs(graph, 8, 99)
    expect(sqnr(valuesOf(graph, inputs), valuesOf(integer, inputs))).toBeGreaterThan(25)
  })

  it('of 0 shares the point of its input', async () => {
    const { integer } = await forms(padded(0))
    expect(integer.nodes.some((node) => node.isOp('requantize'))).toBe(false)
  })

  it.each([
    [-64, 63],
    [0, 127],
  ])('stays in the stored range %i..%i, also where an observer clips it', async (qmin, qmax) => {
    for (const observer of [
      { kind: 'minMax' },
      { kind: 'movingAverageMinMax', averagingConstant: 0.01 },
    ] as const) {
      const graph = buildGraph((g) => {
        const x = g.input('x', [BATCH, 4, 4, 2])
        return g.op('relu', 'y', {
          x: g.op('pad', 'padded', { x: g.op('relu', 'r', { x }), paddings, constantValue: -3 }),
        })
      })
      const { prepared, stats } = await calibrated(graph, {
        qconfig: new QConfigMapping().setGlobal(narrowed(qmin, qmax, observer)),
      })
      // As if the observer had clipped what the constant needs.
      const clipped = { ...stats, points: { ...stats.points } }
      for (const name of ['padded'])
        clipped.points[name] = { ...stats.points[name]!, range: { min: -1, max: 1 } } as never
      for (const used of [stats, clipped]) {
        const reference = convertToReference(prepared, used)
        const integer = lowerToInteger(reference)
        const inputs = randomInputs(graph, 4, 99)
        const { scale } = (integer.find('y')!.type as TensorType).q!
        const [a, b] = [valuesOf(reference, inputs), valuesOf(integer, inputs)]
        a.forEach((value, i) => {
          expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(scale[0]! * 1.001)
        })
      }
    }
  })
})
