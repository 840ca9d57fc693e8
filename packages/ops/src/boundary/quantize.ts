/** @file `quantize`: reals to 8-bit steps, `q = clamp(round(x / scale) + zeroPoint)` (quantization.md, "Scheme"). */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { isTensor } from '../value.ts'

export const quantize = defineOp({
  name: 'quantize',
  summary: 'Float values as 8-bit steps.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: { output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, output }) {
    expectFloat('quantize', { x })
    return quantizedType(x.shape, output)
  },
  evaluate({ q }, { x, output }) {
    if (!isTensor(x)) throw badInputs({ op: 'quantize', problem: 'x is not a float tensor' })
    return q.quantize(x, output)
  },
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedCall('q.quantize', [x, printOutput(output)]),
  quant: { kind: 'boundary' },
  onnx: { opType: 'QuantizeLinear' },
})
