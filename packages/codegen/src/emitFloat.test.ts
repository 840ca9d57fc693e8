import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, multiplyDims, Ref } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph } from './testing/graphBuilder.ts'

interface FloatModule {
  load(): Promise<{ forward(...inputs: unknown[]): tf.Tensor; dispose(): void }>
}

/** conv-bn-relu twice in a list of blocks, a residual add, pooling and a linear head. */
const residual = (): Graph =>
  buildGraph((g) => {
    const x = g.input('x', [batch, 8, 8, 3])
    const convBn = (input: unknown, path: string, line: number, inputs: number) => {
      const filter = g.param(`${path}.conv.weight`, [3, 3, inputs, 4])
      const conv = g.call(
        'conv2d',
        { x: input, filter, pad: 'same' },
        { scope: path, name: 'features', line },
      )
      const [mean, offset, scale] = ['mean', 'beta', 'gamma'].map((name) =>
        g.param(`${path}.bn.${name}`, [4]),
      )
      const variance = g.param(`${path}.bn.variance`, [4], { data: Float32Array.of(1, 0.5, 2, 3) })
      return g.call(
        'batchNorm',
        { x: conv, mean, variance, offset, scale, varianceEpsilon: 1e-5 },
        { scope: path, name: 'normalized', line: line + 1 },
      )
    }
    const first = g.call('relu', { x: convBn(x, 'blocks.0', 10, 3) }, { scope: 'blocks.0', line: 12 })
    const second = convBn(first, 'blocks.1', 10, 4)
    const sum = g.call(
      'add',
      { a: second, b: first },
      { name: 'sum', line: 20, meta: { comment: 'the shortcut' } },
    )
    const pooled = g.call('maxPool', { x: sum, filterSize: 2, strides: 2, pad: 'valid' }, { line: 21 })
    const flat = g.call('reshape', { x: pooled, shape: [batch, 64] }, { line: 22 })
    const weight = g.param('head.weight', [64, 10])
    const bias = g.param('head.bias', [10])
    g.output(g.call('linear', { x: flat, weight, bias }, { name: 'logits', scope: 'head', line: 23 }))
  })

async function sameAsInterpreted(graph: Graph, inputs: readonly tf.Tensor[]): Promise<void> {
  const module = await importEmitted<FloatModule>(emit(graph, { name: 'net' }))
  const net = await module.load()
  const expected = interpret(
    graph,
    Object.fromEntries(graph.placeholders.map((node, i) => [node.target, inputs[i]!])),
    { tf },
  ) as tf.Tensor
  expect(Buffer.from(net.forward(...inputs).dataSync().buffer)).toEqual(
    Buffer.from(expected.dataSync().buffer),
  )
}

describe('a float graph', () => {
  it('reads as if a person wrote it', () => {
    expect(emit(residual(), { name: 'net', outDir: '/project/out' })['net.fx.ts']).toMatchSnapshot()
  })

  it('computes the same bits as the interpreted graph', async () => {
    await sameAsInterpreted(residual(), [tf.randomNormal([3, 8, 8, 3], 0, 1, 'float32', 1)])
  })

  it('type-checks under strict', () => {
    expect(typeErrors(emit(residual(), { name: 'net' }))).toEqual([])
  })

  it('frees what it makes', async () => {
    const before = tf.memory().numTensors
    const module = await importEmitted<FloatModule>(emit(residual(), { name: 'net' }))
    const net = await module.load()
    const x = tf.zeros([1, 8, 8, 3])
    const loaded = tf.memory()
    for (let i = 0; i < 1000; i++) net.forward(x).dispose()
    expect(tf.memory().numTensors).toBe(loaded.numTensors)
    expect(tf.memory().numBytes).toBe(loaded.numBytes)
    net.dispose()
    x.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('gives the same bytes for the same graph', () => {
    expect(emit(residual(), { name: 'net' })).toEqual(emit(residual(), { name: 'net' }))
  })

  it('declares a named dim only where it is used, and multiplies it', async () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [batch, 4])
      g.output(g.call('reshape', { x, shape: [multiplyDims(2, batch), 2] }))
    })
    const text = emit(graph, { name: 'net' })['net.fx.ts'] as string
    expect(text).toContain("const { batch } = checkInputs({ x }, arguments, { x: ['batch', 4] });")
    expect(text).toContain('return tf.reshape(x, [2 * batch, 2]) as tf.Tensor2D;')
    expect(typeErrors({ 'net.fx.ts': text })).toEqual([])
    await sameAsInterpreted(graph, [tf.randomNormal([3, 4])])
  })

  it('takes and gives lists and records', async () => {
    const graph = buildGraph(
      (g) => {
        const left = g.input('pair.0', [batch, 4])
        const right = g.input('pair.1', [batch, 4])
        const mask = g.input('more.mask', [batch, 4])
        const sum = g.call('add', { a: left, b: right })
        g.output({ sum, parts: [g.call('mul', { a: sum, b: mask }), left] })
      },
      { inputs: { pair: ['pair.0', 'pair.1'], more: { mask: 'more.mask' } } },
    )
    const files = emit(graph, { name: 'net' })
    expect(files['net.fx.ts']).toContain(`
  /**
   * pair ([batch, 4], [batch, 4]), more { mask: [batch, 4] } -> { sum: [batch, 4], parts:
   * ([batch, 4], [batch, 4]) }
   */
  forward(
    pair: [tf.Tensor2D, tf.Tensor2D],
    more: { mask: tf.Tensor2D },
  ): { sum: tf.Tensor2D; parts: [tf.Tensor2D, tf.Tensor2D] } {
`)
    expect(typeErrors(files)).toEqual([])
    const module = await importEmitted<{
      Net: new (w: unknown) => { forward(pair: unknown, more: unknown): Record<string, unknown> }
    }>(files)
    const one = tf.ones([2, 4])
    const { sum, parts } = new module.Net(null).forward([one, one], { mask: tf.fill([2, 4], 3) })
    expect((sum as tf.Tensor).dataSync()[0]).toBe(2)
    expect((parts as tf.Tensor[])[0]!.dataSync()[0]).toBe(6)
  })

  it('stores the present value of a variable', async () => {
    const scale = tf.variable(tf.tensor1d([1, 2]))
    const graph = buildGraph((g) => {
      const x = g.input('x', [batch, 2])
      g.edit.setParam('scale', {
        handle: { kind: 'variable', shape: [2], dtype: 'float32', digest: 'variable 1' },
        data: scale as never,
      })
      const attr = g.edit.append({
        kind: 'get_attr',
        target: 'scale',
        type: { kind: 'tensor', dtype: 'float32', shape: [2] },
      })
      g.output(g.call('mul', { a: x, b: new Ref(attr.id) }))
    })
    scale.assign(tf.tensor1d([3, 4]))
    const module = await importEmitted<FloatModule>(emit(graph, { name: 'net' }))
    const net = await module.load()
    expect([...net.forward(tf.ones([1, 2])).dataSync()]).toEqual([3, 4])
  })
})
