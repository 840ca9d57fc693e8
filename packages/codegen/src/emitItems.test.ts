/** @file Calls with several results: taken apart as the user did, used by item, or passed on whole. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Arg, type Dim, type Graph, type ItemNames, Ref, tensorType } from '@tsfx/ir'
import { defineOp, interpret, printedCall, registerOp } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'

registerOp(
  defineOp({
    name: 'test.split',
    summary: 'Halves of the last axis.',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => {
      const half = tensorType('float32', [...x.shape.slice(0, -1), (x.shape.at(-1) as number) / 2])
      return { kind: 'tuple', items: [half, half] }
    },
    evaluate: ({ tf }, { x }) => tf.split(x, 2, -1),
    capture: [],
    print: ({ x }) => printedCall('tf.split', [x, 2, -1]),
  }),
)
registerOp(
  defineOp({
    name: 'test.moments',
    summary: 'Mean and variance of the last axis.',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => {
      const one = tensorType('float32', [...x.shape.slice(0, -1), 1] as Dim[])
      return { kind: 'record', fields: { mean: one, variance: one } }
    },
    evaluate: ({ tf }, { x }) => ({ ...tf.moments(x, -1, true) }),
    capture: [],
    print: ({ x }) => printedCall('tf.moments', [x, -1, true]),
  }),
)

interface AnyModule {
  load(): Promise<{ forward(x: tf.Tensor): unknown }>
}

/** A graph of `x` [batch, 4] whose call of `op` has these items. */
function graphOf(op: string, outputs: ItemNames | null, result: (items: Ref, g: GraphBuilder) => Arg): Graph {
  return buildGraph((g) => {
    const meta = outputs ? { outputs } : {}
    const items = g.call(op, { x: g.input('x', [batch, 4]) }, { name: 'items', meta })
    g.output(result(items, g))
  })
}
const item = ({ node }: Ref, index: number | string): Ref => new Ref(node, index)

const plain = (value: unknown): unknown => {
  if (value instanceof tf.Tensor) return [...value.dataSync()]
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, plain(one)]))
}

/** The body of forward; the code is checked, run against the interpreter, and must leave only its result. */
async function bodyOf(graph: Graph): Promise<string> {
  const files = emit(graph, { name: 'net' })
  expect(typeErrors(files)).toEqual([])
  const net = await (await importEmitted<AnyModule>(files)).load()
  const x = tf.tensor2d([
    [1, -2, 3, 0.5],
    [4, 0, -1, 2],
  ])
  expect(plain(net.forward(x))).toEqual(plain(interpret(graph, { x }, { tf })))
  const before = tf.memory().numTensors
  tf.tidy(() => void net.forward(x))
  expect(tf.memory().numTensors).toBe(before)
  const text = files['net.fx.ts'] as string
  return /tf\.tidy\(\(\) => \{\n([\s\S]*?)\n {4}\}\);/.exec(text)![1]!.replaceAll(/^ {6}/gm, '')
}

describe('a list', () => {
  const types = '[tf.Tensor2D, tf.Tensor2D]'

  it('is taken apart under the names of the user', async () => {
    const graph = graphOf('test.split', ['left', 'right'], (items, g) =>
      g.call('sub', { a: item(items, 0), b: item(items, 1) }),
    )
    expect(await bodyOf(graph)).toBe(
      `const [left, right] = tf.split(x, 2, -1) as ${types};\nreturn tf.sub(left, right) as tf.Tensor2D;`,
    )
  })

  it('leaves a hole for an item that is not used, and none behind the last', async () => {
    const first = graphOf('test.split', ['left', 'right'], (items, g) =>
      g.call('relu', { x: item(items, 0) }),
    )
    expect(await bodyOf(first)).toContain('const [left] = tf.split')
    const second = graphOf('test.split', [null, 'right'], (items, g) => g.call('relu', { x: item(items, 1) }))
    expect(await bodyOf(second)).toContain('const [, right] = tf.split')
  })

  it('names an item itself where a pass uses one that the user skipped', async () => {
    const graph = graphOf('test.split', [null, 'right'], (items, g) => g.call('relu', { x: item(items, 0) }))
    expect(await bodyOf(graph)).toContain('const [items_0] = tf.split')
  })

  it('keeps its own name where the user gave it one, and is read by index', async () => {
    const graph = graphOf('test.split', null, (items, g) =>
      g.call('add', { a: item(items, 1), b: item(items, 1) }),
    )
    expect(await bodyOf(graph)).toBe(
      `const items = tf.split(x, 2, -1) as ${types};\nreturn tf.add(items[1], items[1]) as tf.Tensor2D;`,
    )
  })

  it('is passed on whole', async () => {
    const whole = (items: Ref): Arg => [item(items, 0), item(items, 1)]
    const joined = graphOf('test.split', null, (items, g) => g.call('concat', { xs: whole(items), axis: 1 }))
    expect(await bodyOf(joined)).toContain('return tf.concat(items, 1)')
    expect(await bodyOf(graphOf('test.split', null, whole))).toBe(`return tf.split(x, 2, -1) as ${types};`)
    expect(await bodyOf(graphOf('test.split', null, (items) => ({ parts: whole(items) })))).toContain(
      'return { parts: items };',
    )
  })

  it('is put together where it was taken apart, in another order, or in part', async () => {
    const swapped = graphOf('test.split', ['left', 'right'], (items) => [item(items, 1), item(items, 0)])
    expect(await bodyOf(swapped)).toContain('return [right, left];')
    const twice = graphOf('test.split', ['left', 'right'], (items, g) => [
      [item(items, 0), item(items, 1)],
      g.call('relu', { x: item(items, 0) }),
    ])
    expect(await bodyOf(twice)).toContain('return [[left, right], relu];')
  })

  it('is freed but for what is returned beside null', async () => {
    const graph = graphOf('test.split', null, (items) => [[item(items, 0), item(items, 1)], null])
    const files = emit(graph, { name: 'net' })
    expect(files['net.fx.ts']).toContain('kept.push(items[0], items[1]);')
    expect(typeErrors(files)).toEqual([])
    const net = await (await importEmitted<AnyModule>(files)).load()
    const x = tf.ones([2, 4])
    const before = tf.memory().numTensors
    expect(plain((net.forward(x) as unknown[])[0])).toEqual([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ])
    expect(tf.memory().numTensors).toBe(before + 2)
  })
})

describe('a record', () => {
  it('is taken apart under the names of the user, which may differ from those of its fields', async () => {
    const normalized = (names: ItemNames) =>
      graphOf('test.moments', names, (items, g) =>
        g.call('div', { a: item(items, 'mean'), b: item(items, 'variance') }),
      )
    expect(await bodyOf(normalized({ mean: 'mean', variance: 'variance' }))).toContain(
      'const { mean, variance } = tf.moments(x, -1, true) as {\n  mean: tf.Tensor2D;\n  variance: tf.Tensor2D;\n};',
    )
    expect(await bodyOf(normalized({ mean: 'mu', variance: 'x' }))).toContain(
      'const { mean: mu, variance: x_1 } = tf.moments(x, -1, true) as {',
    )
  })

  it('leaves out what is not used', async () => {
    const graph = graphOf('test.moments', { mean: 'mean', variance: 'variance' }, (items, g) =>
      g.call('relu', { x: item(items, 'variance') }),
    )
    expect(await bodyOf(graph)).toContain(
      'const { variance } = tf.moments(x, -1, true) as { variance: tf.Tensor2D };',
    )
  })

  it('is read by field, or returned whole', async () => {
    const one = graphOf('test.moments', null, (items, g) => g.call('relu', { x: item(items, 'variance') }))
    expect(await bodyOf(one)).toContain('return tf.relu(items.variance);')
    const whole = graphOf('test.moments', null, (items) => ({
      mean: item(items, 'mean'),
      variance: item(items, 'variance'),
    }))
    expect(await bodyOf(whole)).toMatch(/^return tf\.moments\(x, -1, true\) as \{/)
  })
})

it('two calls with the same names of items get different ones', async () => {
  const graph = buildGraph((g) => {
    const meta = { outputs: ['left', 'right'] }
    const first = g.call('test.split', { x: g.input('x', [batch, 4]) }, { name: 'a', meta })
    const second = g.call('test.split', { x: item(first, 0) }, { name: 'b', meta })
    g.output(g.call('add', { a: item(second, 0), b: item(second, 1) }))
  })
  const body = await bodyOf(graph)
  expect(body).toContain('const [left] = tf.split(x, 2, -1)')
  expect(body).toContain('const [left_1, right] = tf.split(left, 2, -1)')
})

it('a float island of an integer graph is taken apart in it', async () => {
  const graph = buildGraph(
    (g) => {
      const stored = (x: Ref) => g.call('quantize', { x, output: output(0.02, 0) })
      const first = g.call('dequantize', { x: stored(g.input('x', [batch, 4])) }, { name: 'first' })
      const items = g.call(
        'test.split',
        { x: first },
        { name: 'items', meta: { outputs: ['left', 'right'] } },
      )
      const added = g.call('q.add', {
        a: stored(item(items, 0)),
        b: stored(item(items, 1)),
        output: output(0.04, 0),
      })
      g.output(g.call('dequantize', { x: added }))
    },
    { rounding: 'float32' },
  )
  const files = emit(graph, { name: 'net' })
  expect(files['net.fx.ts']).toContain(
    'const [left, right] = tf.split(first, 2, -1) as [tf.Tensor2D, tf.Tensor2D];',
  )
  expect(typeErrors(files)).toEqual([])
  const x = tf.tensor2d([[1, -2, 0.5, 0.25]])
  const { load } = await importEmitted<{
    load(options: object): Promise<{ forward(x: tf.Tensor): { data: Float32Array } }>
  }>(files)
  const expected = (interpret(graph, { x }, { tf }) as tf.Tensor).dataSync()
  for (const engine of ['plan', 'scalar'])
    expect([...(await load({ tf, engine })).forward(x).data]).toEqual([...expected])
})
