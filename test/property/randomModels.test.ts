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
  load(options?: { tf: typeof tf }): Promise<{ forward(...inputs: (FloatInput & tf.Tensor)[]): Result }>
}

type Value = FloatTensor | tf.Tensor
type Result = Value | { readonly classes: Value; readonly features: Value; readonly version: number }

const STEPS = [
  'conv',
  'depthwise',
  'norm',
  'relu',
  'relu6',
  'add',
  'mul',
  'scale',
  'offset',
  'shared',
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

/** A model of one image `[N, 6, 6, 2]` that applies `steps`, then pools and classifies; `record` returns both results. */
class RandomModel {
  readonly weights: tf.Tensor[] = []
  readonly shared: Record<number, tf.Tensor> = {}
  readonly steps: readonly Step[]
  readonly record: boolean

  constructor(steps: readonly Step[], record: boolean) {
    this.steps = steps
    this.record = record
    // Weights are made by a first, eager run, which knows the shapes.
    this.forward(tf.zeros([1, 6, 6, 2]) as tf.Tensor4D)
  }

  #weight(i: number, shape: number[]): tf.Tensor {
    this.weights[i] ??= numbers(shape, i)
    return this.weights[i]
  }

  /** The same convolution wherever the channels are the same. */
  #sharedConv(y: tf.Tensor4D): tf.Tensor4D {
    const channels = y.shape[3]
    this.shared[channels] ??= numbers([1, 1, channels, channels], channels)
    this.shared[-channels] ??= numbers([channels], -channels)
    return tf.fused.conv2d({
      x: y,
      filter: this.shared[channels] as tf.Tensor4D,
      strides: 1,
      pad: 'same',
      bias: this.shared[-channels]!,
    })
  }

  forward(x: tf.Tensor4D): tf.Tensor | Record<string, tf.Tensor | number> {
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
        case 'scale':
          y = tf.mul(y, 5)
          break
        case 'offset':
          y = tf.add(y, this.#weight(w++, [channels]))
          break
        case 'shared':
          y = this.#sharedConv(y)
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
    const classes = tf.fused.matMul({
      a: features,
      b: this.#weight(w, [y.shape[3], 3]) as tf.Tensor2D,
      bias: this.#weight(w + 1, [3]) as tf.Tensor1D,
    })
    return this.record ? { classes, features, version: 1 } : classes
  }
}

const valueData = (value: Value) => ('dataSync' in value ? value.dataSync() : value.data)
/** The numbers of each tensor of a result, in order. */
const dataOf = (result: unknown) => {
  const record = result as Exclude<Result, Value>
  if (!('classes' in record)) return [valueData(result as Value)]
  expect(record.version).toBe(1)
  return [valueData(record.classes), valueData(record.features)]
}

const opsOf = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)
const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 7 })
const runs = { numRuns: Number(process.env.TSFX_FUZZ_RUNS ?? 40) }

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe('random models', () => {
  it('are captured, emitted and captured again without a change of bits or ops', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (list, record) => {
        const model = new RandomModel(list, record)
        const graph = trace(model, { x: [null, 6, 6, 2] })
        const x = numbers([3, 6, 6, 2], 99) as tf.Tensor4D
        const expected = dataOf(model.forward(x))
        const emitted = await (await importEmitted<EmittedModule>(emit(graph, { name: 'net' }))).load()
        expect(dataOf(emitted.forward(x as FloatInput & tf.Tensor))).toEqual(expected)
        expect(opsOf(trace(emitted, { x: [null, 6, 6, 2] }))).toEqual(opsOf(graph))
        dataOf(interpret(fuse(graph), { x })).forEach((values, n) => {
          const largest = Math.max(...[...expected[n]!].map(Math.abs))
          values.forEach((value, i) => {
            expect(Math.abs(value - expected[n]![i]!)).toBeLessThanOrEqual(1e-5 * largest)
          })
        })
      }),
      runs,
    )
  })

  it('give the bytes of their integer graph when they are emitted in int8', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.boolean(),
        fc.constantFrom('float32' as const, 'single' as const, 'double' as const),
        async (list, record, rounding) => {
          const fused = fuse(trace(new RandomModel(list, record), { x: [null, 6, 6, 2] }))
          const prepared = prepare(fused, { backend: 'wasm' })
          const x = numbers([5, 6, 6, 2], 7) as tf.Tensor4D
          const lowered = convert(prepared, await calibrate(prepared, [x]), { rounding })
          const model = await (await importEmitted<EmittedModule>(emit(lowered, { name: 'net' }))).load({
            tf,
          })
          const found = dataOf(model.forward(x as FloatInput & tf.Tensor))
          expect(found).toEqual(dataOf(interpret(lowered, { x })))
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
