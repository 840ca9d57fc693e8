import { defineOp, numberAttr, opFunction, printedRecordCall } from 'tsfx'

export const swishOp = defineOp({
  name: 'swish',
  summary: 'x * sigmoid(beta * x).',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { beta: numberAttr({ doc: 'Steepness, per unit of x.', default: 1 }) },
  infer: ({ x }) => x,
  evaluate: ({ tf }, { x, beta }) => tf.mul(x, tf.sigmoid(tf.mul(x, beta))),
  capture: [],
  print: ({ x, beta }) => printedRecordCall('swish', { x, beta }, { beta: 1 }),
  quant: { kind: 'floatOnly', reason: 'swish has no integer form' },
  importFrom: import.meta.url,
})

/** In a forward: `const y = swish({ x })`. */
export const swish = opFunction(swishOp)
