/** @file `bitwiseAnd`. */
import { equalTypes, printType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const bitwiseAnd = defineOp({
  name: 'bitwiseAnd',
  summary: 'Bits that both a and b have.',
  domain: 'float',
  inputs: { a: 'tensor', b: 'tensor' },
  literalDtypes: { a: 'int32', b: 'int32' },
  attrs: {},
  infer({ a, b }) {
    expectDtype('bitwiseAnd', ['int32'], { a, b })
    if (!equalTypes(a, b))
      throw badInputs({ op: 'bitwiseAnd', problem: `${printType(a)} and ${printType(b)} differ` })
    return a
  },
  evaluate: ({ tf }, { a, b }) => tf.bitwiseAnd(a, b),
  macs: 0,
  capture: [fromFunction('bitwiseAnd', ['a', 'b'])],
  print: ({ a, b }) => printedCall('tf.bitwiseAnd', [a, b]),
  quant: { kind: 'floatOnly', reason: 'its operands are bits, not reals' },
  onnx: { opType: 'BitwiseAnd' },
})
