/**
 * @file Random models through the whole pipeline: eager = interpreted = emitted, bit for bit; what is emitted is captured as the
 * same ops; fused within 1e-5; the int8 module gives the bytes of its graph.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { type FloatInput, type FloatTensor, planOf } from '@tsfx/runtime'
import fc from 'fast-check'
import { calibrate, convert, emit, fuse, type Graph, interpret, prepare, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted } from '../../packages/codegen/src/testing/emittedModule.ts'

interface EmittedModule {
  load(options?: {
    tf: typeof tf
  }): Promise<{ forward(...inputs: (FloatInput & tf.Tensor)[]): FloatTensor & tf.Tensor }>
}

const STEPS = [
  'conv',
  'depthwise',
  'norm',
  'relu',
  'relu6',
  'add',
  'mul',
  'concat',
  'maxPool',
  'avgPool',
  'pad',
  'sigmoid',
  'tanh',
] as const
type Step = (typeof STEPS)[number]

/** Numbers between -1 and 1 that look random and are the same in every run. */
const numbers = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.sin((i + 1) * 12.9898 + seed * 78.233),
    ),
    shape,
  )

/** A model of one image `[N, 6, 6, 2]` that applies `steps`, then pools and classifies. */
class RandomModel {
  readonly weights: tf.Tensor[] = []
  readonly steps: readonly Step[]

  constructor(steps: readonly Step[]) {
    this.steps = steps
    // Weights are made by a first, eager run, which knows the shapes.
    this.forward(tf.zeros([1, 6, 6, 2]) as tf.Tensor4D)
  }

  #weight(i: number, shape: number[]): tf.Tensor {
    this.weights[i] ??= numbers(shape, i)
    return this.weights[i]
  }

  forward(x: tf.Tensor4D): tf.Tensor {
    let y = x
    let w = 0
    let skip = x
    for (const step of this.steps) {
      const before = y
      const channels = y.shape[3]
      switch (step) {
        case 'conv':
          y = tf.conv2d(y, this.#weight(w++, [3, 3, channels, 4]) as tf.Tensor4D, 1, 'same')
          break
        case 'depthwise':
          y = tf.depthwiseConv2d(y, this.#weight(w++, [3, 3, channels, 1]) as tf.Tensor4D, 1, 'same')
          break
        case 'norm': {
          const [mean, offset, scale] = [0, 1, 2].map(() => this.#weight(w++, [channels])) as tf.Tensor1D[]
          const variance = this.weights[w] ?? tf.add(tf.square(numbers([channels], w)), 0.1)
          this.weights[w++] = variance
          y = tf.batchNorm(y, mean!, variance as tf.Tensor1D, offset!, scale!) as tf.Tensor4D
          break
        }
        case 'add':
        case 'mul':
          if (skip.shape.join() === y.shape.join()) y = tf[step](y, skip)
          break
        case 'concat':
          if (skip.shape[1] === y.shape[1] && channels < 12) y = tf.concat([y, skip], 3)
          break
        case 'maxPool':
        case 'avgPool':
          if (y.shape[1] >= 2) y = tf[step](y, 2, 2, 'valid')
          break
        case 'pad':
          if (y.shape[1] < 8)
            y = tf.pad(y, [
              [0, 0],
              [1, 0],
              [0, 1],
              [0, 0],
            ])
          break
        default:
          y = tf[step](y)
      }
      skip = before
    }
    const features = tf.mean(y, [1, 2]) as tf.Tensor2D
    return tf.fused.matMul({
      a: features,
      b: this.#weight(w, [y.shape[3], 3]) as tf.Tensor2D,
      bias: this.#weight(w + 1, [3]) as tf.Tensor1D,
    })
  }
}

const opsOf = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)
const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 7 })
const runs = { numRuns: Number(process.env['TSFX_FUZZ_RUNS'] ?? 40) }

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe('random models', () => {
  it('are captured, emitted and captured again without a change of bits or ops', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const model = new RandomModel(list)
        const graph = trace(model, { x: [null, 6, 6, 2] })
        const x = numbers([3, 6, 6, 2], 99) as tf.Tensor4D
        const expected = model.forward(x).dataSync()
        const emitted = await (await importEmitted<EmittedModule>(emit(graph, { name: 'net' }))).load()
        expect(emitted.forward(x as FloatInput & tf.Tensor).dataSync()).toEqual(expected)
        expect(opsOf(trace(emitted, { x: [null, 6, 6, 2] }))).toEqual(opsOf(graph))
        const largest = Math.max(...expected.map(Math.abs))
        ;(interpret(fuse(graph), { x }) as tf.Tensor).dataSync().forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 * largest)
        })
      }),
      runs,
    )
  })

  it('give the bytes of their integer graph when they are emitted in int8', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom('float32' as const, 'single' as const, 'double' as const),
        async (list, rounding) => {
          const fused = fuse(trace(new RandomModel(list), { x: [null, 6, 6, 2] }))
          const prepared = prepare(fused, { backend: 'wasm' })
          const x = numbers([5, 6, 6, 2], 7) as tf.Tensor4D
          const lowered = convert(prepared, await calibrate(prepared, [x]), { rounding })
          const model = await (await importEmitted<EmittedModule>(emit(lowered, { name: 'net' }))).load({
            tf,
          })
          const found = model.forward(x as FloatInput & tf.Tensor)
          const data = 'dataSync' in found ? found.dataSync() : (found as FloatTensor).data
          expect(data).toEqual((interpret(lowered, { x }) as tf.Tensor).dataSync())
          const integerSteps = opsOf(lowered).filter((op) =>
            /^(q\.|quantize$|dequantize$|requantize$)/.test(op),
          )
          expect(planOf(model).steps.map((step) => step.op)).toEqual(
            integerSteps.map((op) => op.replace(/^q\./, '')),
          )
        },
      ),
      runs,
    )
  })
})
