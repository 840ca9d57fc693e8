/** @file Calls that move, select and resize, as users write them: traced at named sizes, compared with eager bit for bit. */
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { printType } from '@tsfx/ir'
import { type InputSpecs, trace } from '@tsfx/tracer'
import { describe, expect, it } from 'vitest'

type Forward = (...inputs: never[]) => unknown

/** The ops of a call and the type of its result. */
function traced(forward: Forward, inputs: InputSpecs): string {
  const graph = trace(forward as (...inputs: tf.Tensor[]) => unknown, inputs, { verify: 'full' })
  const ops = graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)
  return `${ops.join(' ')} -> ${printType(graph.output!.type)}`
}

const image = { x: [null, 4, 6, 3] }
const sequence = { x: ['B', 'T', 8] }

describe('results in parts', () => {
  it.each<[string, Forward, InputSpecs, string]>([
    [
      'split destructured and mapped',
      (x: tf.Tensor) => {
        const [q, k, v] = tf.split(x, 3, -1).map((part) => part.relu())
        return { q, kv: [k, v] }
      },
      { x: [null, 4, 9] },
      'split relu relu relu -> { q: float32[batch, 4, 3], kv: (float32[batch, 4, 3], float32[batch, 4, 3]) }',
    ],
    [
      'split into named rest',
      (x: tf.Tensor) => x.split([1, -1]),
      image,
      'split -> (float32[1, 4, 6, 3], float32[batch - 1, 4, 6, 3])',
    ],
    [
      'channel split',
      (x: tf.Tensor) => tf.concat(tf.split(x, [1, 2], 3).reverse(), 3),
      image,
      'split concat -> float32[batch, 4, 6, 3]',
    ],
    [
      'unstack',
      (x: tf.Tensor) => tf.stack(x.unstack(1), 2),
      image,
      'unstack stack -> float32[batch, 6, 4, 3]',
    ],
    [
      'topk',
      (x: tf.Tensor) => tf.topk(x, 2),
      { x: [null, 5] },
      'topk -> { values: float32[batch, 2], indices: int32[batch, 2] }',
    ],
    ['topk values', (x: tf.Tensor) => x.topk(2).values, { x: [null, 5] }, 'topk -> float32[batch, 2]'],
    [
      'argmax pool',
      (x: tf.Tensor4D) => tf.maxPoolWithArgmax(x, 2, 2, 'same').result,
      image,
      'maxPoolWithArgmax -> float32[batch, 2, 3, 3]',
    ],
    [
      'qr',
      (x: tf.Tensor) => tf.linalg.qr(x),
      { x: [null, 3, 3] },
      'qr -> (float32[batch, 3, 3], float32[batch, 3, 3])',
    ],
    [
      'vectors',
      (x: tf.Tensor2D) => tf.linalg.gramSchmidt(tf.unstack(x) as tf.Tensor1D[]),
      { x: [2, 3] },
      'unstack stack gramSchmidt unstack -> (float32[3], float32[3])',
    ],
  ])('%s', (_, forward, inputs, expected) => {
    expect(traced(forward, inputs)).toBe(expected)
  })
})

describe('sizes that have names', () => {
  it.each<[string, Forward, InputSpecs, string]>([
    [
      'first token',
      (x: tf.Tensor3D) => tf.slice(x, [0, 0, 0], [x.shape[0], 1, 8]).squeeze([1]),
      sequence,
      'slice squeeze -> float32[B, 8]',
    ],
    [
      'without the first',
      (x: tf.Tensor3D) => x.slice([0, 1], [-1, x.shape[1] - 1]),
      sequence,
      'slice -> float32[B, T - 1, 8]',
    ],
    ['rows from one on', (x: tf.Tensor3D) => x.slice(1), sequence, 'slice -> float32[B - 1, T, 8]'],
    [
      'last of time',
      (x: tf.Tensor3D) => tf.stridedSlice(x, [0, -1, 0], [0, 0, 8], [1, 1, 1], 1, 1, 0, 0, 2),
      sequence,
      'stridedSlice -> float32[B, 8]',
    ],
    [
      'heads',
      (x: tf.Tensor3D) => x.reshape([x.shape[0], x.shape[1], 2, 4]).transpose([0, 2, 1, 3]),
      sequence,
      'reshape transpose -> float32[B, 2, T, 4]',
    ],
    [
      'tiled',
      (x: tf.Tensor3D) => tf.tile(x.sum(0, true), [x.shape[0], 1, 1]),
      sequence,
      'sum tile -> float32[B, T, 8]',
    ],
    [
      'broadcast',
      (x: tf.Tensor3D) => tf.broadcastTo(x.sum([1], true), x.shape),
      sequence,
      'sum broadcastTo -> float32[B, T, 8]',
    ],
    ['swap', (x: tf.Tensor3D) => tf.transpose(x), sequence, 'transpose -> float32[8, T, B]'],
    [
      'windows',
      (x: tf.Tensor4D) =>
        tf.spaceToBatchND(
          x,
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
      image,
      'spaceToBatchND -> float32[4*batch, 2, 3, 3]',
    ],
    [
      'upsample',
      (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]),
      { x: [null, 'H', 'W', 3] },
      'resizeNearestNeighbor -> float32[batch, 2*H, 2*W, 3]',
    ],
    [
      'transposed',
      (x: tf.Tensor4D) => tf.conv2dTranspose(x, tf.ones([2, 2, 5, 3]), [x.shape[0], 8, 12, 5], 2, 'same'),
      image,
      'conv2dTranspose -> float32[batch, 8, 12, 5]',
    ],
    [
      'sub-pixels',
      (x: tf.Tensor4D) => tf.depthToSpace(x, 2),
      { x: [null, 'H', 3, 8] },
      'depthToSpace -> float32[batch, 2*H, 6, 2]',
    ],
    ['reversed', (x: tf.Tensor3D) => tf.reverse3d(x, 1), sequence, 'reverse -> float32[B, T, 8]'],
    ['einsum', (x: tf.Tensor3D) => tf.einsum('btc,bsc->bts', x, x), sequence, 'einsum -> float32[B, T, T]'],
    [
      'mirror',
      (x: tf.Tensor4D) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ],
          'reflect',
        ),
      image,
      'mirrorPad -> float32[batch, 6, 8, 3]',
    ],
    [
      'volumes',
      (x: tf.Tensor5D) => tf.maxPool3d(tf.conv3d(x, tf.ones([1, 1, 1, 2, 3]), 1, 'same'), 2, 2, 'valid'),
      { x: [null, 4, 4, 4, 2] },
      'conv3d maxPool3d -> float32[batch, 2, 2, 2, 3]',
    ],
    [
      'signals',
      (x: tf.Tensor3D) => tf.conv1d(x, tf.ones([3, 8, 4]), 1, 'same'),
      { x: [null, 16, 8] },
      'reshape conv2d reshape -> float32[batch, 16, 4]',
    ],
  ])('%s', (_, forward, inputs, expected) => {
    expect(traced(forward, inputs)).toBe(expected)
  })
})

describe('indices', () => {
  const ids = { x: { shape: [null, 4], dtype: 'int32' } } as const
  it.each<[string, Forward, InputSpecs, string]>([
    [
      'an embedding',
      (x: tf.Tensor2D) => tf.gather(tf.ones([10, 3]), x as never),
      ids,
      'gather -> float32[batch, 4, 3]',
    ],
    ['a list of indices', (x: tf.Tensor) => x.gather([2, 0], 1), image, 'gather -> float32[batch, 2, 6, 3]'],
    [
      'places',
      (x: tf.Tensor) =>
        tf.gatherND(x, [
          [1, 2],
          [0, 0],
        ]),
      { x: [2, 3, null] },
      'gatherND -> float32[2, x_2]',
    ],
    ['classes', (x: tf.Tensor2D) => x.oneHot(5, 1, 0).toFloat(), ids, 'oneHot cast -> float32[batch, 4, 5]'],
    [
      'segments',
      (x: tf.Tensor2D) => tf.unsortedSegmentSum(x, [0, 1, 0] as never, 2),
      { x: [3, null] },
      'unsortedSegmentSum -> float32[2, x_1]',
    ],
    ['counts', (x: tf.Tensor2D) => tf.denseBincount(x, [], 5), ids, 'denseBincount -> float32[batch, 5]'],
    [
      'bounds',
      (x: tf.Tensor2D) => tf.lowerBound(tf.tensor2d([[1, 2, 3]]), x),
      { x: [1, null] },
      'searchSorted -> int32[1, x_1]',
    ],
    [
      'bounds above',
      (x: tf.Tensor2D) => tf.upperBound(tf.tensor2d([[1, 2, 3]]), x),
      { x: [1, null] },
      'searchSorted -> int32[1, x_1]',
    ],
    [
      'a grid',
      (x: tf.Tensor1D) => tf.meshgrid(x, x.mul(2)),
      { x: [4] },
      'mul reshape matMul reshape matMul -> (float32[4, 4], float32[4, 4])',
    ],
    [
      'scattered',
      (x: tf.Tensor2D) => tf.scatterND([[4], [1]], x, [6, x.shape[1]]),
      { x: [2, null] },
      'scatterND -> float32[6, x_1]',
    ],
    [
      'updated',
      (x: tf.Tensor2D) => tf.tensorScatterUpdate(x, [[1]], tf.ones([1, 4])),
      { x: [3, 4] },
      'tensorScatterUpdate -> float32[3, 4]',
    ],
    [
      'crops',
      (x: tf.Tensor4D) => tf.image.cropAndResize(x, [[0, 0, 1, 1]], [0], [2, 2]),
      image,
      'cropAndResize -> float32[1, 2, 2, 3]',
    ],
  ])('%s', (_, forward, inputs, expected) => {
    expect(traced(forward, inputs)).toBe(expected)
  })
})
