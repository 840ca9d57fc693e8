/** @file `dequantize`: 8-bit steps to reals, `x = scale * (q - zeroPoint)` in float32 (quantization.md, "Scheme"). */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import type { QuantizedWeight } from '@tsfx/runtime'
import { defineOp } from '../defineOp.ts'
import { dequantizeWeight } from '../dequantizeWeight.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectQuantized } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import type { Tfjs } from '../tfjsBinding.ts'
import { isQuantizedTensor, isQuantizedWeight } from '../value.ts'

const weightTensor = (tf: Tfjs, weight: QuantizedWeight): Tensor =>
  tf.tensor(dequantizeWeight(weight), [...weight.shape], 'float32')

export const dequantize = defineOp({
  name: 'dequantize',
  summary: '8-bit steps, of a value or of a parameter, as float values.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: {},
  infer({ x }) {
    expectQuantized('dequantize', { x })
    return tensorType('float32', x.shape)
  },
  evaluate({ tf, q }, { x }) {
    if (isQuantizedTensor(x))
      return q.dequantize(x, tf as { tensor(data: Float32Array, shape: number[], dtype: 'float32'): Tensor })
    if (isQuantizedWeight(x)) return weightTensor(tf, x)
    throw badInputs({ op: 'dequantize', problem: 'x is not quantized' })
  },
  macs: 0,
  capture: [],
  print: ({ x }) => printedCall('q.dequantize', [x]),
  quant: { kind: 'boundary' },
  onnx: { opType: 'DequantizeLinear' },
})
