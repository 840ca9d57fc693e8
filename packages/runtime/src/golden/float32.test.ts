/**
 * @file Every vector of the float32 mode, exactly. Expected is `y_ours` where float32-mode defines another
 * result than ONNX Runtime, else `y` (what onnxruntime-node 1.30.0 computed).
 *
 * | vectors | used | how |
 * |---|---|---|
 * | QLinearConv | 13 of 13 | conv2d; depthwise ones also as depthwiseConv2d; the 5 "requantize" ones by the requantizer |
 * | ConvInteger, MatMulInteger | 5 of 5 | the int32 accumulators of conv2d and matMul |
 * | QLinearMatMul | 3 of 3 | linear; the one with one scale also as matMul |
 * | QGemm | 3 of 4 | linear with input scale F(alpha * sa). The one without sy has float output: no such op |
 * | QLinearAdd, QLinearMul | 16 of 16 | add, mul, and with the operands swapped |
 * | QLinearConcat | 4 of 4 | concat, and requantize of each input |
 * | QLinearAveragePool | 8 of 8 | avgPool; count_include_pad as pad then avgPool |
 * | QLinearGlobalAveragePool | 4 of 4 | mean over H and W |
 * | QLinearSigmoid | 2 of 2 | exact: on these inputs ONNX Runtime's rational approximation gives the same steps |
 * | QLinearSoftmax | 8 of 8 | softmax |
 * | QuantizeLinear, DequantizeLinear | 6 of 6 | quantize, dequantize; per-axis ones slice by slice |
 * | DynamicQuantizeLinear | 5 of 5 | y from the given scale and zero point; choosing them is @tsfx/quant's |
 * | QLinearLeakyRelu | 0 of 2 | not an op of the runtime (left out of float32.json) |
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { centerLayer } from '../kernels/centeredLayer.ts'
import { accumulateConv2d } from '../kernels/conv2d.ts'
import { accumulateMatMul } from '../kernels/matMul.ts'
import { windowOf } from '../kernels/window.ts'
import { outputRange, outputType } from '../outputRange.ts'
import type { QuantizedDType, QuantizedTensor } from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import { scalarOps } from '../scalarOps.ts'
import {
  layer,
  listOf,
  NCHW_TO_NHWC,
  NHWC_TO_NCHW,
  OIHW_TO_HWIO,
  padOf,
  stored,
  tensor,
  transpose,
} from './layout.ts'

type Pair = readonly [number, number]
/** The fields of all ops in one record; each op has its own. */
interface Case {
  readonly op: string
  readonly note?: string
  readonly type: QuantizedDType
  readonly a_type: QuantizedDType
  readonly b_type: QuantizedDType
  readonly x_type: QuantizedDType
  readonly w_type: QuantizedDType
  readonly y_type: QuantizedDType
  readonly layout: 'NCHW' | 'NHWC'
  readonly x: number[]
  readonly w: number[]
  readonly a: number[]
  readonly b: number[]
  readonly c: number[]
  readonly acc: number[]
  readonly bias?: number[]
  readonly y: number[]
  readonly y_ours?: number[]
  readonly x_shape: number[]
  readonly w_shape: number[]
  readonly a_shape: number[]
  readonly b_shape: number[]
  readonly y_shape: number[]
  readonly sx: number
  readonly sa: number
  readonly sb: number | number[]
  readonly sw: number[]
  readonly sy: number
  readonly zx: number
  readonly za: number
  readonly zb: number | number[]
  readonly zw: number
  readonly zy: number
  readonly s: number | number[]
  readonly z: number | number[]
  readonly scale: number
  readonly zero_point: number
  readonly alpha: number
  readonly axis?: number
  readonly group: number
  readonly kernel: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly pads_tlbr: number[]
  readonly count_include_pad: 0 | 1
}
const { cases } = JSON.parse(readFileSync(new URL('./float32.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}
const q = scalarOps('float32')

/** The cases of `op`; fails when there are not `count`, so that no vector is dropped unseen. */
function vectors(op: string, count: number): [name: string, vector: Case][] {
  const own = cases.filter((vector) => vector.op === op)
  expect(own).toHaveLength(count)
  return own.map((vector, i) => [`${i}: ${vector.note ?? ''}`, vector])
}

const expected = (v: Case): number[] => v.y_ours ?? v.y
const list = (values: ArrayLike<number>): number[] => Array.from(values)
const nchw = (y: QuantizedTensor): number[] => transpose(list(y.data), y.shape, NHWC_TO_NCHW)
const outputOf = (v: Case) => ({
  scale: v.sy,
  zeroPoint: v.zy,
  dtype: v.y_type ?? v.type ?? v.x_type ?? v.a_type,
})
const operand = (v: Case, name: 'a' | 'b' | 'x', shape?: readonly number[]): QuantizedTensor =>
  tensor({
    dtype: v.type ?? v[`${name}_type`],
    data: v[name],
    shape: shape ?? v[`${name}_shape`] ?? [(v[name] as number[]).length],
    scale: listOf(v[`s${name}`])[0]!,
    zeroPoint: listOf(v[`z${name}`])[0]!,
  })
const image = (v: Case): QuantizedTensor =>
  tensor(
    {
      dtype: v.type ?? v.x_type,
      data: v.x,
      shape: v.x_shape,
      scale: v.sx,
      zeroPoint: v.zx,
    },
    v.layout === 'NHWC' ? undefined : NCHW_TO_NHWC,
  )

describe('QLinearConv', () => {
  const all = vectors('QLinearConv', 13)

  it.each(all.filter(([, v]) => 'w' in v))('%s', (_, v) => {
    const source = {
      dtype: v.w_type,
      data: v.w,
      shape: v.w_shape,
      scales: v.sw,
      zeroPoints: listOf(v.zw),
      bias: v.bias,
      axes: [3],
    } as const
    const options = {
      strides: v.stride,
      pad: padOf(v.pads_tlbr),
      dilations: v.dilation,
      output: outputOf(v),
    }
    const x = image(v)
    expect(nchw(q.conv2d(x, layer(source, OIHW_TO_HWIO), options))).toEqual(expected(v))
    const [outC, groupC, kh, kw] = v.w_shape
    if (v.group !== 1 && groupC === 1) {
      const inC = x.shape[3]!
      const depthwise = layer({ ...source, axes: [2, 3] }, [2, 3, 1, 0], [kh!, kw!, inC, outC! / inC])
      expect(nchw(q.depthwiseConv2d(x, depthwise, options))).toEqual(expected(v))
    }
  })

  it.each(all.filter(([, v]) => 'acc' in v))('%s', (_, v) => {
    const accumulators: number[] = v.acc
    const type = outputType([accumulators.length], outputOf(v))
    const requantize = productRequantizer(
      Math.fround(v.sx),
      Float32Array.from(v.sw),
      outputRange(outputOf(v), type, 'float32'),
      'float32',
    )
    expect(accumulators.map((accumulator) => requantize(accumulator, 0))).toEqual(expected(v))
  })
})

describe('int32 accumulators', () => {
  it.each(vectors('ConvInteger', 2))('ConvInteger %s', (_, v) => {
    const x = tensor(
      { dtype: v.x_type, data: v.x, shape: v.x_shape, scale: 1, zeroPoint: v.zx },
      NCHW_TO_NHWC,
    )
    const weights = layer(
      {
        dtype: v.w_type,
        data: v.w,
        shape: v.w_shape,
        scales: [1],
        zeroPoints: [v.zw],
        axes: [3],
      },
      OIHW_TO_HWIO,
    )
    const window = windowOf('conv2d', x.shape, {
      filter: [3, 3],
      strides: v.stride,
      pad: padOf(v.pads_tlbr),
    })
    const accumulators = new Int32Array(v.y.length)
    accumulateConv2d(x.data, 0, x.zeroPoint, window, centerLayer(weights, [3], x), 1, accumulators)
    const shape = [1, window.outHeight, window.outWidth, 2]
    expect(transpose(list(accumulators), shape, NHWC_TO_NCHW)).toEqual(v.y)
  })

  it.each(vectors('MatMulInteger', 3))('MatMulInteger %s', (_, v) => {
    const [[rows = 0, depth = 0], [, columns = 0]] = [v.a_shape, v.b_shape]
    const a = { data: stored(v.a_type, v.a), offset: 0, zeroPoint: v.za, transposed: false }
    const zeroPoints = listOf(v.zb)
    const b = stored(v.b_type, v.b)
    // A column at a time: a computed tensor has one zero point.
    for (let column = 0; column < columns; column++) {
      const accumulators = new Int32Array(rows * columns)
      const zeroPoint = zeroPoints[column] ?? zeroPoints[0]!
      accumulateMatMul(
        a,
        { data: b, offset: 0, zeroPoint, transposed: false },
        { rows, depth, columns },
        accumulators,
      )
      const sameColumn = (_: number, i: number) => i % columns === column
      expect(list(accumulators).filter(sameColumn)).toEqual(v.y.filter(sameColumn))
    }
  })
})

describe('matMul', () => {
  it.each(vectors('QLinearMatMul', 3))('QLinearMatMul %s', (_, v) => {
    const weights = layer(
      {
        dtype: v.b_type,
        data: v.b,
        shape: v.b_shape,
        scales: listOf(v.sb),
        zeroPoints: listOf(v.zb),
        axes: [1],
      },
      [0, 1],
    )
    expect(list(q.linear(operand(v, 'a'), weights, { output: outputOf(v) }).data)).toEqual(expected(v))
    if (listOf(v.sb).length === 1 && listOf(v.zb).length === 1) {
      const b = operand(v, 'b')
      expect(list(q.matMul(operand(v, 'a'), b, { output: outputOf(v) }).data)).toEqual(expected(v))
      const flipped = {
        ...b,
        shape: [...b.shape].reverse(),
        data: stored(v.b_type, transpose(v.b, b.shape, [1, 0])),
      }
      const y = q.matMul(operand(v, 'a'), flipped, { transposeB: true, output: outputOf(v) })
      expect(list(y.data)).toEqual(expected(v))
    }
  })

  it.each(vectors('QGemm', 4).filter(([, v]) => 'sy' in v))('QGemm %s', (_, v) => {
    const weights = layer(
      {
        dtype: v.b_type,
        data: v.b,
        shape: v.b_shape,
        scales: listOf(v.sb),
        zeroPoints: listOf(v.zb),
        bias: v.c,
        axes: [1],
      },
      [1, 0],
    )
    const a = operand(v, 'a')
    const scaled = { ...a, scale: Math.fround(Math.fround(v.alpha) * a.scale) }
    expect(list(q.linear(scaled, weights, { output: outputOf(v) }).data)).toEqual(expected(v))
  })
})

describe('add and mul', () => {
  it.each([...vectors('QLinearAdd', 8), ...vectors('QLinearMul', 8)])('%s', (_, v) => {
    const op = v.op === 'QLinearAdd' ? q.add : q.mul
    const [a, b] = [operand(v, 'a'), operand(v, 'b')]
    expect(list(op(a, b, { output: outputOf(v) }).data)).toEqual(expected(v))
    expect(list(op(b, a, { output: outputOf(v) }).data)).toEqual(expected(v))
  })
})

describe('concat and requantize', () => {
  it.each(vectors('QLinearConcat', 4))('%s', (_, v) => {
    const [a, b] = [operand(v, 'a'), operand(v, 'b')]
    expect(list(q.concat([a, b], { axis: 0, output: outputOf(v) }).data)).toEqual(expected(v))
    const parts = [a, b].flatMap((x) => list(q.requantize(x, outputOf(v)).data))
    expect(parts).toEqual(expected(v))
  })
})

describe('average pool', () => {
  it.each(vectors('QLinearAveragePool', 8))('%s', (_, v) => {
    const options = { filterSize: v.kernel, strides: v.stride, output: outputOf(v) }
    const pads = padOf(v.pads_tlbr)
    const x = image(v)
    const y = v.count_include_pad
      ? q.avgPool(q.pad(x, pads), { ...options, pad: 'valid' })
      : q.avgPool(x, { ...options, pad: pads })
    expect(v.layout === 'NCHW' ? nchw(y) : list(y.data)).toEqual(expected(v))
  })

  it.each(vectors('QLinearGlobalAveragePool', 4))('%s', (_, v) => {
    expect(list(q.mean(image(v), { axis: [1, 2], output: outputOf(v) }).data)).toEqual(expected(v))
  })
})

describe('sigmoid and softmax', () => {
  it.each(vectors('QLinearSigmoid', 2))('%s', (_, v) => {
    const dtype: QuantizedDType = v.type
    const data = v.y.map((_, i) => (dtype === 'int8' ? i - 128 : i))
    const x = tensor({ dtype, data, shape: [256], scale: v.sx, zeroPoint: v.zx })
    expect(list(q.sigmoid(x, { output: outputOf(v) }).data)).toEqual(expected(v))
  })

  it.each(vectors('QLinearSoftmax', 8))('%s', (_, v) => {
    expect(list(q.softmax(operand(v, 'x'), { output: outputOf(v) }).data)).toEqual(expected(v))
  })
})

describe('quantize and dequantize', () => {
  /** Elements of index `c` along axis 1 of a `[n, channels, rest]` case; all of them when it is per tensor. */
  function slices(
    v: Case,
  ): { scale: number; zeroPoint: number; pick: (values: readonly number[]) => number[] }[] {
    const shape: number[] = v.x_shape ?? v.y_shape
    if (v.axis === undefined)
      return [{ scale: listOf(v.s)[0]!, zeroPoint: listOf(v.z)[0]!, pick: (values) => [...values] }]
    return listOf(v.s).map((scale, c) => ({
      scale,
      zeroPoint: listOf(v.z)[c]!,
      pick: (values) => values.filter((_, i) => Math.floor(i / shape[2]!) % shape[1]! === c),
    }))
  }

  it.each(vectors('QuantizeLinear', 4))('QuantizeLinear %s', (_, v) => {
    for (const { scale, zeroPoint, pick } of slices(v)) {
      const data = Float32Array.from(pick(v.x))
      const y = q.quantize({ data, shape: [data.length] }, { scale, zeroPoint, dtype: v.type })
      expect(list(y.data)).toEqual(pick(v.y))
    }
  })

  it.each(vectors('DequantizeLinear', 2))('DequantizeLinear %s', (_, v) => {
    for (const { scale, zeroPoint, pick } of slices(v)) {
      const data = pick(v.x)
      const y = q.dequantize(tensor({ dtype: v.type, data, shape: [data.length], scale, zeroPoint }))
      expect(list(y.data)).toEqual(pick(v.y).map(Math.fround))
    }
  })

  it.each(vectors('DynamicQuantizeLinear', 5))('DynamicQuantizeLinear %s', (_, v) => {
    const data = Float32Array.from(v.x)
    const output = { scale: v.scale, zeroPoint: v.zero_point, dtype: 'uint8' } as const
    expect(list(q.quantize({ data, shape: [data.length] }, output).data)).toEqual(v.y)
  })
})
