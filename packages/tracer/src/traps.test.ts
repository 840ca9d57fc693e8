/** @file What a forward may not do while it is traced: each fails with a code and the user's line. */
import '@tensorflow/tfjs-backend-cpu'
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
  'variable()': (x) => x.variable(),
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
  ])('cannot become a value: %s', (_, forward) => {
    const { code, place } = errorOf(forward)
    expect(code).toBe('TSFX1006')
    expect(place.frame).toContain('variable')
  })

  it('can be printed for a look, and disposed', () => {
    let text = ''
    trace(
      (x: tf.Tensor) => {
        text = `${x}`
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
    const error = errorOf((x) => tf.atanh(x))
    expect(error).toMatchObject({ code: 'TSFX1007', summary: 'no op captures tf.atanh' })
    expect(error.place.frame).toContain('tf.atanh(x)')
    expect(errorOf((x) => tf.image.flipLeftRight(x as tf.Tensor4D))).toMatchObject({
      summary: 'no op captures tf.image.flipLeftRight',
    })
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

describe('forward', () => {
  it.each<[string, Forward, string]>([
    ['is async', async (x) => tf.relu(x), 'TSFX1001'],
    ['returns nothing', (_x) => undefined, 'TSFX1003'],
    ['returns an empty list', (_x) => [], 'TSFX1003'],
    ['returns a constant', (_x) => tf.ones([2]), 'TSFX1004'],
    ['returns a constant beside a value', (x) => ({ x, ones: tf.ones([2]) }), 'TSFX1004'],
  ])('%s', (_, forward, code) => {
    expect(errorOf(forward).code).toBe(code)
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
