/** @file `argMax` and `argMin`. */
import { tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { meanShape } from '../shape/mean.ts'

const argExtremeOp = (name: 'argMax' | 'argMin', summary: string, onnx: string): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: { axis: integerAttr({ doc: 'Axis that is searched; from the end when negative.', default: 0 }) },
    infer({ x, axis }) {
      expectDtype(name, ['float32', 'int32'], { x })
      return tensorType('int32', meanShape(name, x, [axis], false))
    },
    evaluate: ({ tf }, { x, axis }) => tf[name](x, axis),
    macs: 0,
    capture: positional(name, ['x', 'axis']),
    print: ({ x, axis }) => printedCall(`tf.${name}`, [x], [[axis, 0]]),
    quant: {
      kind: 'floatOnly',
      reason: 'its result is an index, and values that 8 bits make equal would tie',
    },
    onnx: { opType: onnx },
  })

export const argMax = argExtremeOp('argMax', 'Index of the first largest value along an axis.', 'ArgMax')
export const argMin = argExtremeOp('argMin', 'Index of the first smallest value along an axis.', 'ArgMin')
