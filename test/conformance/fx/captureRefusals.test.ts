/** @file What a trace refuses, and the text that says so. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createSourceLookup } from '@tsfx/source'
import { trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { opsOf, refusal, traced } from './graphs.fixture.ts'

const lookup = createSourceLookup()
const untyped = (value: unknown): number => value as number

describe('a trace refuses', () => {
  it('a comparison of a tensor', () => {
    expect(refusal(() => traced((x: tf.Tensor) => (untyped(x) > 0 ? x : tf.relu(x))))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: an operator such as > + - == on a tensor',
    )
  })

  it('an operator on a tensor', () => {
    expect(refusal(() => traced((x: tf.Tensor) => untyped(x) + 1))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: an operator such as > + - == on a tensor',
    )
  })

  it('destructuring of a tensor, at the line of the user', () => {
    const forward = (x: tf.Tensor) => {
      const [first] = x as unknown as tf.Tensor[]
      return first
    }
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1005: .*: iteration over it .*tf\.unstack/)
    expect(() => trace(forward, { x: [2] }, { lookup })).toThrow(/captureRefusals\.test\.ts:\d+/)
  })

  it('spreading of a tensor into arguments', () => {
    const forward = (x: tf.Tensor) => tf.concat([...(x as unknown as tf.Tensor[])])
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1005: .*: iteration over it/)
  })

  it('the length of a tensor, and its items by index, and says what to use', () => {
    const length = (x: tf.Tensor) => tf.mul(x, (x as unknown as tf.Tensor[]).length)
    expect(refusal(() => traced(length))).toMatch(/^TSFX1005: .*: its length; x\.shape\[0\]/)
    const item = (x: tf.Tensor) => (x as unknown as tf.Tensor[])[0]
    expect(refusal(() => traced(item))).toMatch(/^TSFX1005: .*: x\[0\]; tf\.slice and tf\.gather/)
  })

  it('a tensor as a key of a record', () => {
    const forward = (x: tf.Tensor) => ({ [x as unknown as string]: tf.relu(x) })
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1005: .*: a tensor as text: a key of a record/)
  })

  it('arguments that the op does not take, naming the op', () => {
    const forward = (x: tf.Tensor) => tf.concat([x, tf.ones([2, 2])])
    expect(refusal(() => traced(forward))).toMatch(/^TSFX0511: concat/)
  })

  it('to read the values of a tensor', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.relu(x).dataSync()))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: dataSync()',
    )
  })

  it('to read them in a class of the user, which would decide a branch', () => {
    class MaybeZero {
      readonly isZero: boolean
      constructor(x: tf.Tensor) {
        this.isZero = x.dataSync()[0] === 0
      }
    }
    expect(refusal(() => traced((x: tf.Tensor) => (new MaybeZero(x).isZero ? x : tf.relu(x))))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: dataSync()',
    )
  })

  it('a condition on values, which an assertion would need', () => {
    const forward = (x: tf.Tensor) => {
      tf.util.assert(untyped(tf.mean(x)) > 0, () => 'must be positive')
      return x
    }
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1005: /)
  })

  it('sizes that fail an assertion of the user, with its message as it is', () => {
    const asserting = (message: string) => (x: tf.Tensor) => {
      tf.util.assert(x.shape[0] === 3, () => message)
      return tf.relu(x)
    }
    for (const message of ['must have 3 rows', '', 'must have\n3 rows'])
      expect(refusal(() => traced(asserting(message)))).toBe(`TSFX1019: forward of forward threw: ${message}`)
    expect(opsOf(traced(asserting('holds'), { x: [3] }))).toEqual(['relu'])
  })

  it('to assign a tensor to a variable', () => {
    const weight = tf.variable(tf.zeros([2]))
    expect(
      refusal(() => traced({ weight, forward: (x: tf.Tensor) => weight.assign(x as tf.Tensor1D) })),
    ).toBe('TSFX1006: forward assigns a traced tensor to a variable')
  })

  it('a function that no op captures, by its name', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.unique(x)))).toMatch(
      /^TSFX1007: no op captures tf.unique: /,
    )
  })

  it('an object of a class of the user as an input, which has no shape', () => {
    class Pair {
      readonly left = tf.ones([2])
    }
    const forward = (pair: Pair) => tf.relu(pair.left)
    expect(refusal(() => traced(forward, { pair: new Pair() as never }))).toMatch(
      /^TSFX1011: input pair\.left is a tensor/,
    )
  })

  it('a forward that returns no tensor', () => {
    expect(refusal(() => traced((_: tf.Tensor) => 'text'))).toMatch(
      /^TSFX1003: forward of .* returned .*, which holds no tensor$/,
    )
  })

  it('a model without the method forward', () => {
    expect(refusal(() => traced({ run: (x: tf.Tensor) => x }))).toBe(
      'TSFX1002: cannot trace an object of Model without a method forward',
    )
  })

  it('inputs that are not the parameters of forward', () => {
    const forward = (left: tf.Tensor, right: tf.Tensor) => tf.add(left, right)
    expect(refusal(() => traced(forward, { left: [2] }))).toBe(
      'TSFX1012: forward of forward takes left, right, but the trace gives it left',
    )
  })

  it('a trace inside a trace', () => {
    const inner = (x: tf.Tensor) => tf.relu(x)
    const outer = (x: tf.Tensor) => {
      traced(inner)
      return x
    }
    expect(refusal(() => traced(outer))).toBe(
      'TSFX1020: trace was called inside a forward that is being traced',
    )
  })

  it('a tensor that was kept from an earlier trace', () => {
    const kept: tf.Tensor[] = []
    const keeping = (x: tf.Tensor) => {
      kept.push(x)
      return tf.relu(x)
    }
    traced(keeping, { x: [2] }, { verify: false })
    expect(refusal(() => traced((x: tf.Tensor) => tf.add(x, kept[0]!)))).toMatch(/^TSFX1022: /)
  })

  it('and shows the line of the user', () => {
    const forward = (x: tf.Tensor) => tf.unique(x)
    expect(() => trace(forward, { x: [2] }, { lookup })).toThrow(
      /captureRefusals\.test\.ts:\d+:\d+[\s\S]*> *\d+ \|.*tf\.unique\(x\)/,
    )
  })

  it('and leaves the functions of TensorFlow.js as they were', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.unique(tf.relu(x))))).toMatch(/^TSFX1007/)
    expect(tf.relu(tf.tensor1d([-1, 1])).arraySync()).toEqual([0, 1])
  })
})
