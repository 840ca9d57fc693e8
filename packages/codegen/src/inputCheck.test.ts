/** @file What emitted code refuses: the shapes, dtypes, sizes and plain values that its trace did not see. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, type GraphMeta, namedDim } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, output } from './testing/graphBuilder.ts'

interface AnyModule {
  load(): Promise<{ forward(...inputs: unknown[]): unknown }>
}

const time = namedDim('time')

/** x [batch, time, 4] + mask [batch, time, 1], in the rows of the batch. */
const masked = (meta: Partial<GraphMeta> = {}): Graph =>
  buildGraph(
    (g) => {
      const x = g.input('x', [batch, time, 4])
      const sum = g.call('add', { a: x, b: g.input('mask', [batch, time, 1]) })
      g.output(g.call('flatten', { x: sum, rows: batch }))
    },
    { inputs: { x: 'x', mask: 'mask' }, ...meta },
  )

async function loaded(graph: Graph): Promise<{ text: string; forward(...inputs: unknown[]): unknown }> {
  const files = emit(graph, { name: 'net' })
  expect(typeErrors(files)).toEqual([])
  const net = await (await importEmitted<AnyModule>(files)).load()
  return { text: files['net.fx.ts'] as string, forward: (...inputs) => net.forward(...inputs) }
}

describe('a float module', () => {
  it('checks its inputs in one line, which names the sizes it uses', async () => {
    const { text, forward } = await loaded(masked())
    expect(text).toContain(`  forward(x: tf.Tensor3D, mask: tf.Tensor3D): tf.Tensor2D {
    const { batch } = checkInputs({ x, mask }, arguments, {
      x: ['batch', 'time', 4], mask: ['batch', 'time', 1],
    });
    return tf.tidy(() => {
`)
    expect((forward(tf.ones([2, 3, 4]), tf.ones([2, 3, 1])) as tf.Tensor).shape).toEqual([2, 12])
    expect(() => forward(tf.ones([2, 3, 5]), tf.ones([2, 3, 1]))).toThrow(
      'TSFX6022 input x of forward should be float32 [batch, time, 4], and is float32 [2, 3, 5]',
    )
    expect(() => forward(tf.ones([2, 3, 4]), tf.ones([2, 1, 1]))).toThrow(
      'TSFX6022 input mask of forward should be float32 [batch = 2, time = 3, 1], and is float32 [2, 1, 1]',
    )
    expect(() => forward(tf.ones([2, 3, 4]), tf.ones([2, 3, 1], 'int32'))).toThrow('and is int32 [2, 3, 1]')
  })

  it('refuses sizes that the trace did not look at', async () => {
    const { text, forward } = await loaded(
      masked({
        guards: [
          { kind: 'atLeast', dim: 'batch', size: 2 },
          { kind: 'atMost', dim: 'time', size: 3 },
        ],
      }),
    )
    expect(text).toContain('   * Traced with batch >= 2, time <= 3; other calls are refused.\n')
    expect(text).toContain('{ batch: { atLeast: 2 }, time: { atMost: 3 } }')
    expect(() => forward(tf.ones([1, 3, 4]), tf.ones([1, 3, 1]))).toThrow(
      'float32 [batch >= 2, time <= 3, 4]',
    )
  })

  it('takes the values that the trace fixed, and refuses others', async () => {
    const { text, forward } = await loaded(
      masked({
        inputs: { x: 'x', options: { mask: 'mask' } },
        guards: [
          { kind: 'constant', path: 'mode', parameter: 1, value: 'sum' },
          { kind: 'constant', path: 'options.scale', parameter: 2, value: -0.5 },
          { kind: 'constant', path: 'training', parameter: 3, value: false },
          { kind: 'absent', path: 'state', parameter: 4 },
        ],
      }),
    )
    expect(text).toContain(`  forward(
    x: tf.Tensor3D,
    mode: 'sum',
    options: { mask: tf.Tensor3D; scale: -0.5 },
    training: false = false,
    state?: undefined,
  ): tf.Tensor2D {`)
    expect(text).toContain(`
   * x [batch, time, 4], options { mask: [batch, time, 1], scale: -0.5 } -> [batch, 4*time]
   * Traced with mode = "sum", options.scale = -0.5, training = false, state is absent; other calls
   * are refused.`)
    const [x, mask] = [tf.ones([2, 3, 4]), tf.ones([2, 3, 1])]
    expect((forward(x, 'sum', { mask, scale: -0.5 }) as tf.Tensor).shape).toEqual([2, 12])
    expect(() => forward(x, 'sum', { mask, scale: 1 })).toThrow(
      'TSFX6022 input options.scale of forward should be -0.5, and is 1',
    )
    expect(() => forward(x, 'sum', { mask, scale: -0.5 }, true)).toThrow(
      'input training of forward should be false',
    )
    expect(() => forward(x, 'sum', { mask, scale: -0.5 }, false, x)).toThrow(
      'should be absent, and is a tensor',
    )
  })

  it('refuses arguments and keys that the trace did not see', async () => {
    const { forward } = await loaded(masked({ inputs: { options: { x: 'x', mask: 'mask' } } }))
    const options = { x: tf.ones([2, 3, 4]), mask: tf.ones([2, 3, 1]) }
    expect((forward(options, undefined) as tf.Tensor).shape).toEqual([2, 12])
    expect(() => forward(options, true)).toThrow('TSFX6022 input 2 of forward should be absent, and is true')
    expect(() => forward({ ...options, scale: options.mask })).toThrow(
      'TSFX6022 input options.scale of forward should be absent, and is a tensor',
    )
  })

  it('puts fixed values of lists in their places', async () => {
    const { text, forward } = await loaded(
      masked({
        inputs: { all: ['x', 'mask'] },
        guards: [
          { kind: 'constant', path: 'all.0', parameter: 0, value: null },
          { kind: 'constant', path: 'all.2', parameter: 0, value: true },
        ],
      }),
    )
    expect(text).toContain('forward(all: [null, tf.Tensor3D, true, tf.Tensor3D]): tf.Tensor2D {')
    const [x, mask] = [tf.ones([2, 3, 4]), tf.ones([2, 3, 1])]
    expect((forward([null, x, true, mask]) as tf.Tensor).shape).toEqual([2, 12])
    expect(() => forward([null, x, false, mask])).toThrow('input all.2 of forward should be true')
  })
})

describe('an integer module', () => {
  const graph = (meta: Partial<GraphMeta> = {}) =>
    buildGraph(
      (g) => {
        const [a, b] = ['a', 'b'].map((name) =>
          g.call('quantize', { x: g.input(name, [batch, 4]), output: output(0.02, 0) }),
        )
        g.output(g.call('dequantize', { x: g.call('q.add', { a: a!, b: b!, output: output(0.04, 0) }) }))
      },
      { inputs: { a: 'a', b: 'b' }, rounding: 'float32', ...meta },
    )

  it('has its inputs checked by the runtime, by the same declaration', async () => {
    const { text, forward } = await loaded(graph({ guards: [{ kind: 'atLeast', dim: 'batch', size: 2 }] }))
    expect(text).toContain("inputs: { a: ['batch', 4], b: ['batch', 4] }")
    expect(text).toContain('sizes: { batch: { atLeast: 2 } }')
    const ones = (rows: number) => ({ data: new Float32Array(4 * rows).fill(1), shape: [rows, 4] })
    expect(() => forward(ones(2), ones(3))).toThrow(
      'TSFX6022 input b of forward should be float32 [batch = 2, 4], and is float32 [3, 4]',
    )
    expect(() => forward(ones(1), ones(1))).toThrow('should be float32 [batch >= 2, 4]')
    expect(forward(ones(2), ones(2))).toMatchObject({ shape: [2, 4] })
    expect(() => forward(ones(2), ones(2), true)).toThrow('input 3 of forward should be absent, and is true')
  })
})
