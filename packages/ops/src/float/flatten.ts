/** @file `flatten`: everything but the rows in one axis. tfjs spells it `tf.reshape(x, [x.shape[0], -1])`. */
import { tensorType } from '@tsfx/ir'
import { dimAttr } from '../attr.ts'
import type { CaptureForm } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { flattenShape } from '../shape/reshape.ts'

/** A reshape that keeps the first axis and joins at least two others. */
const bindShape = (x: unknown, shape: unknown): Readonly<Record<string, unknown>> | null => {
  const from = (x as { readonly shape: readonly number[] }).shape
  if (!Array.isArray(shape) || shape.length !== 2 || from.length < 3) return null
  return shape[0] === from[0] && shape[1] === -1 ? { x, rows: shape[0] } : null
}

const bind: CaptureForm['bind'] = ([x, shape]) => bindShape(x, shape)

export const flatten = defineOp({
  name: 'flatten',
  summary: '[N, ...] as [N, features].',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { rows: dimAttr({ doc: 'Size of the first axis, which stays.' }) },
  infer: ({ x, rows }) => tensorType(x.dtype, flattenShape('flatten', x, rows)),
  evaluate: ({ tf }, { x, rows }) => tf.reshape(x, [rows as number, -1]),
  macs: 0,
  capture: [
    { from: 'tf.reshape', bind },
    { from: 'Tensor.reshape', bind },
    { from: 'Tensor.as2D', bind: ([x, rows, columns]) => bindShape(x, [rows, columns]) },
  ],
  print: ({ x, rows }) => printedCall('tf.reshape', [x, [rows, -1]]),
  quant: { kind: 'movesData', inputs: ['x'], integer: 'q.flatten' },
  onnx: { opType: 'Flatten' },
})
