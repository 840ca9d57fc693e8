/** @file `stack`: tensors of one shape along a new axis. */
import { equalTypes, printType, tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { insertedShape } from '../shape/expandDims.ts'
import { axisAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

export const stack = defineOp({
  name: 'stack',
  summary: 'Inputs of one shape along a new axis.',
  domain: 'float',
  inputs: { xs: 'list' },
  attrs: { axis: axisAttr('Place of the new axis in the result; from the end when negative.') },
  infer({ xs, axis }) {
    const [first] = xs
    if (!first) throw badInputs({ op: 'stack', problem: 'there is nothing to stack' })
    const other = xs.find((x) => !equalTypes(x, first))
    if (other) throw badInputs({ op: 'stack', problem: `${printType(first)} and ${printType(other)} differ` })
    return tensorType(first.dtype, insertedShape('stack', first.shape, axis, xs.length))
  },
  evaluate: ({ tf }, { xs, axis }) => tf.stack([...xs], axis),
  macs: 0,
  capture: positional('stack', ['xs', 'axis']).map((form) =>
    form.from === 'tf.stack'
      ? form
      : { ...form, bind: ([x, others, axis]) => ({ xs: [x, ...asList(others)], axis }) },
  ),
  print: ({ xs, axis }) => printedCall('tf.stack', [xs], [[axis, 0]]),
  quant: MOVES_DATA,
  onnx: { opType: 'ConcatFromSequence' },
})
