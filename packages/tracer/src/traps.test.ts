/** @file What a forward may not do while it is traced: each fails with a code and the user's line. */
import '@tensorflow/tfjs-backend-cpu'
import { inspect } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { isDiagnosticError } from '@tsfx/ir'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

const lookup = createSourceLookup()
type Forward = (x: tf.Tensor) => unknown

function errorOf(forward: Forward): {
  code: string
  place: { loc?: { file: string; line: number } | null; frame?: string }
} {
  try {
    trace(forward, { x: [null, 3] }, { lookup })
  } catch (error) {
    if (isDiagnosticError(error)) return error
    throw error
  }
  throw new Error('trace did not throw')
}

const reads: Record<string, Forward> = {
  'data()': (x) => [x.data(), x],
  'dataSync()': (x) => tf.relu(x).dataSync(),
  'array()': (x) => [x.array(), x],
  'arraySync()': (x) => x.arraySync(),
  'buffer()': (x) => [x.buffer(), x],
  'bufferSync()': (x) => x.bufferSync(),
  'bytes()': (x) => [x.bytes(), x],
  'print()': (x) => x.print(),
  'tf.whereAsync(x)': (x) => [tf.whereAsync(x), x],
  'tf.browser.toPixels(x)': (x) => [tf.browser.toPixels(x as tf.Tensor2D), x],
  'x.length': (x) => tf.mul(x, (x as unknown as number[]).length),
  'x[0]': (x) => (x as unknown as tf.Tensor[])[0],
  'const [a] = x': (x) => {
    const [a] = x as unknown as tf.Tensor[] // => a
    return a
  },
  '[...x]': (x) => [...(x as unknown as tf.Tensor[])],
  'x.map': (x) => (x as unknown as tf.Tensor[]).map((item) => item),
  'a key': (x) => ({ [x as unknown as string]: x }),
  'a template': (x) => [`${x}`, x],
  'JSON.stringify(x)': (x) => [JSON.stringify({ x }), x],
  'structuredClone(x)': (x) => [structuredClone(x), x],
  'a copy of its fields': (x) => ({ ...x }),
  'x.valueOf()': (x) => x.valueOf(),
  'a promise nobody looks at': (x) => {
    const peak = async (t: tf.Tensor) => tf.mul(t, (await t.data())[0]!) // => lost
    return [typeof peak(x), tf.relu(x)]
  },
  'a caught read': (x) => {
    try {
      return tf.mul(x, x.dataSync()[0]!) // => caught
    } catch {
      return x
    }
  },
  'await x': (x) => {
    const wait = async (t: tf.Tensor) => await t // => lost
    return [typeof wait(x), tf.relu(x)]
  },
  'a tensor out of an async function': (x) => {
    const helper = async (t: tf.Tensor) => tf.relu(t) // => lost
    return [typeof helper(x), tf.relu(x)]
  },
  'x > 0': (x) => ((x as unknown as number) > 0 ? x : tf.relu(x)),
  'x + 1': (x) => (x as unknown as number) + 1,
  '-x': (x) => -(x as unknown as number),
  // biome-ignore lint/suspicious/noDoubleEquals: what a user may have written
  'x == 1': (x) => ((x as unknown) == 1 ? x : tf.relu(x)),
  'tf.tensor([1, x])': (x) => tf.tensor([1, x as unknown as number]),
  'tf.scalar(x)': (x) => tf.scalar(x as unknown as number),
}

describe('a traced tensor', () => {
  it.each(Object.entries(reads))('has no values to read: %s', (_, forward) => {
    const { code, place } = errorOf(forward)
    expect(code).toBe('TSFX1005')
    expect(place.loc?.file).toMatch(/traps\.test\.ts$/)
    expect(place.frame).toContain('=> ')
  })

  it.each<[string, Forward]>([
    ['variable.assign', (x) => tf.variable(tf.zeros([2, 3])).assign(x)],
    ['tf.variable', (x) => tf.variable(x)],
    ['x.variable()', (x) => x.variable()],
  ])('cannot become a value: %s', (_, forward) => {
    const { code, place } = errorOf(forward)
    expect(code).toBe('TSFX1006')
    expect(place.frame).toContain('variable')
  })

  it.each<[string, (x: tf.Tensor) => unknown]>([
    ['an op', (x) => tf.relu(x)],
    ['an op with a real tensor', (x) => tf.add(tf.ones([2, 3]), x)],
    ['a clone', (x) => tf.clone(x)],
    ['dataSync()', (x) => x.dataSync()],
    ['data()', (x) => x.data()],
    ['an operator', (x) => (x as unknown as number) + 1],
    ['a variable', (x) => tf.variable(x)],
  ])('is of no use after its trace: %s', (_, use) => {
    const kept: tf.Tensor[] = []
    const forward = (x: tf.Tensor) => {
      kept.push(x)
      return tf.relu(x)
    }
    trace(forward, { x: [2, 3] }, { verify: false })
    let error: unknown
    try {
      use(kept[0]!)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({
      code: 'TSFX1022',
      place: { loc: { file: expect.stringMatching(/traps\.test\.ts$/) } },
    })
    expect(`${kept[0]}`).toBe('Symbolic float32[2, 3]')
    kept[0]!.dispose()
  })

  it('can be printed for a look, and disposed', () => {
    let text = ''
    trace(
      (x: tf.Tensor) => {
        text = x.toString()
        expect(inspect({ x })).toBe('{ x: Symbolic float32[2, 3] }')
        const y = tf.relu(x)
        x.dispose()
        tf.dispose(x)
        return y
      },
      { x: [2, 3] },
      { verify: false },
    )
    expect(text).toBe('Symbolic float32[2, 3]')
  })

  it('cannot go to a function that no op captures', () => {
    // Its shape is that of its values.
    const error = errorOf((x) => tf.unique(x))
    expect(error).toMatchObject({
      code: 'TSFX1007',
      summary:
        'no op captures tf.unique: the size of its result depends on values, and a graph knows sizes alone',
    })
    expect(error.place.frame).toContain('tf.unique(x)')
  })

  it('has plain numbers in its shape', () => {
    const forward = (x: tf.Tensor) => (x.rank === 2 && x.shape[1]! * 2 === 6 && x.size > 0 ? tf.relu(x) : x)
    expect(trace(forward, { x: [null, 3] }).nodes.some((node) => node.isOp('relu'))).toBe(true)
  })

  it('does not keep real tensors from being read', () => {
    const factor = tf.scalar(2)
    const forward = (x: tf.Tensor) => tf.mul(x, factor.dataSync()[0]!)
    expect(trace(forward, { x: [null, 3] }).params.size).toBe(1)
  })
})

describe('a weight', () => {
  const weights: Record<string, () => tf.Tensor> = {
    'a variable': () => tf.variable(tf.tensor1d([1, 2, 3])),
    'a plain tensor': () => tf.tensor1d([1, 2, 3]),
  }
  const borrowing: Record<string, (x: tf.Tensor, w: tf.Tensor) => tf.Tensor> = {
    'w.clone() and dispose': (x, w) => {
      const copy = w.clone()
      const y = tf.mul(x, copy)
      copy.dispose()
      return y
    },
    'a clone of a clone, disposed with tf.dispose': (x, w) => {
      const copy = tf.clone(w.clone())
      const y = tf.mul(x, copy)
      tf.dispose({ copy })
      return y
    },
    'tidy around a clone': (x, w) => tf.tidy(() => tf.mul(x, tf.clone(w))),
    'a clone out of a tidy': (x, w) => {
      const copy = tf.tidy(() => w.clone())
      const y = tf.mul(x, copy)
      copy.dispose()
      return y
    },
    'tidy around the weight itself': (x, w) =>
      tf.mul(
        x,
        tf.tidy(() => w),
      ),
    'reshape to the same shape': (x, w) => {
      const copy = tf.reshape(w, [3])
      const y = tf.mul(x, copy)
      copy.dispose()
      return y
    },
    'a clone that is read': (x, w) => tf.mul(tf.mul(x, w), w.clone().dataSync()[0]!),
  }
  const combinations = Object.entries(borrowing).flatMap(([how, forward]) =>
    Object.entries(weights).map(([kind, make]) => [how, kind, forward, make] as const),
  )

  it.each(combinations)('outlives the trace: %s of %s', (_how, _kind, forward, make) => {
    const weight = make()
    const model = { weight, forward: (x: tf.Tensor) => forward(x, weight) }
    const graph = trace(model, { x: [null, 3] })
    expect(weight.isDisposed).toBe(false)
    expect([...weight.dataSync()]).toEqual([1, 2, 3])
    expect(graph.nodes.filter((node) => node.target === 'weight')).toHaveLength(1)
  })

  it('may be given out as a clone, and an input too', () => {
    const weight = tf.variable(tf.ones([3]))
    const model = { weight, forward: (x: tf.Tensor) => [x.clone(), weight.clone()] }
    const graph = trace(model, { x: [null, 3] })
    expect(graph.nodes.map((node) => node.target)).toEqual(['x', 'weight', 'output'])
  })

  it.each<[string, (w: tf.Tensor) => void]>([
    ['w.dispose()', (w) => w.dispose()],
    ['tf.dispose(w)', (w) => tf.dispose([w])],
    ['tf.disposeVariables()', () => tf.disposeVariables()],
  ])('may not be disposed: %s', (how, dispose) => {
    for (const make of Object.values(weights)) {
      const weight = make()
      if (how.includes('Variables') && !(weight instanceof tf.Variable)) continue
      const forward = (x: tf.Tensor) => {
        const y = tf.mul(x, weight)
        dispose(weight)
        return y
      }
      expect(errorOf(forward)).toMatchObject({ code: 'TSFX1025', place: { frame: expect.anything() } })
      expect(() => trace({ weight, forward }, { x: [null, 3] })).toThrow('TSFX1025')
      expect([...weight.dataSync()]).toEqual([1, 2, 3])
      weight.dispose()
      expect(weight.isDisposed).toBe(true)
    }
  })

  it('made in a forward that then fails still belongs to the model', () => {
    const model = {
      weight: null as tf.Tensor | null,
      forward(): tf.Tensor {
        this.weight = tf.ones([3])
        throw new Error('too late')
      },
    }
    expect(() => trace(model, {})).toThrow('TSFX1019')
    expect([...model.weight!.dataSync()]).toEqual([1, 1, 1])
  })

  it('is not needed for what forward makes: that may be disposed', () => {
    const forward = (x: tf.Tensor) => {
      const two = tf.scalar(2)
      const y = tf.mul(x, two)
      two.dispose()
      return y
    }
    expect(trace(forward, { x: [null, 3] }).params.size).toBe(1)
  })
})

describe('forward', () => {
  it('of an object literal names the graph Model', () => {
    expect(trace({ forward: (x: tf.Tensor) => tf.relu(x) }, { x: [2] }).meta.name).toBe('Model')
    expect(() => trace({ forward: async (x: tf.Tensor) => x }, { x: [2] })).toThrow(
      'forward of Model returned',
    )
    expect(trace({ forward: (x: tf.Tensor) => x }, { x: [2] }, { name: 'Named' }).meta.name).toBe('Named')
  })

  it.each<[string, Forward, string]>([
    ['is async', async (x) => tf.relu(x), 'TSFX1001'],
    ['returns nothing', (_x) => undefined, 'TSFX1003'],
    ['returns an empty list', (_x) => [], 'TSFX1003'],
    ['returns a constant', (_x) => tf.ones([2]), 'TSFX1004'],
    ['returns a constant beside a value', (x) => ({ x, ones: tf.ones([2]) }), 'TSFX1004'],
  ])('%s', (_, forward, code) => {
    expect(errorOf(forward).code).toBe(code)
  })

  it.each<[string, Forward, string, string]>([
    ['reads, and returns the promise', (x) => x.data(), 'TSFX1005', 'x.data()'],
    ['waits for values', async (x) => tf.mul(x, (await x.data())[0]!), 'TSFX1005', 'await x.data()'],
    ['reads in an async forward', async (x) => tf.mul(x, x.dataSync()[0]!), 'TSFX1005', 'x.dataSync()'],
    [
      'asks for a mask',
      (x) => tf.booleanMaskAsync(x, tf.tensor1d([1, 0], 'bool')),
      'TSFX1005',
      'MaskAsync(x',
    ],
    [
      'awaits a tensor',
      async (x) => tf.exp(await (x as unknown as Promise<tf.Tensor>)),
      'TSFX1001',
      'await (x',
    ],
  ])('%s: the place is that of the call', (_, forward, code, line) => {
    const error = errorOf(forward)
    expect([error.code, error.place.frame?.match(/> *\d+ \|(.*)/)?.[1]]).toEqual([
      code,
      expect.stringContaining(line),
    ])
  })

  it('throws: the error keeps its cause and has the place', () => {
    const error = errorOf((_x) => {
      throw new RangeError('out of cheese')
    })
    expect(error).toMatchObject({ code: 'TSFX1019', cause: { name: 'RangeError' } })
    expect(error.place.frame).toContain('out of cheese')
  })

  it.each<[string, () => unknown, string]>([
    ['of a class', () => trace(class Net {}, { x: [1] }), 'TSFX1002'],
    ['of nothing', () => trace(null, { x: [1] }), 'TSFX1002'],
    ['with too few inputs', () => trace((_x: tf.Tensor, y: tf.Tensor) => y, { x: [1] }), 'TSFX1012'],
    ['with too many inputs', () => trace((x: tf.Tensor) => x, { x: [1], y: [1] }), 'TSFX1012'],
    [
      'with an optional input left out',
      () => trace((x: tf.Tensor, y?: tf.Tensor) => y ?? x, { x: [1], y: undefined }),
      '',
    ],
    ['with a size of 0', () => trace((x: tf.Tensor) => x, { x: [0] }), 'TSFX1011'],
    ['with a size of 1.5', () => trace((x: tf.Tensor) => x, { x: [1.5] }), 'TSFX1011'],
    [
      'with a dtype of strings',
      () => trace((x: tf.Tensor) => x, { x: { shape: [1], dtype: 'string' as 'int32' } }),
      'TSFX1011',
    ],
    ['with a tensor as spec', () => trace((x: tf.Tensor) => x, { x: tf.ones([1]) as never }), 'TSFX1011'],
    [
      'with a sample of another shape',
      () => trace((x: tf.Tensor) => x, { x: { shape: [2], sample: () => tf.ones([3]) } }),
      'TSFX1011',
    ],
  ])('%s', (_, run, code) => {
    let raised = ''
    try {
      run()
    } catch (error) {
      raised = (error as { code: string }).code
    }
    expect(raised).toBe(code)
  })
})
