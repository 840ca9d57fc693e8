/** @file Models that take results apart: the emitted code says it as they do, computes the same bits, and is the same graph again. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createSourceLookup } from '@tsfx/source'
import { emit, type Graph, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'

type Forward = (x: tf.Tensor3D) => unknown

class Attention {
  weight = tf.randomNormal<tf.Rank.R2>([8, 24], 0, 1, 'float32', 1)

  forward(x: tf.Tensor3D): tf.Tensor {
    const [batch, time] = x.shape
    const projected = tf.reshape(tf.matMul(tf.reshape(x, [-1, 8]), this.weight), [batch, time, 24])
    // two heads for each of the three
    const [queries, keys, values] = tf
      .split(projected, 3, -1)
      .map((part) => tf.transpose(tf.reshape(part, [batch, time, 2, 4]), [0, 2, 1, 3]))
    const scores = tf.softmax(tf.matMul(queries!, keys!, false, true))
    const joined = tf.reshape(tf.transpose(tf.matMul(scores, values!), [0, 2, 1, 3]), [batch, time, 8])
    return joined
  }
}

const halves: Forward = (x) => {
  const [left, right] = tf.split(x, 2, -1)
  const [, gate] = tf.split(x, 2, -1)
  const rows = tf.unstack(x, 2)
  return { sum: tf.add(left!, right!), gate, first: rows[0], all: tf.stack(rows), rows }
}

/** Ops and attributes, in order. */
const callsOf = (graph: Graph) =>
  graph.nodes
    .filter(({ kind }) => kind !== 'output')
    .map(({ kind, target, args, type }) =>
      JSON.stringify([kind, kind === 'get_attr' ? '' : target, args, type]),
    )

const plain = (value: unknown): unknown => {
  if (value instanceof tf.Tensor) return [value.shape, ...value.dataSync()]
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, plain(item)]))
}

async function emitted(
  model: { forward: Forward } | Forward,
): Promise<{ text: string; net: { forward: Forward } }> {
  const inputs = { x: [null, 'time', 8] }
  const graph = trace(model, inputs, { lookup: createSourceLookup(), name: 'Net' })
  const files = emit(graph, { name: 'net' })
  expect(typeErrors(files)).toEqual([])
  const net = await (await importEmitted<{ load(): Promise<{ forward: Forward }> }>(files)).load()
  expect(callsOf(trace(net, inputs))).toEqual(callsOf(graph))
  for (const [batch, time] of [
    [4, 3],
    [1, 7],
  ] as const) {
    const x = tf.randomNormal<tf.Rank.R3>([batch, time, 8], 0, 1, 'float32', 2)
    const expected = typeof model === 'function' ? model(x) : model.forward(x)
    expect(plain(net.forward(x))).toEqual(plain(expected))
    const before = tf.memory().numTensors
    for (let i = 0; i < 10; i++) tf.dispose(net.forward(x) as tf.TensorContainer)
    expect(tf.memory().numTensors).toBe(before)
  }
  return { text: files['net.fx.ts'] as string, net }
}

describe('results taken apart', () => {
  it('are emitted under the names of the user', async () => {
    const { text } = await emitted(halves)
    expect(text).toContain('const [left, right] = tf.split(x, 2, -1)')
    expect(text).toContain('const [, gate] = tf.split(x, 2, -1)')
    expect(text).toContain('const rows = tf.unstack(x, 2)')
    expect(text).toContain('tf.stack(rows)')
    expect(text).toContain('first: rows[0]')
    expect(text).toContain('rows }')
  })

  it('through map have their names in the order of the calls', async () => {
    const { text } = await emitted(new Attention())
    expect(text).toMatch(/const split = tf\.split\(projected, 3, (-1|2)\)/)
    for (const name of ['queries', 'keys', 'values'])
      expect(text).toMatch(new RegExp(`const ${name} = tf\\.transpose\\(`))
    expect(text).toContain('// two heads for each of the three')
  })
})
