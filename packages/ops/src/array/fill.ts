/** @file `fill`: what `tf.zeros`, `tf.ones`, `tf.fill` and `tf.scalar` make of a size that is known only when the graph runs. */
import type { Rank, ShapeMap } from '@tensorflow/tfjs-core'
import { type Dim, tensorType } from '@tsfx/ir'
import { choiceAttr, numberOrDimAttr, shapeAttr } from '../attr.ts'
import { type CaptureForm, fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'

/** `tf.zeros(shape, dtype)`. */
const uniform = (name: string, value: number): CaptureForm => ({
  from: `tf.${name}`,
  bind: ([shape, dtype]) => ({ shape, value, dtype }),
})

const NAMED = new Map<Dim, string>([
  [0, 'tf.zeros'],
  [1, 'tf.ones'],
])

export const fill = defineOp({
  name: 'fill',
  summary: 'One value in every place of a shape.',
  domain: 'float',
  inputs: {},
  attrs: {
    shape: shapeAttr({ doc: 'Shape of the result.' }),
    value: numberOrDimAttr({ doc: 'The value in every place; of a bool, 0 or 1.' }),
    dtype: choiceAttr(['float32', 'int32', 'bool'], { doc: 'dtype of the result.', default: 'float32' }),
  },
  infer({ shape, dtype }) {
    if (shape.some((size) => typeof size === 'number' && size < 0))
      throw badInputs({ op: 'fill', problem: 'a size cannot be negative' })
    return tensorType(dtype, shape)
  },
  evaluate: ({ tf }, { shape, value, dtype }) =>
    tf.fill(shape as number[] as ShapeMap[Rank], value as number, dtype),
  macs: 0,
  capture: [fromFunction('fill', ['shape', 'value', 'dtype']), uniform('zeros', 0), uniform('ones', 1)],
  print({ shape, value, dtype }) {
    // `tf.zeros` would lose the sign of -0.
    const named = Object.is(value, -0) ? undefined : NAMED.get(value)
    return printedCall(named ?? 'tf.fill', named ? [shape] : [shape, value], [[dtype, 'float32']])
  },
  quant: { kind: 'floatOnly', reason: 'makes a constant; it has no input to quantize' },
  onnx: { opType: 'ConstantOfShape' },
})
