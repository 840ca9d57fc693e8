/**
 * @file The ops in float64, written as plainly as they are defined: the oracle for integer kernels. Up to 2^53 sums of
 * products of dequantized 8-bit values are as good as exact here, which float32 (tfjs) is not beyond K = 518.
 * Image tensors are `[N, H, W, C]`.
 */

export interface Tensor64 {
  readonly data: Float64Array
  readonly shape: readonly number[]
}

type Attributes = Readonly<Record<string, unknown>>
type Op64 = (
  inputs: Readonly<Record<string, Tensor64 | readonly Tensor64[] | null>>,
  attributes: Attributes,
) => Tensor64
type Inputs = Parameters<Op64>[0]

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1)
const one = (inputs: Inputs, name: string): Tensor64 => inputs[name] as Tensor64

/** A tensor whose element at each index, outermost first, is `f` of that index. */
function tensorOf(shape: readonly number[], f: (index: readonly number[]) => number): Tensor64 {
  const data = new Float64Array(sizeOf(shape))
  const index = shape.map(() => 0)
  for (let i = 0; i < data.length; i++) {
    data[i] = f(index)
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0
  }
  return { data, shape }
}

/** The element at `index`; a shorter shape broadcasts, as do axes of size 1. */
function at({ data, shape }: Tensor64, index: readonly number[]): number {
  const skipped = index.length - shape.length
  return data[
    shape.reduce((offset, dim, axis) => offset * dim + (dim === 1 ? 0 : index[axis + skipped]!), 0)
  ]!
}

const broadcast = (a: readonly number[], b: readonly number[]): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
    Math.max(a.at(-1 - i) ?? 1, b.at(-1 - i) ?? 1),
  ).reverse()

const activate = (value: number, activation: unknown): number =>
  activation === 'relu6'
    ? Math.min(Math.max(value, 0), 6)
    : activation === 'relu'
      ? Math.max(value, 0)
      : value

interface Axis {
  readonly size: number
  readonly before: number
}

/** Output size and padding of one spatial axis: TensorFlow's `same` puts the odd pixel behind. */
function outputAxis(
  size: number,
  taps: number,
  stride: number,
  dilation: number,
  pad: unknown,
  axis: number,
): Axis {
  const reach = (taps - 1) * dilation + 1
  if (pad === 'same') {
    const out = Math.ceil(size / stride)
    return { size: out, before: Math.floor(Math.max(0, (out - 1) * stride + reach - size) / 2) }
  }
  const [before, after] =
    pad === 'valid'
      ? [0, 0]
      : typeof pad === 'number'
        ? [pad, pad]
        : (pad as readonly [number, number][])[axis]!
  return { size: Math.floor((size + before + after - reach) / stride) + 1, before }
}

/** Calls `visit` with each input pixel `[y, x]` under the window at an output pixel, and its tap. */
type Taps = (
  out: readonly number[],
  visit: (y: number, x: number, tapY: number, tapX: number) => void,
) => void

function window(
  x: Tensor64,
  [height, width]: readonly [number, number],
  { strides, pad, dilations = [1, 1] }: Attributes,
) {
  const [strideY, strideX] = strides as readonly [number, number]
  const [dilationY, dilationX] = dilations as readonly [number, number]
  const [rows, columns] = [x.shape[1]!, x.shape[2]!]
  const vertical = outputAxis(rows, height, strideY, dilationY, pad, 1)
  const horizontal = outputAxis(columns, width, strideX, dilationX, pad, 2)
  const taps: Taps = (out, visit) => {
    for (let tapY = 0; tapY < height; tapY++) {
      for (let tapX = 0; tapX < width; tapX++) {
        const row = out[1]! * strideY - vertical.before + tapY * dilationY
        const column = out[2]! * strideX - horizontal.before + tapX * dilationX
        if (row >= 0 && row < rows && column >= 0 && column < columns) visit(row, column, tapY, tapX)
      }
    }
  }
  return { rows: vertical.size, columns: horizontal.size, taps }
}

function conv2d(inputs: Inputs, attributes: Attributes): Tensor64 {
  const [x, filter] = [one(inputs, 'x'), one(inputs, 'filter')]
  const [height, width, channels, outChannels] = filter.shape as readonly [number, number, number, number]
  const { rows, columns, taps } = window(x, [height, width], attributes)
  return tensorOf([x.shape[0]!, rows, columns, outChannels], (out) => {
    let sum = inputs.bias ? one(inputs, 'bias').data[out[3]!]! : 0
    taps(out, (row, column, tapY, tapX) => {
      for (let c = 0; c < channels; c++)
        sum += at(x, [out[0]!, row, column, c]) * at(filter, [tapY, tapX, c, out[3]!])
    })
    return activate(sum, attributes.activation)
  })
}

function depthwiseConv2d(inputs: Inputs, attributes: Attributes): Tensor64 {
  const [x, filter] = [one(inputs, 'x'), one(inputs, 'filter')]
  const [height, width, channels, multiplier] = filter.shape as readonly [number, number, number, number]
  const { rows, columns, taps } = window(x, [height, width], attributes)
  return tensorOf([x.shape[0]!, rows, columns, channels * multiplier], (out) => {
    const [c, m] = [Math.floor(out[3]! / multiplier), out[3]! % multiplier]
    let sum = inputs.bias ? one(inputs, 'bias').data[out[3]!]! : 0
    taps(out, (row, column, tapY, tapX) => {
      sum += at(x, [out[0]!, row, column, c]) * at(filter, [tapY, tapX, c, m])
    })
    return activate(sum, attributes.activation)
  })
}

function matMul(a: Tensor64, b: Tensor64, transposeA: boolean, transposeB: boolean): Tensor64 {
  const [rowAxis, depthAxis] = transposeA ? [-1, -2] : [-2, -1]
  const depth = a.shape.at(depthAxis)!
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const shape = [...batch, a.shape.at(rowAxis)!, b.shape.at(transposeB ? -2 : -1)!]
  return tensorOf(shape, (out) => {
    const outer = out.slice(0, -2)
    const [row, column] = [out.at(-2)!, out.at(-1)!]
    let sum = 0
    for (let k = 0; k < depth; k++) {
      const left = at(a, [...outer, ...(transposeA ? [k, row] : [row, k])])
      sum += left * at(b, [...outer, ...(transposeB ? [column, k] : [k, column])])
    }
    return sum
  })
}

const elementwise =
  (f: (a: number, b: number) => number): Op64 =>
  (inputs) => {
    const [a, b] = [one(inputs, 'a'), one(inputs, 'b')]
    return tensorOf(broadcast(a.shape, b.shape), (index) => f(at(a, index), at(b, index)))
  }

const unary =
  (f: (x: number) => number): Op64 =>
  (inputs) => ({ data: one(inputs, 'x').data.map(f), shape: one(inputs, 'x').shape })

/** Pools see only the pixels inside the image. */
const pool =
  (reduce: (values: readonly number[]) => number): Op64 =>
  (inputs, attributes) => {
    const x = one(inputs, 'x')
    const { rows, columns, taps } = window(x, attributes.filterSize as readonly [number, number], attributes)
    return tensorOf([x.shape[0]!, rows, columns, x.shape[3]!], (out) => {
      const values: number[] = []
      taps(out, (row, column) => values.push(at(x, [out[0]!, row, column, out[3]!])))
      return reduce(values)
    })
  }

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function mean(inputs: Inputs, { axis, keepDims }: Attributes): Tensor64 {
  const x = one(inputs, 'x')
  const axes = new Set((axis as readonly number[]).map((a) => (a < 0 ? a + x.shape.length : a)))
  const sums = new Float64Array(sizeOf(x.shape.filter((_, i) => !axes.has(i))))
  tensorOf(x.shape, (index) => {
    const target = index.reduce((offset, i, a) => (axes.has(a) ? offset : offset * x.shape[a]! + i), 0)
    sums[target] = sums[target]! + at(x, index)
    return 0
  })
  const count = x.data.length / sums.length
  const shape = x.shape.flatMap((dim, a) => (axes.has(a) ? (keepDims ? [1] : []) : [dim]))
  return { data: sums.map((sum) => sum / count), shape }
}

function concat(inputs: Inputs, { axis }: Attributes): Tensor64 {
  const xs = inputs.xs as readonly Tensor64[]
  const along = (axis as number) < 0 ? (axis as number) + xs[0]!.shape.length : (axis as number)
  const shape = xs[0]!.shape.map((dim, a) =>
    a === along ? xs.reduce((sum, x) => sum + x.shape[a]!, 0) : dim,
  )
  return tensorOf(shape, (index) => {
    let position = index[along]!
    for (const x of xs) {
      if (position < x.shape[along]!)
        return at(
          x,
          index.map((i, a) => (a === along ? position : i)),
        )
      position -= x.shape[along]!
    }
    throw new RangeError(`position ${position} is behind the last input`)
  })
}

function pad(inputs: Inputs, { paddings, constantValue }: Attributes): Tensor64 {
  const x = one(inputs, 'x')
  const pairs = paddings as readonly (readonly [number, number])[]
  const shape = x.shape.map((dim, a) => dim + pairs[a]![0] + pairs[a]![1])
  return tensorOf(shape, (index) => {
    const inside = index.map((i, a) => i - pairs[a]![0])
    return inside.every((i, a) => i >= 0 && i < x.shape[a]!) ? at(x, inside) : (constantValue as number)
  })
}

function softmax(inputs: Inputs): Tensor64 {
  const x = one(inputs, 'x')
  const width = x.shape.at(-1)!
  const data = x.data.slice()
  for (let start = 0; start < data.length; start += width) {
    const row = data.subarray(start, start + width)
    const largest = Math.max(...row)
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0)
    row.forEach((value, i) => {
      row[i] = Math.exp(value - largest) / sum
    })
  }
  return { data, shape: x.shape }
}

const OPS: Readonly<Record<string, Op64>> = {
  conv2d,
  depthwiseConv2d,
  linear(inputs, { activation }) {
    const product = matMul(one(inputs, 'x'), one(inputs, 'weight'), false, false)
    const width = product.shape.at(-1)!
    const bias = inputs.bias ? one(inputs, 'bias').data : new Float64Array(width)
    return { ...product, data: product.data.map((sum, i) => activate(sum + bias[i % width]!, activation)) }
  },
  matMul: (inputs, { transposeA, transposeB }) =>
    matMul(one(inputs, 'a'), one(inputs, 'b'), transposeA === true, transposeB === true),
  add: elementwise((a, b) => a + b),
  mul: elementwise((a, b) => a * b),
  relu: unary((x) => activate(x, 'relu')),
  relu6: unary((x) => activate(x, 'relu6')),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  softmax,
  maxPool: pool((values) => Math.max(...values)),
  avgPool: pool(average),
  mean,
  concat,
  pad,
}

/** The result of `op`, with the inputs and attributes of its float op. */
export function float64Reference(op: string, inputs: Inputs, attributes: Attributes): Tensor64 {
  const compute = OPS[op]
  if (!compute) throw new RangeError(`no float64 reference of ${op}`)
  return compute(inputs, attributes)
}
