import { tensorType } from '@tsfx/ir'
import { defineOp, opFunction, opNamed, printedCall } from '@tsfx/ops'
import { trace } from '@tsfx/tracer'

const name = 'fixtureEverySecondRow'
const halve = opFunction(
  opNamed(name) ??
    defineOp({
      name,
      summary: 'Every second row.',
      domain: 'float',
      inputs: { x: 'tensor' },
      attrs: {},
      infer: ({ x }) => tensorType(x.dtype, [Math.ceil((x.shape[0] as number) / 2)]),
      evaluate: (_, { x }) => x,
      capture: [],
      print: ({ x }) => printedCall(name, [x]),
    }),
)

export const trigger = (): unknown => trace((x: unknown) => halve({ x }), { x: [null] })
