/** @file `scatterND`. */
import type { Rank, ShapeMap } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { scatterShape } from '../shape/scatter.ts'

export const scatterND = defineOp({
  name: 'scatterND',
  summary: 'Updates added up in the places that indices name, 0 in the others.',
  domain: 'float',
  inputs: { indices: 'tensor', updates: 'tensor' },
  literalDtypes: { indices: 'int32' },
  attrs: { shape: shapeAttr({ doc: 'Shape of the result.' }) },
  infer({ indices, updates, shape }) {
    expectDtype('scatterND', ['int32'], { indices })
    return tensorType(updates.dtype, scatterShape('scatterND', indices, updates, shape))
  },
  evaluate: ({ tf }, { indices, updates, shape }) =>
    tf.scatterND(indices, updates, [...shape] as ShapeMap[Rank]),
  macs: 0,
  capture: [fromFunction('scatterND', ['indices', 'updates', 'shape'])],
  print: ({ indices, updates, shape }) => printedCall('tf.scatterND', [indices, updates, shape]),
  quant: { kind: 'floatOnly', reason: 'adds values up by index; no integer kernel yet' },
  onnx: { opType: 'ScatterND' },
})
