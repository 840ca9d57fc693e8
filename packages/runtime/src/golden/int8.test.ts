/**
 * @file Every vector of the fixed-point modes, exactly, in each mode it holds for; and the float32-mode vectors
 * that ONNX publishes. Sources: LiteRT, gemmlowp, onnx and onnxruntime, named in each vector.
 *
 * | vectors | used | how |
 * |---|---|---|
 * | util | 4 of 5 | choose_quantization_params is @tsfx/quant's |
 * | issue_102943 | 1 of 1 | all three modes |
 * | published | 26 of 29 | prelu, log_softmax and resize_bilinear are not ops of the runtime |
 * | reference_kernels: srdhm, rdbpot, mbqm | all | rounding.ts |
 * | add, mul, requantize, conv x3, depthwise, fully_connected, pool, softmax x6 | all | beta of softmax by its row |
 * | sigmoid tables (float and gemmlowp) | 2 of 2 | one table: both agree at this scale |
 * | exp_on_negative_values | 1 of 1 | fixedPointExponential.ts |
 * | leaky_relu, hard_swish, tanh tables, logistic_tanh, resize | 0 of 6 | not ops of the runtime |
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { centerLayer } from '../kernels/centeredLayer.ts'
import { accumulateConv2d } from '../kernels/conv2d.ts'
import { expOnNegativeValues } from '../kernels/fixedPointExponential.ts'
import { inputRadius, rowFixedPoint, softmaxMultiplier } from '../kernels/softmax.ts'
import { windowOf } from '../kernels/window.ts'
import { outputRange, outputType } from '../outputRange.ts'
import type { QuantizedDType, QuantizedTensor } from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../rounding.ts'
import { scalarOps } from '../scalarOps.ts'
import type { ConcatVector, Golden, MatrixVector, Mode, Source, Vector } from './int8Vectors.ts'
import {
  layer,
  listOf,
  NCHW_TO_NHWC,
  NHWC_TO_NCHW,
  OHWI_TO_HWIO,
  OIHW_TO_HWIO,
  padOf,
  stored,
  tensor,
  transpose,
} from './layout.ts'

const golden: Golden = JSON.parse(readFileSync(new URL('./int8.json', import.meta.url), 'utf8'))
const { util, reference_kernels: kernels } = golden
const MODES: readonly Mode[] = ['double', 'single']
const list = (values: ArrayLike<number>): number[] => Array.from(values)
const outputOf = (v: { readonly so: number; readonly zo: number; readonly dtype?: string }) => ({
  scale: v.so,
  zeroPoint: v.zo,
  dtype: v.dtype === 'uint8' ? ('uint8' as const) : ('int8' as const),
})
const dtypeOf = (v: Vector): QuantizedDType => v.dtype ?? 'int8'
const allStored = Array.from({ length: 256 }, (_, i) => i - 128)

/** The published vectors of `op`; fails when there are not `count`, so that none is dropped unseen. */
function published<V extends Source = Vector>(op: string, count: number): [name: string, vector: V][] {
  const own = golden.published.filter((vector) => vector.op === op)
  expect(own).toHaveLength(count)
  return own.map((vector) => [vector.src, vector as Source as V])
}

const input = (v: Vector, permutation?: readonly number[]): QuantizedTensor =>
  tensor(
    {
      dtype: dtypeOf(v),
      data: v.x,
      shape: v.x_shape ?? v.shape ?? [v.x.length],
      scale: v.si ?? v.s,
      zeroPoint: v.zi ?? v.z ?? 0,
    },
    permutation,
  )
const weightSource = (v: Vector) => ({
  dtype: dtypeOf(v),
  data: v.w,
  shape: v.w_shape,
  scales: listOf(v.sw),
  zeroPoints: listOf(v.zw),
  bias: v.bias,
})
const padOption = (v: Vector) => (v.pad === 'VALID' ? 'valid' : (v.pad ?? 'valid'))
/** The fused activation that gives the vector's clamp. */
const activationOf = (v: Vector) =>
  v.act === undefined || (v.act[0] === -128 && v.act[1] === 127)
    ? undefined
    : v.act[1] === 127
      ? 'relu'
      : 'relu6'

describe('util', () => {
  it.each(util.quantize_multiplier)('quantizeMultiplier $real', ({ real, q, shift }) => {
    expect(quantizeMultiplier(real!)).toEqual({ multiplier: q, shift })
  })

  it.each(MODES)('multiplyByQuantizedMultiplier, %s', (mode) => {
    for (const { x, real, y } of util.multiply_by_quantized_multiplier) {
      expect(multiplyByQuantizedMultiplier(x!, quantizeMultiplier(real!, mode), mode)).toBe(y)
    }
  })

  it('inputRadius', () => {
    for (const [bits, shift, radius] of util.calculate_input_radius) {
      expect(inputRadius(bits!, shift!)).toBe(radius)
    }
  })

  it.each(MODES)('softmaxMultiplier, %s', (mode) => {
    for (const [beta, scale, bits, multiplier, shift] of util.preprocess_softmax_scaling[mode]) {
      expect(softmaxMultiplier(beta!, scale!, bits!, mode)).toEqual({ multiplier, shift })
    }
  })
})

describe('fixed-point primitives', () => {
  it('saturatingRoundingDoublingHighMul', () => {
    const xs: number[] = kernels.srdhm_x
    expect(xs.map((x) => saturatingRoundingDoublingHighMul(x, 1518500250))).toEqual(kernels.srdhm_b1518500250)
    expect(xs.map((x) => saturatingRoundingDoublingHighMul(x, -(2 ** 31)))).toEqual(kernels.srdhm_bINT32MIN)
  })

  it.each([1, 2, 4, 8] as const)('roundingDivideByPowerOfTwo %i', (exponent) => {
    const xs: number[] = kernels.srdhm_x
    expect(xs.map((x) => roundingDivideByPowerOfTwo(x, exponent))).toEqual(kernels[`rdbpot_e${exponent}`])
  })

  it.each(MODES)('multiplyByQuantizedMultiplier, %s', (mode) => {
    for (const { real, q, shift, y } of kernels.mbqm[mode]) {
      const multiplier = quantizeMultiplier(real!, mode)
      expect(multiplier).toEqual({ multiplier: q, shift })
      const xs: number[] = kernels.mbqm_x
      expect(xs.map((x) => multiplyByQuantizedMultiplier(x, multiplier, mode))).toEqual(y)
    }
  })

  it('expOnNegativeValues', () => {
    const { x, 'y_Q0.31': y } = kernels['exp_on_negative_values_Q5.26'] as {
      x: number[]
      'y_Q0.31': number[]
    }
    expect(x.map((a) => expOnNegativeValues(a, 5))).toEqual(y)
  })
})

it('tensorflow#102943 in each mode', () => {
  const v = golden.issue_102943
  const type = outputType([1], outputOf(v))
  const requantized = (mode: RoundingMode) =>
    productRequantizer(
      Math.fround(v.si),
      [Math.fround(v.sw)],
      outputRange(outputOf(v), type, mode),
      mode,
    )(v.x, 0)
  expect(requantized('double')).toBe(v.double)
  expect(requantized('single')).toBe(v.single)
  expect(requantized('float32')).toBe(v.float32_scale_rhe)
})

describe.each(MODES)('%s mode', (mode) => {
  const q = scalarOps(mode)

  const convVectors: [string, Vector][] = [
    ...published('conv2d', 2),
    ...(['conv_s1_same', 'conv_s2_valid_relu6', 'conv_dil2_valid'] as const).map((k): [string, Vector] => [
      k,
      kernels[k]!,
    ]),
  ]
  it.each(convVectors)('conv2d %s', (_, v) => {
    const y = q.conv2d(input(v), layer({ ...weightSource(v), axes: [3] }, OHWI_TO_HWIO), {
      strides: v.stride,
      dilations: v.dilation ?? 1,
      pad: padOption(v),
      activation: activationOf(v),
      output: outputOf(v),
    })
    expect(y.shape).toEqual(v.y_shape)
    expect(list(y.data)).toEqual(v.y)
  })

  const depthwiseVectors: [string, Vector][] = [
    ...published('depthwise_conv2d', 4),
    ['reference', kernels.depthwise],
  ]
  it.each(depthwiseVectors)('depthwiseConv2d %s', (_, v) => {
    const [, height, width, channels] = v.w_shape as [number, number, number, number]
    const shape = [height, width, channels / v.depth_multiplier, v.depth_multiplier]
    const weights = layer({ ...weightSource(v), axes: [2, 3] }, [0, 1, 2, 3], shape)
    const y = q.depthwiseConv2d(input(v), weights, { pad: padOption(v), output: outputOf(v) })
    expect(list(y.data)).toEqual(v.y)
  })

  const linearVectors: [string, Vector][] = [
    ...published('fully_connected', 2),
    ['reference', kernels.fully_connected],
  ]
  it.each(linearVectors)('linear %s', (_, v) => {
    const weights = layer({ ...weightSource(v), axes: [1] }, [1, 0])
    const y = q.linear(input(v), weights, { activation: activationOf(v), output: outputOf(v) })
    expect(list(y.data)).toEqual(v.y)
  })

  it.each(published('batch_matmul', 2))('matMul %s', (_, v) => {
    const a = tensor({ dtype: 'int8', data: v.a, shape: v.a_shape, scale: v.sa, zeroPoint: v.za })
    const b = tensor({ dtype: 'int8', data: v.b, shape: v.b_shape, scale: v.sb, zeroPoint: v.zb })
    const y = q.matMul(a, b, { transposeB: v.adj_b === true, output: outputOf(v) })
    expect(list(y.data)).toEqual(v.y)
  })

  it.each(['add', 'mul'] as const)('%s', (op) => {
    const vectors = kernels[op][mode]
    expect(vectors.length).toBeGreaterThan(2)
    for (const v of vectors) {
      const operand = (n: 1 | 2) =>
        tensor({
          dtype: 'int8',
          data: v[`x${n}`],
          shape: [v[`x${n}`].length],
          scale: v[`s${n}`],
          zeroPoint: v[`z${n}`],
        })
      const y = q[op](operand(1), operand(2), { activation: activationOf(v), output: outputOf(v) })
      expect(list(y.data)).toEqual(v.y)
    }
  })

  it.each(published<ConcatVector & { readonly y: number[] }>('concat_requant_float', 1))(
    'concat %s',
    (_, v) => {
      const xs = v.x.map((data, i) =>
        tensor({
          dtype: 'uint8',
          data,
          shape: v.shape_each,
          scale: v.scales[i]!,
          zeroPoint: v.zps[i]!,
        }),
      )
      expect(list(q.concat(xs, { axis: v.axis, output: outputOf(v) }).data)).toEqual(v.y)
    },
  )

  it.each(published('mean', 1))('mean %s', (_, v) => {
    const y = q.mean(input(v), { axis: v.axis, output: outputOf(v) })
    expect(list(y.data)).toEqual(v.computed[mode])
  })

  it.each([...published('relu', 1), ...published('relu6', 1)])('%s', (_, v) => {
    const y = q[v.op as 'relu' | 'relu6'](input(v), { output: outputOf(v) })
    expect(list(y.data)).toEqual(v.y)
  })

  it.each(published('requantize', 2))('requantize %s', (_, v) => {
    expect(list(q.requantize(input(v), outputOf(v)).data)).toEqual(v.y)
  })

  it('requantize, all 256 values', () => {
    for (const v of kernels.requantize[mode]) {
      const x = tensor({ dtype: 'int8', data: allStored, shape: [256], scale: v.si, zeroPoint: v.zi })
      expect(list(q.requantize(x, outputOf(v)).data)).toEqual(v['y_for_x_-128..127'])
    }
  })

  it.each(published('quantize', 3))('quantize %s', (_, v) => {
    const dtype: QuantizedDType = v.src.endsWith('UINT8') ? 'uint8' : 'int8'
    const range = v.bits === 4 ? { qmin: -8, qmax: 7 } : {}
    const x = { data: Float32Array.from(v.x), shape: [v.x.length] }
    expect(list(q.quantize(x, { scale: v.s, zeroPoint: v.z, dtype, ...range }).data)).toEqual(v.y)
  })

  it('avgPool and maxPool', () => {
    const v = kernels.pool_3x3_s2_p1
    const x = tensor({ dtype: 'int8', data: v.x, shape: v.x_shape, scale: 0.1, zeroPoint: 3 })
    const options = { filterSize: 3, strides: 2, pad: 1 }
    expect(list(q.avgPool(x, options).data)).toEqual(v.avg)
    expect(list(q.maxPool(x, options).data)).toEqual(v.max)
  })

  const tables = ['lut_si_20/255_zi_0', 'fixedpoint_si_20/255_zi_0'] as const
  it.each(tables)('sigmoid %s', (key) => {
    const x = tensor({ dtype: 'int8', data: allStored, shape: [256], scale: 20 / 255, zeroPoint: 0 })
    const y = q.sigmoid(x, { output: { scale: 1 / 256, zeroPoint: -128 } })
    expect(list(y.data)).toEqual(kernels[key]['sigmoid_y_for_x_-128..127'])
  })

  const softmaxVectors: [string, Vector][] = [
    ...published('softmax', 1),
    ...kernels.softmax.map((v, i): [string, Vector] => [`reference ${i}`, v]),
  ]
  it.each(softmaxVectors)('softmax %s', (_, v) => {
    const output = { scale: 1 / 256, zeroPoint: -128 }
    const shape = v.shape ?? []
    const range = outputRange(output, outputType(shape, output), mode)
    const [scale, beta] = [Math.fround(v.si ?? 0), Math.fround(v.beta)]
    const row = rowFixedPoint(beta, scale, range, mode)
    const x: number[] = v.x
    const width = shape.at(-1)!
    const y = x.flatMap((_, i) => {
      if (i % width) return []
      const values = x.slice(i, i + width)
      return list(row(Int32Array.from(values, (value) => value - Math.max(...values))))
    })
    expect(y).toEqual(v.y)
    if (beta === 1) expect(list(q.softmax(input({ ...v, zi: 0 }), { output }).data)).toEqual(v.y)
  })
})

describe('ONNX, float32 mode', () => {
  const q = scalarOps('float32')

  it.each(published('qlinearconv', 3))('conv2d %s', (_, v) => {
    const weights = layer({ ...weightSource(v), axes: [3] }, OIHW_TO_HWIO)
    const y = q.conv2d(input(v, NCHW_TO_NHWC), weights, {
      strides: v.stride,
      pad: padOf(v.pads),
      output: outputOf(v),
    })
    expect(transpose(list(y.data), y.shape, NHWC_TO_NCHW)).toEqual(v.y)
  })

  it.each(published<MatrixVector>('qlinearmatmul', 1))('matMul %s', (_, v) => {
    const matrix = (name: 'a' | 'b') => {
      const rows: number[][] = v[name]
      const shape = [rows.length, rows[0]!.length]
      return tensor({
        dtype: 'uint8',
        data: rows.flat(),
        shape,
        scale: v[`s${name}`],
        zeroPoint: v[`z${name}`],
      })
    }
    const y = q.matMul(matrix('a'), matrix('b'), { output: { ...outputOf(v), dtype: 'uint8' } })
    expect(list(y.data)).toEqual(v.y.flat())
  })

  it.each(published('convinteger', 1))('int32 accumulators %s', (_, v) => {
    const x = { dtype: 'uint8', zeroPoint: v.zx, shape: [1, 3, 3, 1], scale: 1 } as const
    const weights = layer(
      { dtype: 'uint8', data: v.w, shape: v.w_shape, scales: [1], zeroPoints: [0], axes: [3] },
      OIHW_TO_HWIO,
    )
    const accumulators = new Int32Array(4)
    const window = windowOf('conv2d', x.shape, { filter: [2, 2], pad: 'valid' })
    accumulateConv2d(
      stored('uint8', v.x),
      0,
      x.zeroPoint,
      window,
      centerLayer(weights, [3], x),
      1,
      accumulators,
    )
    expect(list(accumulators)).toEqual(v.y_int32)
  })

  it.each(published('quantizelinear', 1))('quantize %s', (_, v) => {
    const x = { data: Float32Array.from(v.x), shape: [v.x.length] }
    expect(list(q.quantize(x, { scale: v.s, zeroPoint: v.z, dtype: 'uint8' }).data)).toEqual(v.y)
  })
})
