/**
 * @file Gradients of convolutions on tfjs-backend-wasm, which has no kernel for three of them.
 *
 * Every gradient of a convolution is a convolution again, which the backend's XNNPACK kernels compute:
 * with x the input, w the filter, dy the gradient of the output, s the strides and p the padding before,
 *
 *     dw[k] = Σ_o x[o·s + k - p] · dy[o]      a convolution of x with dy as the filter, its taps s apart
 *     dx[h] = Σ_k dy[(h + p - k) / s] · w[k]  a convolution of dy, s - 1 zeros between, with w turned round
 *
 * Source: Dumoulin & Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.
 */
import type * as tfjs from '@tensorflow/tfjs-core'
import type { Tfjs } from '@tsfx/ops'

type Geometry = tfjs.backend_util.Conv2DInfo
type Tensor4D = tfjs.Tensor4D

/**
 * Registers the convolution gradients on the `wasm` backend; call it once before training there.
 * The gradients of other operations come from `@tensorflow/tfjs`; tfjs-core alone registers none.
 * Conv2DBackpropInput exists but is a plain loop (measured: 10 times slower), so it is replaced.
 */
export function registerWasmGradients(tf: Tfjs): void {
  register(tf, 'Conv2DBackpropFilter', ({ x, dy }, attrs) =>
    convFilterGradient(tf, x!, dy!, geometryOf(tf, x!.shape, attrs.filterShape!, attrs, false)),
  )
  register(tf, 'Conv2DBackpropInput', ({ dy, filter }, attrs) =>
    convInputGradient(tf, dy!, filter!, geometryOf(tf, attrs.inputShape!, filter!.shape, attrs, false)),
  )
  register(tf, 'DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attrs) =>
    depthwiseFilterGradient(tf, x!, dy!, geometryOf(tf, x!.shape, attrs.filterShape!, attrs, true)),
  )
  register(tf, 'DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attrs) =>
    depthwiseInputGradient(tf, dy!, filter!, geometryOf(tf, attrs.inputShape!, filter!.shape, attrs, true)),
  )
}

/** The attributes that TensorFlow.js passes to these kernels; it refuses to differentiate dilated convolutions. */
interface GradientAttributes {
  readonly strides: [number, number]
  readonly pad: 'same' | 'valid' | number | tfjs.backend_util.ExplicitPadding
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly inputShape?: Tensor4D['shape']
  readonly filterShape?: Tensor4D['shape']
}

type Gradient = (
  inputs: Readonly<Record<string, Tensor4D | undefined>>,
  attrs: GradientAttributes,
) => tfjs.Tensor

function register(tf: Tfjs, kernelName: string, gradient: Gradient): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => gradient(inputs as Record<string, Tensor4D>, attrs as unknown as GradientAttributes)),
  })
}

function geometryOf(
  tf: Tfjs,
  inputShape: Tensor4D['shape'],
  filterShape: Tensor4D['shape'],
  { strides, pad, dimRoundingMode }: GradientAttributes,
  depthwise: boolean,
): Geometry {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  )
}

/** Batch and channels change places: the sum over the batch becomes the sum over the filter's input channels. */
function convFilterGradient(tf: Tfjs, x: Tensor4D, dy: Tensor4D, geometry: Geometry): Tensor4D {
  const input: Tensor4D = tf.transpose(visited(tf, x, geometry), [3, 1, 2, 0])
  const filter: Tensor4D = tf.transpose(dy, [1, 2, 0, 3])
  const { strideHeight, strideWidth } = geometry
  return tf.transpose(tf.conv2d(input, filter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]), [1, 2, 0, 3])
}

function convInputGradient(tf: Tfjs, dy: Tensor4D, filter: Tensor4D, geometry: Geometry): Tensor4D {
  const turned: Tensor4D = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2])
  return tf.conv2d(spread(tf, dy, geometry), turned, 1, 'valid')
}

/** One product and one sum per tap: every channel has its own filters, so there is no matrix product in it. */
function depthwiseFilterGradient(tf: Tfjs, x: Tensor4D, dy: Tensor4D, geometry: Geometry): Tensor4D {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry
  const { filterHeight, filterWidth, strideHeight, strideWidth } = geometry
  const rows = batchSize * outHeight * outWidth
  const multiplier = outChannels / inChannels
  const input = visited(tf, x, geometry)
  const gradient = tf.reshape(dy, [rows, inChannels, multiplier])
  const ones = tf.ones([1, rows])
  const taps: tfjs.Tensor[] = []
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const end = [
        batchSize,
        row + (outHeight - 1) * strideHeight + 1,
        column + (outWidth - 1) * strideWidth + 1,
      ]
      const seen = tf.stridedSlice(
        input,
        [0, row, column, 0],
        [...end, inChannels],
        [1, strideHeight, strideWidth, 1],
      )
      const products = tf.mul(tf.reshape(seen, [rows, inChannels, 1]), gradient)
      taps.push(tf.matMul(ones, tf.reshape(products, [rows, outChannels])))
    }
  }
  return tf.reshape(tf.concat(taps, 0), [filterHeight, filterWidth, inChannels, multiplier])
}

/** Every output channel goes back through its own filter; then the channels made from one input channel are added. */
function depthwiseInputGradient(tf: Tfjs, dy: Tensor4D, filter: Tensor4D, geometry: Geometry): Tensor4D {
  const { batchSize, inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth } = geometry
  const turned = tf.reshape(tf.reverse(filter, [0, 1]), [
    filterHeight,
    filterWidth,
    outChannels,
    1,
  ]) as Tensor4D
  const back = tf.depthwiseConv2d(spread(tf, dy, geometry), turned, 1, 'valid')
  const apart = tf.reshape(back, [batchSize, inHeight, inWidth, inChannels, outChannels / inChannels])
  return tf.sum(apart, 4)
}

/** The part of `x`, zeros around it included, that the filter visits. */
function visited(tf: Tfjs, x: Tensor4D, geometry: Geometry): Tensor4D {
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } = geometry
  const height = (outHeight - 1) * strideHeight + filterHeight
  const width = (outWidth - 1) * strideWidth + filterWidth
  return reframe(tf, x, [padInfo.top, height], [padInfo.left, width])
}

/** `dy` with its values one stride apart, framed so that a turned filter walks over it and ends up with the input's size. */
function spread(tf: Tfjs, dy: Tensor4D, geometry: Geometry): Tensor4D {
  const { padInfo, inHeight, inWidth, filterHeight, filterWidth, strideHeight, strideWidth } = geometry
  const [batch, height, width, channels] = dy.shape
  const between: [number, number][] = [
    [0, 0],
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]
  const apart = tf.pad(tf.reshape(dy, [batch, height, 1, width, 1, channels]), between)
  const flat: Tensor4D = tf.reshape(apart, [batch, height * strideHeight, width * strideWidth, channels])
  return reframe(
    tf,
    flat,
    [filterHeight - 1 - padInfo.top, inHeight + filterHeight - 1],
    [filterWidth - 1 - padInfo.left, inWidth + filterWidth - 1],
  )
}

/** Per side: how many zeros go before the values (cut off if negative), and how long the result is. */
type Frame = readonly [before: number, length: number]

/** Moves the image into a frame: what sticks out is cut off, what is empty becomes zero. */
function reframe(tf: Tfjs, x: Tensor4D, [top, height]: Frame, [left, width]: Frame): Tensor4D {
  const [batch, inHeight, inWidth, channels] = x.shape
  const rows = { from: Math.max(0, -top), to: Math.min(inHeight, height - top) }
  const columns = { from: Math.max(0, -left), to: Math.min(inWidth, width - left) }
  const size: [number, number, number, number] = [
    batch,
    rows.to - rows.from,
    columns.to - columns.from,
    channels,
  ]
  const whole = size[1] === inHeight && size[2] === inWidth
  const kept = whole ? x : tf.slice(x, [0, rows.from, columns.from, 0], size)
  const above = Math.max(0, top)
  const before = Math.max(0, left)
  return tf.pad(kept, [
    [0, 0],
    [above, height - above - size[1]],
    [before, width - before - size[2]],
    [0, 0],
  ])
}
