/**
 * @file `pool` with a dilated window. Without dilation it is captured as `maxPool` or `avgPool`. Source: tfjs `pool.ts`, which divides
 * a dilated pool into batches and takes any padding but 'same' for 'valid'.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { choiceAttr, pairAttr } from '../attr.ts'
import { type CaptureForm, fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { beginsWithImage } from '../parts/singleImages.ts'
import { printedCall, printPair } from '../printedCall.ts'
import { FLOOR } from '../windowAttrs.ts'
import { windowShape } from '../windowShape.ts'

const form = fromFunction('pool', ['x', 'filterSize', 'poolingType', 'pad', 'dilations', 'strides', FLOOR])

const isOne = (value: unknown): boolean => [value ?? 1].flat().every((entry) => entry === 1)

/** A plain pool of the type, as `tf.pool` spells it. */
export const poolForms = (type: 'avg' | 'max'): readonly CaptureForm[] =>
  ['tf.pool', 'Tensor.pool'].map((from) => ({
    from,
    bind(call) {
      const { poolingType, dilations, strides, pad, ...args } = form.bind(call)!
      return poolingType === type && isOne(dilations)
        ? { ...args, strides: strides ?? 1, pad: pad === 0 ? 'valid' : pad }
        : null
    },
  }))

export const pool = defineOp({
  name: 'pool',
  summary: 'Largest value or mean of each window whose taps lie apart.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    filterSize: pairAttr({ doc: 'Taps of the window, [height, width].' }),
    poolingType: choiceAttr(['avg', 'max'], { doc: 'Mean or largest value.' }),
    pad: choiceAttr(['same', 'valid'], { doc: 'Padding of height and width.' }),
    dilations: pairAttr({ doc: 'Distance between taps in pixels.' }),
  },
  infer({ x, filterSize, pad, dilations }) {
    expectFloat('pool', { x })
    const window = { size: filterSize, strides: [1, 1] as const, pad, dilations }
    return tensorType('float32', [...windowShape('pool', x, window), x.shape[3]!])
  },
  evaluate: ({ tf }, { x, filterSize, poolingType, pad, dilations }) =>
    tf.pool(x as Tensor4D, [...filterSize], poolingType, pad, [...dilations]),
  macs: 0,
  capture: ['tf.pool', 'Tensor.pool'].map((from) => ({
    from,
    bind(call) {
      if (beginsWithImage(call)) return null
      const { strides, pad, ...args } = form.bind(call)!
      if (!isOne(strides))
        throw badInputs({ op: 'tf.pool', problem: 'strides must be 1 where the window is dilated' })
      return { ...args, pad: pad === 0 ? 'valid' : pad }
    },
  })),
  print: ({ x, filterSize, poolingType, pad, dilations }) =>
    printedCall('tf.pool', [x, printPair(filterSize), poolingType, pad, printPair(dilations)]),
  quant: { kind: 'floatOnly', reason: 'the integer pools know no dilation' },
})
