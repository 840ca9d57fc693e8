/** @file `cumsum` and `cumprod`. */
import { booleanAttr, integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectAxis, expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

const cumulativeOp = (name: 'cumsum' | 'cumprod', summary: string, onnx: string | null): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {
      axis: integerAttr({ doc: 'Axis that is followed; from the end when negative.', default: 0 }),
      exclusive: booleanAttr({ doc: 'Whether a value is left out of its own result.', default: false }),
      reverse: booleanAttr({ doc: 'Whether to begin at the end.', default: false }),
    },
    infer({ x, axis }) {
      expectDtype(name, ['float32', 'int32'], { x })
      expectAxis(name, axis, x.shape.length)
      return x
    },
    evaluate: ({ tf }, { x, axis, exclusive, reverse }) => tf[name](x, axis, exclusive, reverse),
    macs: 0,
    capture: positional(name, ['x', 'axis', 'exclusive', 'reverse']),
    print: ({ x, axis, exclusive, reverse }) =>
      printedCall(
        `tf.${name}`,
        [x],
        [
          [axis, 0],
          [exclusive, false],
          [reverse, false],
        ],
      ),
    quant: {
      kind: 'floatOnly',
      reason: 'its range grows along the axis, so one scale does not fit all of it',
    },
    onnx: onnx === null ? null : { opType: onnx },
  })

export const cumsum = cumulativeOp('cumsum', 'Sum of the values so far along an axis.', 'CumSum')
export const cumprod = cumulativeOp('cumprod', 'Product of the values so far along an axis.', null)
