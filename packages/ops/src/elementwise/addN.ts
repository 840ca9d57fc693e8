/** @file `addN`: a sum of tensors of one shape. */
import { equalTypes, printType } from '@tsfx/ir'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const addN = defineOp({
  name: 'addN',
  summary: 'Sum of tensors of one shape.',
  domain: 'float',
  inputs: { xs: 'list' },
  attrs: {},
  infer({ xs }) {
    const [first] = xs
    if (!first) throw badInputs({ op: 'addN', problem: 'there is nothing to add' })
    expectDtype('addN', ['float32', 'int32'], { xs: first })
    const other = xs.find((x) => !equalTypes(x, first))
    if (other) throw badInputs({ op: 'addN', problem: `${printType(first)} and ${printType(other)} differ` })
    return first
  },
  evaluate: ({ tf }, { xs }) => tf.addN([...xs]),
  macs: 0,
  capture: [{ from: 'tf.addN', bind: ([xs]) => ({ xs }) }],
  print: ({ xs }) => printedCall('tf.addN', [xs]),
  quant: {
    kind: 'floatOnly',
    reason: 'it has no integer kernel yet; written as additions of two it has one',
  },
  onnx: { opType: 'Sum' },
})
