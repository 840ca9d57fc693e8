/** @file `clipByValue`. */
import { numberAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const clipByValue = defineOp({
  name: 'clipByValue',
  summary: 'x, moved into min..max where it is outside.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    min: numberAttr({ doc: 'The smallest value of the result.' }),
    max: numberAttr({ doc: 'The largest value of the result.' }),
  },
  infer({ x, min, max }) {
    expectDtype('clipByValue', ['float32', 'int32'], { x })
    if (!(min <= max)) throw badInputs({ op: 'clipByValue', problem: `min (${min}) is above max (${max})` })
    return x
  },
  evaluate: ({ tf }, { x, min, max }) => tf.clipByValue(x, min, max),
  macs: 0,
  capture: positional('clipByValue', ['x', 'min', 'max']),
  print: ({ x, min, max }) => printedCall('tf.clipByValue', [x, min, max]),
  quant: { kind: 'floatOnly', reason: 'it has no integer kernel yet; as relu or relu6 it would have one' },
  onnx: { opType: 'Clip' },
})
