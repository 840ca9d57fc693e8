/** @file What a trace relied on, from the model to the emitted code: other calls are refused, and the code traces to the same graph. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { emit, type Graph, type InputSpecs, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'

interface Options {
  readonly scale: number
  readonly pair: readonly [tf.Tensor2D, tf.Tensor2D | null]
}

class Net {
  forward(x: tf.Tensor2D, options: Options, training = false, mask?: tf.Tensor2D) {
    const { pair, scale } = options
    const scaled = tf.mul(tf.add(x, pair[0]), training ? 1 : scale)
    const masked = mask ? tf.mul(scaled, mask) : scaled
    return {
      rows: tf.reshape(masked, [x.shape[0] * 2, 2]),
      extra: pair[1],
      note: 'scaled',
      parts: [[x, masked]],
    }
  }
}

const inputs = {
  x: ['rows', 4],
  options: { scale: 0.5, pair: [['rows', 4], null] },
  training: false,
  mask: undefined,
} as const
const bounds = { smallest: { rows: 2 }, largest: { rows: 8 } }

const parts = ({ nodes, meta }: Graph) => ({
  nodes: nodes.map(({ kind, target, args, type }) => JSON.stringify([kind, target, args, type])),
  inputs: meta.inputs,
  guards: meta.guards,
})
const ones = (rows: number): tf.Tensor2D => tf.ones([rows, 4])

describe('the guards of a trace', () => {
  let graph: Graph
  let text: string
  let net: { forward(...inputs: unknown[]): ReturnType<Net['forward']> }

  beforeAll(async () => {
    graph = trace(new Net(), inputs, bounds)
    const files = emit(graph, { name: 'net' })
    text = files['net.fx.ts'] as string
    expect(typeErrors(files)).toEqual([])
    net = await (await importEmitted<{ load(): Promise<typeof net> }>(files)).load()
  })

  it('stand in the signature and in its comment', () => {
    expect(text).toContain('options: { pair: [tf.Tensor2D, null]; scale: 0.5 }')
    expect(text).toContain('training: false = false')
    expect(text).toContain('mask?: undefined')
    expect(text.replace(/\n +\* /g, ' ')).toContain('rows >= 2, rows <= 8; other calls are refused.')
  })

  it('let the calls pass that the model was traced for', () => {
    const [x, y] = [ones(3), ones(3)]
    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (_, item) => (item instanceof tf.Tensor ? item.arraySync() : item)))
    const expected = new Net().forward(x, { scale: 0.5, pair: [y, null] })
    expect(plain(net.forward(x, { scale: 0.5, pair: [y, null] }))).toEqual(plain(expected))
    expect(plain(net.forward(x, { scale: 0.5, pair: [y, null] }, false, undefined))).toEqual(plain(expected))
  })

  it.each([
    [
      'another constant',
      () => [ones(3), { scale: 2, pair: [ones(3), null] }],
      /options\.scale .*0\.5, and is 2/,
    ],
    [
      'a tensor for null',
      () => [ones(3), { scale: 0.5, pair: [ones(3), ones(3)] }],
      /options\.pair\.1 .*null, and is a tensor/,
    ],
    [
      'another mode',
      () => [ones(3), { scale: 0.5, pair: [ones(3), null] }, true],
      /training .*false, and is true/,
    ],
    [
      'a tensor for nothing',
      () => [ones(3), { scale: 0.5, pair: [ones(3), null] }, false, ones(3)],
      /mask .*absent/,
    ],
    [
      'two sizes of one dim',
      () => [ones(3), { scale: 0.5, pair: [ones(4), null] }],
      /pair\.0 .*\[rows = 3, 4\].*\[4, 4\]/,
    ],
    [
      'a size not looked at',
      () => [ones(9), { scale: 0.5, pair: [ones(9), null] }],
      /\[2 <= rows <= 8, 4\].*\[9, 4\]/,
    ],
  ])('refuse %s', (_, given, message) => {
    expect(() => net.forward(...given())).toThrow(message)
  })

  it('come back when the emitted code is traced', () => {
    expect(parts(trace(net, inputs, { ...bounds, name: 'Net' }))).toEqual(parts(graph))
  })

  it.each<[string, (...inputs: never[]) => tf.Tensor, InputSpecs, () => unknown[], RegExp]>([
    [
      'a parameter with a default',
      (x: tf.Tensor, mask: tf.Tensor | null = null) => (mask ? tf.mul(x, mask) : tf.relu(x)),
      { x: [2, 4] },
      () => [ones(2), ones(2)],
      /input mask .* absent, and is a tensor/,
    ],
    [
      'a field of a record',
      ({ x, mask }: { x: tf.Tensor; mask?: tf.Tensor }) => (mask ? tf.mul(x, mask) : tf.relu(x)),
      { s: { x: [2, 4] } },
      () => [{ x: ones(2), mask: ones(2) }],
      /\.mask .* absent, and is a tensor/,
    ],
    [
      'one more argument',
      (...all: tf.Tensor[]) => tf.addN(all),
      { a: [2, 4], b: [2, 4] },
      () => [ones(2), ones(2), ones(2)],
      /input 3 .* absent, and is a tensor/,
    ],
  ])('refuse %s that was not there', async (_, forward, specs, given, message) => {
    const files = emit(trace(forward, specs), { name: 'absent' })
    expect(typeErrors(files)).toEqual([])
    const module = await importEmitted<{ load(): Promise<typeof net> }>(files)
    const emitted = await module.load()
    expect(() => emitted.forward(...given())).toThrow(message)
  })

  it('and tensors as well are found under keys with dots', async () => {
    interface Nested {
      readonly 'a.b': tf.Tensor
      readonly a: { readonly b: tf.Tensor; readonly 'c.d': number }
      readonly 'k.e\\': number
    }
    const forward = (o: Nested) => tf.sub(tf.mul(o['a.b'], o['k.e\\']), tf.mul(o.a.b, o.a['c.d']))
    const graph = trace(forward, { o: { 'a.b': [null, 4], a: { b: [null, 4], 'c.d': 2 }, 'k.e\\': 3 } })
    const files = emit(graph, { name: 'keys' })
    expect(typeErrors(files)).toEqual([])
    const { load } = await importEmitted<{ load(): Promise<{ forward(o: unknown): tf.Tensor }> }>(files)
    const emitted = await load()
    const given: Nested = { 'a.b': ones(1), a: { b: ones(1), 'c.d': 2 }, 'k.e\\': 3 }
    expect([...emitted.forward(given).dataSync()]).toEqual([1, 1, 1, 1])
    expect(() => emitted.forward({ ...given, 'k.e\\': 4 })).toThrow(/TSFX6022 .*should be 3, and is 4/)
    expect(() => emitted.forward({ ...given, a: { ...given.a, 'c.d': 1 } })).toThrow(/should be 2, and is 1/)
  })
})
