/** @file What a trace refuses, and the text that says so. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createSourceLookup } from '@tsfx/source'
import { trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { refusal, traced } from './graphs.fixture.ts'

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
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1019: forward of forward threw: .* is not iterable/)
    expect(() => trace(forward, { x: [2] }, { lookup })).toThrow(/captureRefusals\.test\.ts:\d+/)
  })

  it('spreading of a tensor into arguments', () => {
    const forward = (x: tf.Tensor) => tf.concat([...(x as unknown as tf.Tensor[])])
    expect(refusal(() => traced(forward))).toMatch(/^TSFX1019: forward of forward threw: /)
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

  it('to assign a tensor to a variable', () => {
    const weight = tf.variable(tf.zeros([2]))
    expect(
      refusal(() => traced({ weight, forward: (x: tf.Tensor) => weight.assign(x as tf.Tensor1D) })),
    ).toBe('TSFX1006: forward assigns a traced tensor to a variable')
  })

  it('a function that no op captures, by its name', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.atanh(x)))).toBe('TSFX1007: no op captures tf.atanh')
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
    const forward = (x: tf.Tensor) => tf.atanh(x)
    expect(() => trace(forward, { x: [2] }, { lookup })).toThrow(
      /captureRefusals\.test\.ts:\d+:\d+[\s\S]*> *\d+ \|.*tf\.atanh\(x\)/,
    )
  })

  it('and leaves the functions of TensorFlow.js as they were', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.atanh(tf.relu(x))))).toMatch(/^TSFX1007/)
    expect(tf.relu(tf.tensor1d([-1, 1])).arraySync()).toEqual([0, 1])
  })
})
