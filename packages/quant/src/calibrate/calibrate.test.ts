import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { convert } from '../convert/convert.ts'
import { BATCH, buildGraph, convReluLinear, randomInputs } from '../graphs.fixture.ts'
import { prepare } from '../prepare/prepare.ts'
import { calibrate } from './calibrate.ts'
import { mergeStats, readStats } from './calibrationStats.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const prepared = prepare(convReluLinear())
const batch = (seed: number, rows = 4) => randomInputs(prepared, rows, seed).x!

/** relu of `image` times `mask`, the mask an int32 input. */
const twoInputs = () =>
  prepare(
    buildGraph((g) => {
      const image = g.input('image', [BATCH, 3])
      const mask = g.input('mask', [BATCH, 3], 'int32')
      return [g.op('relu', 'y', { x: image }), mask]
    }),
  )

describe('calibrate', () => {
  it('takes tensors, arrays, records and plain data, from sync and async iterables, alike', async () => {
    const [a, b] = [batch(1), batch(2)]
    const expected = await calibrate(prepared, [a, b])
    async function* later() {
      yield [a]
      yield { x: { data: b.dataSync() as Float32Array, shape: b.shape } }
    }
    expect(await calibrate(prepared, later())).toEqual(expected)
    expect(expected.rows).toBe(8)
    expect(Object.keys(expected.points)).toEqual(['x', 'features', 'head'])
  })

  it('merges shards into what one run collects, also through JSON', async () => {
    const [a, b] = [batch(1), batch(2)]
    const shards = [await calibrate(prepared, [a]), await calibrate(prepared, [b])]
    const [first, second] = shards.map((shard) => readStats(JSON.parse(JSON.stringify(shard))))
    expect(mergeStats(first!, second!)).toEqual(await calibrate(prepared, [a, b]))
  })

  it('leaves tensors and memory as they were', async () => {
    const data = [batch(1), batch(2)]
    await calibrate(prepared, data)
    const before = tf.memory().numTensors
    await calibrate(prepared, data)
    await expect(calibrate(prepared, [{ x: data[0]!, y: data[1]! }])).rejects.toThrow('TSFX3017')
    await expect(calibrate(prepared, [{ data: [1], shape: [2] }])).rejects.toThrow('TSFX3017')
    expect(tf.memory().numTensors).toBe(before)
    expect(data.every((tensor) => !tensor.isDisposed)).toBe(true)
  })

  it('casts integers to the dtype of the input', async () => {
    const pixels = tf.tensor(new Int32Array(256).fill(3), [2, 8, 8, 2], 'int32')
    const stats = await calibrate(prepared, [pixels])
    expect(stats.points.x).toMatchObject({ range: { min: 3, max: 3 } })
    const mixed = await calibrate(twoInputs(), [[tf.ones([2, 3]), tf.ones([2, 3])]])
    expect(mixed.rows).toBe(2)
  })

  it('reports progress and ends at the limit', async () => {
    const seen: number[] = []
    const onProgress = ({ rows }: { rows: number }) => seen.push(rows)
    await calibrate(prepared, [batch(1), batch(2), batch(3)], { limit: 5, onProgress })
    expect(seen).toEqual([4, 8])
  })

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('names input and row of %f', async (value) => {
    const values = new Float32Array(4 * 128)
    values[2 * 128 + 7] = value
    const bad = tf.tensor(values, [4, 8, 8, 2])
    await expect(calibrate(prepared, [batch(1), bad])).rejects.toThrow(/TSFX3001 .*'x'.*row 6/)
  })

  it('names the sample that does not fit', async () => {
    await expect(calibrate(prepared, [batch(1), tf.zeros([8, 8, 2])])).rejects.toThrow(/sample 1 .*\[8,8,2\]/)
    await expect(calibrate(twoInputs(), [tf.zeros([2, 3])])).rejects.toThrow('image, mask')
  })

  it('refuses no data, and graphs that were not prepared', async () => {
    await expect(calibrate(prepared, [])).rejects.toThrow('TSFX3016')
    await expect(calibrate(convReluLinear(), [batch(1)])).rejects.toThrow('TSFX3018')
  })
})

describe('statistics', () => {
  it('are refused for another graph', async () => {
    const stats = await calibrate(prepared, [batch(1)])
    const { x, ...rest } = stats.points
    expect(() => convert(prepared, { ...stats, points: rest })).toThrow(/TSFX3014.*missing: x/)
    expect(() => convert(prepared, { ...stats, points: { ...stats.points, z: x! } })).toThrow(/unknown: z/)
    const other = { ...stats.points, x: { kind: 'minMax', range: null } as const }
    expect(() => convert(prepared, { ...stats, points: other })).toThrow('TSFX3005')
  })

  it('are refused for a graph with the same points and other parameters or ops', async () => {
    const net = (scale: number, op = 'relu') =>
      prepare(
        buildGraph((g) => {
          const x = g.input('x', [BATCH, 4])
          return g.op(op, 'y', { x: g.op('linear', 'hidden', { x, weight: g.param('w', [4, 3], scale) }) })
        }),
      )
    const stats = await calibrate(net(1), [tf.ones([2, 4])])
    for (const other of [net(100), net(1, 'relu6')]) {
      expect(() => convert(other, stats)).toThrow(/TSFX3014.*an op or a parameter has changed/)
      const others = await calibrate(other, [tf.ones([2, 4])])
      expect(Object.keys(others.points)).toEqual(Object.keys(stats.points))
      expect(() => mergeStats(stats, others)).toThrow('TSFX3014')
    }
    expect(() => convert(net(1), stats)).not.toThrow()
  })

  it('are refused when a live variable has changed', async () => {
    const variable = tf.variable(tf.ones([4, 2]))
    const digest = `variable:${variable.id}`
    const handle = { kind: 'variable', shape: [4, 2], dtype: 'float32', digest } as const
    const graph = prepare(
      buildGraph((g) => {
        g.edit.setParam('w', { handle, data: variable })
        return g.op('linear', 'y', { x: g.input('x', [BATCH, 4]), weight: g.read('w') })
      }),
    )
    const stats = await calibrate(graph, [tf.ones([2, 4])])
    expect(() => convert(graph, stats)).not.toThrow()
    variable.assign(tf.zeros([4, 2]))
    expect(() => convert(graph, stats)).toThrow('TSFX3014')
  })

  it('are refused when malformed', async () => {
    const stats = await calibrate(prepared, [batch(1)])
    const broken = (change: object) => () => readStats({ ...stats, ...change })
    const point = (change: object) => broken({ points: { x: { ...stats.points.x, ...change } } })
    expect(() => readStats(null)).toThrow('TSFX3015')
    expect(broken({ version: 2 })).toThrow('version 2')
    expect(broken({ rows: -1 })).toThrow('rows')
    expect(broken({ graph: undefined })).toThrow('graph is undefined')
    expect(broken({ points: [] })).toThrow('points')
    expect(point({ kind: 'median' })).toThrow("point 'x': there is no observer 'median'")
    expect(point({ range: { min: 1, max: 0 } })).toThrow('range')
    expect(point({ counts: [1, 2] })).toThrow('counts')
    expect(point({ counts: [Number.NaN] })).toThrow('counts')
    expect(point({ bins: 'many' })).toThrow('bins')
  })
})
