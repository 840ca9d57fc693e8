/** @file The sizes at which a graph is looked at: what is refused there, and what becomes a guard. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs, interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'
import { sizesAround } from './tracePoints.ts'

bindTfjs(tf)
const chain = (x: tf.Tensor, calls: number): tf.Tensor => {
  let y = x
  for (let i = 0; i < calls; i++) y = tf.neg(y)
  return y
}

describe('a graph', () => {
  it.each<[string, RegExp, (x: tf.Tensor2D, t: number) => tf.Tensor]>([
    [
      'a crop',
      /TSFX1014 .* at t=33; .* at t=34; .* at t=5/,
      (x, t) => tf.slice(x, [0, Math.max(0, t - 8)], [-1, -1]),
    ],
    [
      'a pad',
      /TSFX1013 the graph depends on the size of t: 33 gives .*, 8 gives pad/,
      (x, t) =>
        t < 16
          ? tf.pad(x, [
              [0, 0],
              [0, 16 - t],
            ])
          : x,
    ],
    ['a tile', /TSFX1014 /, (x, t) => tf.tile(x, [1, Math.ceil(t / 50)])],
    ['a maximum', /TSFX1014 .* at t=100/, (x, t) => tf.slice(x, [0, 0], [-1, Math.min(64, t)])],
    ['a grid', /TSFX101[46] .*64/, (x, t) => tf.mul(x, Math.floor(t / 40))],
    ['an image', /TSFX1016 .* t = 33 and 224/, (x, t) => tf.mul(x, t < 224 ? 2 : 1)],
  ])('may not depend on a size of an inner axis below or above those of the fit: %s', (_, error, forward) => {
    expect(() => trace((x: tf.Tensor2D) => forward(x, x.shape[1]), { x: [2, 't'] })).toThrow(error)
  })

  it('may not depend on one batch', () => {
    for (const size of [1, 8, 16, 32, 64, 128, 256]) {
      const forward = (x: tf.Tensor) => (x.shape[0] === size ? tf.neg(x) : tf.relu(x))
      const text = new RegExp(`TSFX1013 .* size of batch: \\d+ gives relu .*, ${size} gives neg`)
      expect(() => trace(forward, { x: [null, 9] })).toThrow(text)
    }
  })

  it('is refused for the dim that decides, and no other', () => {
    const forward = (x: tf.Tensor) => (x.shape[1]! > 40 ? tf.neg(x) : tf.relu(x))
    expect(() => trace(forward, { x: [null, 't'] }, { largest: { t: 50 } })).toThrow(
      'the graph depends on the size of t: 33 gives relu',
    )
    const product = (x: tf.Tensor) => (x.size > 5e6 ? tf.neg(x) : tf.relu(x))
    expect(() => trace(product, { x: ['b', 'c', 4] }, { largest: { c: 2000 } })).toThrow(
      'the graph depends on the size of b, c: 5, 33 gives relu',
    )
  })

  it('of many nodes is looked at in fewer sizes', () => {
    const forward = (calls: number) => (x: tf.Tensor) =>
      chain(x.shape[0] === 16 ? tf.neg(x) : tf.relu(x), calls)
    expect(() => trace(forward(10), { x: [null, 9] })).toThrow('TSFX1013')
    expect(trace(forward(300), { x: [null, 9] }).nodes.length).toBeGreaterThan(300)
    const threshold = (x: tf.Tensor) => chain(x.shape[0]! > 16 ? tf.neg(x) : tf.relu(x), 300)
    expect(() => trace(threshold, { x: [null, 9] })).toThrow(/TSFX1013 .*32 gives neg/)
  })
})

describe('an error at the first sizes', () => {
  const halves = (x: tf.Tensor) => tf.split(x, 2)[0]!
  it('says that trace chose them', () => {
    expect(() => trace(halves, { x: [null, 4] })).toThrow(
      /TSFX0511 split: axis 0, of size 5, is not divided evenly by 2 \(traced at batch = 5: trace chooses sizes for open dims\)[\s\S]*fix: .*smallest/,
    )
    const throws = (x: tf.Tensor) => {
      if (x.shape[1]! > 8) throw new RangeError('8 places')
      return x
    }
    expect(() => trace(throws, { x: [2, 't'] })).toThrow(/TSFX1019 .*8 places \(traced at t = 33: /)
  })

  it('is as it is where no dim is open, or sizes do not matter', () => {
    expect(() => trace(halves, { x: [5, 4] })).toThrow(/TSFX0511 .* divided evenly by 2\n/)
    const reads = (x: tf.Tensor) => tf.mul(x, x.dataSync()[0]!)
    expect(() => trace(reads, { x: [null, 4] })).toThrow(/TSFX1005 .*dataSync\(\)\n/)
  })
})

describe('a limit of forward', () => {
  const forward = (x: tf.Tensor2D) => {
    const [rows, columns] = x.shape
    const window = tf.sub(tf.slice(x, [1, 0], [rows - 1, -1]), tf.slice(x, [0, 0], [rows - 1, -1]))
    return tf.add(window, tf.slice(tf.ones([1, 40]), [0, 0], [1, columns]))
  }

  it('is a guard, which runs and the comparison keep', () => {
    const firstTwo = (x: tf.Tensor2D) => tf.slice(forward(x), [0, 0], [1, -1])
    const graph = trace(firstTwo, { x: ['n', 't'] })
    expect(graph.meta.guards).toEqual([
      { kind: 'atLeast', dim: 'n', size: 2 },
      { kind: 'atMost', dim: 't', size: 40 },
    ])
    expect(() => interpret(graph, { x: tf.ones([1, 8]) })).toThrow('the trace relied on n >= 2')
    expect(() => interpret(graph, { x: tf.ones([4, 41]) })).toThrow('the trace relied on t <= 40')
    expect((interpret(graph, { x: tf.ones([2, 40]) }) as tf.Tensor).shape).toEqual([1, 40])
  })

  it('may not be below the largest size that the user gives', () => {
    expect(() => trace(forward, { x: [3, 't'] }, { largest: { t: 64 } })).toThrow(
      /TSFX1023 .* works with t = 33 and fails with t = 64/,
    )
    expect(
      trace(forward, { x: [3, 't'] }, { smallest: { t: 2 }, largest: { t: 40 } }).meta.guards,
    ).toHaveLength(2)
  })

  it('does not hide a branch before it', () => {
    const branching = (x: tf.Tensor2D) => (x.shape[1] > 38 ? tf.neg(forward(x)) : forward(x))
    expect(() => trace(branching, { x: [3, 't'] })).toThrow('TSFX1013')
  })
})

describe('the sizes looked at', () => {
  it('are those between the bounds, and the largest itself', () => {
    const t = { name: 't', leading: false, low: 33, check: 36, fresh: 35, smallest: null, largest: null }
    expect(sizesAround(t, 10)).toEqual({ below: [32, 16, 8, 5, 3, 2, 1], above: [64, 100, 224, 512] })
    expect(sizesAround({ ...t, largest: 150 }, 10).above).toEqual([64, 100, 150])
    expect(sizesAround({ ...t, largest: 35 }, 10).above).toEqual([])
    expect(sizesAround({ ...t, leading: true, smallest: 33 }, 10)).toEqual({
      below: [],
      above: [64, 128, 256, 1024],
    })
    expect(sizesAround(t, 1000)).toEqual({ below: [32, 1], above: [512] })
  })
})
