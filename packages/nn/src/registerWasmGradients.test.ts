import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchNormTraining } from './batchNormTraining.ts'
import { registerWasmGradients } from './registerWasmGradients.ts'

type Shape = [number, number, number, number]
type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]]
interface Case {
  readonly x: Shape
  readonly filter: Shape
  readonly strides: [number, number]
  readonly pad: Pad
}

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('wasm')
  registerWasmGradients(tf)
  registerWasmGradients(tf) // a second time changes nothing
})

const values = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed)

/** The values of what `compute` returns, computed on `backend`. */
async function on(backend: string, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend)
  return tf.tidy(() => compute().map((tensor) => tensor.dataSync<'float32'>().slice()))
}

/** The gradients that `compute` returns are those of the CPU backend, up to float32 summation order. */
async function expectSameOnWasm(compute: () => tf.Tensor[]): Promise<void> {
  const expected = await on('cpu', compute)
  const actual = await on('wasm', compute)
  for (const [index, gradient] of actual.entries()) {
    const reference = expected[index]!
    expect(gradient.length).toBe(reference.length)
    const scale = Math.max(...reference.map(Math.abs), 1e-3)
    const error = gradient.reduce((worst, value, at) => Math.max(worst, Math.abs(value - reference[at]!)), 0)
    expect(error / scale).toBeLessThan(2e-5)
  }
}

const explicit = (top: number, bottom: number, left: number, right: number): Pad => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
]

/** One number is left out where tfjs 4.22 is wrong about it; see `tfjsPadding`. */
function paddings(filter: readonly number[], strides: readonly number[]): Pad[] {
  const square = filter[0] === filter[1] && strides[0] === strides[1]
  return ['same', 'valid', explicit(2, 0, 0, 1), explicit(1, 2, 3, 1), ...(square ? [1, 2] : [])]
}

/** Strides that leave rows unvisited, kernels that are not square, paddings wider than the kernel. */
const shapes: { x: Shape; filter: Shape }[] = [
  { x: [2, 7, 9, 3], filter: [3, 3, 3, 4] },
  { x: [3, 8, 8, 2], filter: [1, 1, 2, 5] },
  { x: [1, 6, 10, 4], filter: [2, 5, 4, 1] },
  { x: [2, 11, 5, 1], filter: [5, 3, 1, 3] },
]
const steps: [number, number][] = [1, 2, 3].map((stride) => [stride, Math.min(stride, 2)])
const cases: Case[] = shapes.flatMap(({ x, filter }) =>
  steps.flatMap((strides) => paddings(filter, strides).map((pad) => ({ x, filter, strides, pad }))),
)
const named = cases.map((one): [string, Case] => [JSON.stringify(one), one])

describe('registerWasmGradients', () => {
  it.each(named)('conv2d %s', async (_, { x, filter, strides, pad }) => {
    await expectSameOnWasm(() => {
      const inputs = [values(x, 1), values(filter, 2)]
      const conv = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad)
      return tf.grads(conv)(inputs, values(conv(inputs[0]!, inputs[1]!).shape, 3))
    })
  })

  it.each(named)('depthwiseConv2d %s', async (_, { x, filter, strides, pad }) => {
    await expectSameOnWasm(() => {
      const inputs = [values(x, 1), values(filter, 2)]
      const conv = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad)
      return tf.grads(conv)(inputs, values(conv(inputs[0]!, inputs[1]!).shape, 3))
    })
  })

  it('serves the fused forms of layers with a bias', async () => {
    await expectSameOnWasm(() => {
      const inputs = [values([2, 6, 6, 3], 1), values([3, 3, 3, 4], 2), values([4], 3)]
      const conv = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 2,
          pad: 'same',
          bias,
          activation: 'linear',
        })
      return tf.grads(conv)(inputs, values([2, 3, 3, 4], 4))
    })
  })

  it('goes with the gradients that the backend has: pooling, mean, softmax, relu6, concat, batch norm', async () => {
    await expectSameOnWasm(() => {
      const inputs = [values([2, 6, 6, 4], 1), values([4], 2), values([4], 3)]
      const net = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
        const { y } = batchNormTraining(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3)
        const both = tf.concat([tf.maxPool(tf.relu6(y), 2, 2, 'valid'), tf.avgPool(y, 3, 2, 'same')], 3)
        return tf.softmax(tf.mean(tf.mul(both, both), [1, 2]) as tf.Tensor2D)
      }
      return tf.grads(net)(inputs, values([2, 8], 4))
    })
  })

  it('leaves no tensors behind', async () => {
    await tf.setBackend('wasm')
    const [x, filter] = [values([2, 6, 6, 3], 1), values([3, 3, 3, 2], 2)]
    const gradients = tf.grads((x, filter) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'),
    )
    const before = tf.memory().numTensors
    tf.dispose(gradients([x, filter]))
    expect(tf.memory().numTensors).toBe(before)
  })
})
