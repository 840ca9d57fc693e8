/** @file Named dims: what differential tracing finds, and what it refuses. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, isDiagnosticError, printDim, printShape, type TensorType } from '@tsfx/ir'
import { wrap } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

const lookup = createSourceLookup()
const shapeOf = (graph: Graph, op: string): string =>
  printShape((graph.nodes.find((node) => node.isOp(op))!.type as TensorType).shape)
const attribute = (graph: Graph, op: string, name: string): string =>
  String(graph.nodes.find((node) => node.isOp(op))?.args[name])

describe('named dims', () => {
  it('follow a reshape to [B, -1], which stays -1', () => {
    const graph = trace((x: tf.Tensor) => tf.relu(tf.reshape(x, [x.shape[0]!, -1])), { x: [null, 2, 3] })
    expect(shapeOf(graph, 'relu')).toBe('[batch, 6]')
  })

  it('come out as products: [B, T, C] as [B*T, C] and back', () => {
    const forward = (x: tf.Tensor3D) => {
      const [batch, time, channels] = x.shape
      const rows = tf.relu(tf.reshape(x, [batch * time, channels]))
      return tf.reshape(rows, [batch, time * channels])
    }
    const graph = trace(forward, { x: ['B', 'T', 3] })
    expect(shapeOf(graph, 'relu')).toBe('[B*T, 3]')
    expect(attribute(graph, 'reshape', 'shape')).toBe('B*T,3')
    expect(printShape((graph.output!.type as TensorType).shape)).toBe('[B, 3*T]')
  })

  it('come out as products of three, and with a constant', () => {
    const forward = (x: tf.Tensor, y: tf.Tensor) => {
      const flat = tf.reshape(x, [x.size])
      return tf.relu(tf.concat([flat, tf.reshape(y, [y.size])]))
    }
    const graph = trace(forward, { x: ['a', 'b', 'c'], y: [2, 'b'] })
    expect(shapeOf(graph, 'relu')).toBe('[a*b*c + 2*b]')
  })

  it('are shared by inputs that name them alike, and have names of their own otherwise', () => {
    const graph = trace((x: tf.Tensor, y: tf.Tensor) => [x, y], { x: [null, null], y: [null, 'width'] })
    expect(graph.placeholders.map((node) => (node.type as TensorType).shape.map(printDim))).toEqual([
      ['batch', 'x_1'],
      ['batch', 'width'],
    ])
  })

  it('start at the sizes the user gives', () => {
    const table = tf.ones([8, 2])
    const forward = (x: tf.Tensor3D) => {
      if (x.shape[1] > 8) throw new Error('the table has 8 rows')
      return tf.add(x, tf.slice(table, [0, 0], [1, 2]))
    }
    expect(() => trace(forward, { x: [null, 'time', 2] })).toThrow('TSFX1019')
    expect(shapeOf(trace(forward, { x: [null, 'time', 2] }, { smallest: { time: 3 } }), 'add')).toBe(
      '[batch, time, 2]',
    )
  })

  it('may not decide about the ops: both places are named', () => {
    const forward = (x: tf.Tensor) => {
      if (x.shape[0]! > 2) return tf.relu(x)
      return tf.sigmoid(x)
    }
    expect(() => trace(forward, { x: [null, 8] }, { lookup })).toThrow(
      /TSFX1013 the graph depends on the size of batch: 2 gives sigmoid \(.*dynamicDims\.test\.ts:\d+:\d+\), 3 gives relu \(.*:\d+:\d+\)/,
    )
  })

  it('may not decide at a threshold up to 1,024', () => {
    for (const [threshold, size] of [
      [5, 8],
      [100, 128],
      [1023, 1024],
    ] as const) {
      const forward = (x: tf.Tensor) => (x.shape[0]! > threshold ? tf.relu(x) : tf.sigmoid(x))
      const text = String.raw`TSFX1013 the graph depends on the size of \w+: \d+ gives sigmoid .*, ${size} gives relu`
      expect(() => trace(forward, { x: [null, 8] })).toThrow(new RegExp(text))
    }
    const number = (x: tf.Tensor) => tf.mul(tf.relu(x), x.shape[0]! > 100 ? 2 : 1)
    expect(() => trace(number, { x: [null, 8] })).toThrow(/TSFX1016 .* batch = 2 and 128/)
    const size = (x: tf.Tensor) => tf.reshape(x, [Math.min(x.shape[0]!, 128), -1])
    expect(() => trace(size, { x: [null, 8] })).toThrow(
      /TSFX1014 .*: 2 at batch=2; 3 at batch=3; 128 at batch=256/,
    )
  })

  it('may have a largest size, up to which branches are found', () => {
    const forward = (x: tf.Tensor) => {
      if (x.shape[0]! > 512) throw new RangeError('512 places')
      return x.shape[0]! > 300 ? tf.relu(x) : tf.sigmoid(x)
    }
    expect(() => trace(forward, { x: ['time', 8] }, { largest: { time: 600 } })).toThrow(
      /TSFX1023 .* works with time = 2 and fails with time = 600: .*512 places/,
    )
    expect(() => trace(forward, { x: ['time', 8] }, { largest: { time: 400 } })).toThrow(
      /TSFX1013 .*400 gives relu/,
    )
    expect(trace(forward, { x: ['time', 8] }, { largest: { time: 300 } }).nodes).toHaveLength(3)
    const inner = (x: tf.Tensor) => (x.shape[1]! > 99 ? tf.relu(x) : tf.sigmoid(x))
    expect(() => trace(inner, { x: [null, 'time'] }, { largest: { time: 128 } })).toThrow('TSFX1013')
  })

  it('give an opaque module only small inputs', () => {
    const seen: number[] = []
    const inner = {
      forward: (x: tf.Tensor) => {
        seen.push(x.shape[0]!)
        return tf.relu(x)
      },
    }
    trace({ inner, forward: (x: tf.Tensor) => inner.forward(x) }, { x: [null, 8] }, { isLeaf: () => true })
    expect(Math.max(...seen)).toBeLessThan(10)
  })

  it.each([
    ['function', (inner: (x: tf.Tensor) => tf.Tensor) => wrap(inner, { name: 'test.counted' }), {}],
    ['module', (inner: (x: tf.Tensor) => tf.Tensor) => inner, { isLeaf: () => true }],
  ])('find a branch up to `largest` though an opaque %s runs at small sizes only', (_, opaque, options) => {
    const seen: number[] = []
    const count = (x: tf.Tensor) => {
      seen.push(x.shape[0]!)
      return tf.concat([x, x], 1)
    }
    const inner = { forward: opaque(count) }
    const forward = (x: tf.Tensor) => {
      const y = inner.forward(x)
      return tf.reshape(y, [-1]).shape[0]! > 1600 ? tf.relu(y) : tf.neg(y)
    }
    const traced = (largest: number) =>
      trace({ inner, forward }, { x: ['b', 8] }, { ...options, largest: { b: largest } })
    expect(() => traced(200)).toThrow(/TSFX1013 .*2 gives neg .*, 128 gives relu/)
    expect(traced(100).nodes.map((node) => node.target)).toContain('neg')
    expect(Math.max(...seen)).toBeLessThan(10)
  })

  it('may not decide how many ops there are', () => {
    const forward = (x: tf.Tensor) => {
      let y = x
      for (let i = 0; i < x.shape[0]!; i++) y = tf.relu(y)
      return y
    }
    expect(() => trace(forward, { x: [null, 8] })).toThrow(
      /TSFX1013 .*2 gives the end of forward, 3 gives relu/,
    )
  })

  it('tell both places where they decide an op', () => {
    const forward = (x: tf.Tensor) =>
      x.shape[0]! > 2
        ? tf.relu(x) // three rows and more
        : tf.exp(x)
    const place = String.raw`\(\S*dynamicDims\.test\.ts:\d+:\d+\)`
    expect(() => trace(forward, { x: [null, 8] }, { lookup })).toThrow(
      new RegExp(`TSFX1013 .*2 gives exp ${place}, 3 gives relu ${place}`),
    )
  })

  it('may not decide which value an op takes', () => {
    const forward = (x: tf.Tensor, y: tf.Tensor) => tf.relu(x.shape[0]! > 2 ? x : y)
    expect(() => trace(forward, { x: [null, 8], y: [null, 8] })).toThrow(
      /TSFX1013 .*2 gives relu .*, 3 gives relu .* with other arguments/,
    )
  })

  it('refuse a branch that only batch 1 takes', () => {
    const forward = (x: tf.Tensor) => (x.shape[0] === 1 ? tf.relu(x) : tf.sigmoid(x))
    expect(() => trace(forward, { x: [null, 8] })).toThrow(/TSFX1013 .*2 gives sigmoid .*, 1 gives relu/)
  })

  it('tell at which size forward or its graph fails on real inputs', () => {
    const positive = (x: tf.Tensor) => {
      if (x.shape[0]! < 5 && tf.min(x).dataSync()[0]! < 0) throw new RangeError('need numbers above 0')
      return tf.relu(x)
    }
    const errorOf = (forward: (x: tf.Tensor) => tf.Tensor, smallest = {}) => {
      try {
        trace(forward, { x: [null] }, { lookup, smallest })
      } catch (error) {
        if (isDiagnosticError(error)) return error
      }
      return null
    }
    const error = errorOf(wrap(positive, { name: 'test.positive' }))
    expect(error?.code).toBe('TSFX1031')
    expect(error?.summary).toMatch(/fails on real inputs at batch = 4/)
    expect(error?.summary).toContain('need numbers above 0')
    expect(error?.cause).toBeInstanceOf(RangeError)
    expect(error?.fix).toContain('smallest')
    expect(error?.place.frame).toMatch(/> *\d+ \|.*throw new RangeError/)
    expect(errorOf(wrap(positive, { name: 'test.positiveOfMany' }), { batch: 5 })).toBeNull()
  })

  it('tell at which size forward fails', () => {
    expect(() => trace((x: tf.Tensor) => tf.reshape(x, [2, 8]), { x: [null, 8] })).toThrow(
      /TSFX1023 .* works with batch = 2 and fails with batch = 3/,
    )
  })

  it('refuse constants made to a size', () => {
    const forward = (x: tf.Tensor) => tf.add(x, tf.expandDims(tf.linspace(0, 1, x.shape[0]!), 1))
    expect(() => trace(forward, { x: [null, 8] })).toThrow(
      /TSFX1016 .* batch = 2 and 3[\s\S]*dynamicDims\.test\.ts/,
    )
  })

  it('refuse a height that an op wants as a number', () => {
    const pool = (x: tf.Tensor4D) => tf.maxPool(x, 1, 1, 'same')
    expect(() => trace(pool, { x: [null, 'height', 4, 1] })).toThrow(/TSFX1017[\s\S]*dynamicDims\.test\.ts/)
  })
})
