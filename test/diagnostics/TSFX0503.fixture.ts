import { defineOp, registerOp } from '@tsfx/ops'

/** A user's op under the name of a built-in one. */
export const trigger = (): unknown =>
  registerOp(
    defineOp({
      name: 'relu',
      summary: 'Not relu.',
      domain: 'float',
      inputs: { x: 'tensor' },
      attrs: {},
      infer: ({ x }) => x,
      evaluate: (_, { x }) => x,
      capture: [],
      print: ({ x }) => ({ callee: 'relu', args: [x] }),
    }),
  )
