import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type NodeId, namedDim, printType, type QParams, Ref, type TensorType, tensorType } from '@tsfx/ir'
import { type QuantizedTensor, type QuantizedWeight, scalarOps } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { builtinOps } from '../builtinOps.ts'
import { dequantizeWeight } from '../dequantizeWeight.ts'
import { storageRange } from '../quantizedType.ts'
import type { QuantRole } from '../quantRole.ts'
import { opNamed } from '../registry.ts'
import { type OpSample, opSamples } from '../samples/opSamples.ts'
import { sampleInputs } from '../samples/sampleTensors.ts'
import type { Value } from '../value.ts'

type StorageDType = 'int8' | 'uint8'
type IntegerRole = Extract<QuantRole, { readonly integer: string }>

const q = scalarOps('float32')
const environment = { tf, q }

/** Parameters that cover low..high and represent 0. */
function outputFor(low: number, high: number, dtype: StorageDType) {
  const [qmin, qmax] = storageRange(dtype)
  const scale = Math.fround((Math.max(high, 0) - Math.min(low, 0)) / 255 || 1)
  const zeroPoint = Math.max(qmin, Math.min(qmax, Math.trunc(qmin - Math.min(low, 0) / scale)))
  return { scale, zeroPoint, dtype, qmin, qmax }
}

const dequantized = (x: QuantizedTensor): tf.Tensor => q.dequantize(x, tf as never) as tf.Tensor

/** Weights in -2..2 with one scale for each output channel. */
function quantizedWeight(w: tf.Tensor, axes: readonly number[]): QuantizedWeight {
  const channels = axes.reduce((product, axis) => product * w.shape[axis]!, 1)
  const scale = Float32Array.from({ length: channels }, (_, c) => (2 + c) / 127)
  const data = Int8Array.from(w.dataSync(), (value, i) => (value / scale[i % channels]!) | 0)
  return { data, shape: w.shape, dtype: 'int8', scale, zeroPoint: new Int32Array(channels), axes }
}

/** Integer inputs of a sample, by the integer op's names, and the reals they stand for by the float op's names. */
function integerInputs(sample: OpSample, role: IntegerRole, dtype: StorageDType) {
  const integer: Record<string, Value> = {}
  const real: Record<string, tf.Tensor | readonly tf.Tensor[]> = {}
  const range = outputFor(-2, 2, dtype)
  const entries = Object.entries(sampleInputs(tf, sample))
  for (const [name, x] of entries) {
    if (role.kind === 'weighted' && name === role.weight) {
      const weight = quantizedWeight(x as tf.Tensor, role.channelAxes)
      integer.weight = weight
      real[name] = tf.tensor(dequantizeWeight(weight), [...weight.shape])
    } else if (role.kind === 'weighted' && name === role.bias) {
      const { scale } = integer.weight as QuantizedWeight
      const steps = (x as tf.Tensor).dataSync().map((value, c) => value / (range.scale * scale[c]!))
      integer.bias = tf.tensor(Int32Array.from(steps), (x as tf.Tensor).shape, 'int32')
      real[name] = tf.tensor(
        Float32Array.from(Int32Array.from(steps), (step, c) => step * range.scale * scale[c]!),
        (x as tf.Tensor).shape,
      )
    } else {
      const stored = [x].flat().map((item) => q.quantize(item as tf.Tensor, range))
      integer[name] = Array.isArray(x) ? stored : stored[0]!
      real[name] = Array.isArray(x) ? stored.map(dequantized) : dequantized(stored[0]!)
    }
  }
  return { integer, real, range }
}

const typeOf = (value: QuantizedTensor | QuantizedWeight | tf.Tensor): TensorType => {
  if (!('scale' in value)) return tensorType('int32', value.shape)
  const [qmin, qmax] = storageRange(value.dtype)
  const perTensor = typeof value.scale === 'number'
  const params: QParams = perTensor
    ? { scale: [value.scale as number], zeroPoint: [value.zeroPoint as number], axes: [], qmin, qmax }
    : {
        scale: [...(value.scale as Float32Array)],
        zeroPoint: [],
        axes: (value as QuantizedWeight).axes,
        qmin,
        qmax,
      }
  return tensorType(value.dtype, value.shape, params)
}

const cases = opSamples.flatMap((sample) => {
  const role = opNamed(sample.op)!.quant
  const dtypes: readonly StorageDType[] = ['int8', 'uint8']
  return 'integer' in role ? dtypes.map((dtype) => ({ ...sample, name: role.integer, role, dtype })) : []
})

describe.each(cases)('$name of $inputs with $attrs in $dtype', ({ role, dtype, ...sample }) => {
  const { integer, real, range } = integerInputs(sample, role, dtype)
  const floatOp = opNamed(sample.op)!
  const integerOp = opNamed(role.integer)!
  const expected = floatOp.evaluate(environment, {
    ...floatOp.normalize({ ...real, ...sample.attrs }),
    ...real,
  } as never) as tf.Tensor
  const values = expected.dataSync()
  const fixed =
    role.kind === 'fixedQParams' ? { output: { ...outputFor(0, 1, dtype), ...role[dtype] } } : null
  const shared = role.kind === 'sharesQParams' || role.kind === 'movesData'
  const attrs = {
    ...sample.attrs,
    ...(!shared && (fixed ?? { output: outputFor(Math.min(...values), Math.max(...values), dtype) })),
  }
  const args = { ...integerOp.normalize({ ...integer, ...attrs }), ...integer }
  const result = integerOp.evaluate(environment, args as never) as QuantizedTensor

  it('is the float op to one step', () => {
    const reals = dequantized(result).dataSync()
    const step = result.scale
    expect(result.shape).toEqual(expected.shape)
    values.forEach((value, i) => {
      expect(Math.abs(reals[i]! - value), `element ${i}: ${reals[i]} for ${value}`).toBeLessThanOrEqual(
        1.01 * step,
      )
    })
  })

  it('has the type it infers', () => {
    const types: TensorType[] = []
    const refs = Object.entries(integer).map(([name, value]) => {
      const ref = (item: Value) => new Ref((types.push(typeOf(item as QuantizedTensor)) - 1) as NodeId)
      return [name, Array.isArray(value) ? value.map(ref) : ref(value)]
    })
    const inferArgs = integerOp.normalize({ ...attrs, ...Object.fromEntries(refs) })
    const inferred = integerOp.infer(inferArgs, ({ node }) => types[node]!)
    expect(printType(inferred)).toBe(printType(typeOf(result)))
    if (shared) expect((inferred as TensorType).q?.scale).toEqual([range.scale])
  })
})

it('has a sample of every integer form', () => {
  const sampled = new Set(cases.map(({ name }) => name))
  const missing = builtinOps.filter(({ domain, name }) => domain === 'integer' && !sampled.has(name))
  expect(missing.map(({ name }) => name)).toEqual(['requantize'])
})

describe('quantize, requantize and dequantize', () => {
  const params = { scale: 0.5, zeroPoint: 1, dtype: 'int8', qmin: -128, qmax: 127 } as const
  const run = (op: string, args: object) => opNamed(op)!.evaluate(environment, args as never)
  const infer = (op: string, x: TensorType, attrs = {}) => {
    const spec = opNamed(op)!
    return spec.infer(spec.normalize({ x: new Ref(0 as NodeId), ...attrs }), () => x)
  }

  it('map reals to steps and back', () => {
    const x = run('quantize', { x: tf.tensor([-1, 0, 0.75, 100]), output: params }) as QuantizedTensor
    expect([...x.data]).toEqual([-1, 1, 3, 127])
    const y = run('requantize', { x, output: { ...params, scale: 0.25, zeroPoint: 0 } }) as QuantizedTensor
    expect([...y.data]).toEqual([-4, 0, 4, 127])
    expect([...(run('dequantize', { x: y }) as tf.Tensor).dataSync()]).toEqual([-1, 0, 1, 31.75])
  })

  it('turn a parameter into float32 by the scale of each of its channels', () => {
    const weight: QuantizedWeight = {
      data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      shape: [2, 2, 2],
      dtype: 'int8',
      scale: Float32Array.of(1, 0.1, 10, 100),
      zeroPoint: Int32Array.of(0, 1, 0, 0),
      axes: [1, 2],
    }
    const y = run('dequantize', { x: weight }) as tf.Tensor
    expect(y.shape).toEqual([2, 2, 2])
    expect([...y.dataSync()]).toEqual([
      1,
      Math.fround(0.1),
      30,
      400,
      5,
      Math.fround(5 * Math.fround(0.1)),
      70,
      800,
    ])
    const perTensor = { ...weight, scale: Float32Array.of(2), zeroPoint: Int32Array.of(1), axes: [] }
    expect([...dequantizeWeight(perTensor)]).toEqual([0, 2, 4, 6, 8, 10, 12, 14])
  })

  it('have types with named dims', () => {
    const x = tensorType('float32', [namedDim('batch'), 4])
    const stored = infer('quantize', x, { output: params }) as TensorType
    expect(printType(stored)).toBe('int8[batch, 4]{0.5, 1}')
    expect(
      printType(infer('requantize', stored, { output: { scale: 0.25, zeroPoint: 7, dtype: 'uint8' } })),
    ).toBe('uint8[batch, 4]{0.25, 7}')
    expect(printType(infer('dequantize', stored))).toBe('float32[batch, 4]')
  })

  it('refuse a value of the other side', () => {
    const x = tensorType('float32', [2])
    expect(() => infer('dequantize', x)).toThrow('x must be quantized, not float32[2]')
    expect(() => infer('q.relu', x, { output: params })).toThrow('q.relu: x must be quantized')
    expect(() =>
      infer('quantize', infer('quantize', x, { output: params }) as TensorType, { output: params }),
    ).toThrow('x must be float32')
    expect(() => infer('quantize', x, { output: { scale: 0.5, zeroPoint: 0, qmax: 200 } })).toThrow(
      'output must be { scale',
    )
    expect(() => run('q.relu', { x: tf.tensor([1]), output: params })).toThrow('not a quantized tensor')
  })
})
