import type { TensorType } from '@tsfx/ir'
import type { CaptureForm } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

/** How ops on complex numbers quantize. */
export const complexQuant = { kind: 'floatOnly', reason: 'complex numbers have no 8-bit form' } as const

type Name = 'real' | 'imag' | 'fft' | 'ifft'

interface ComplexOp {
  readonly capture: readonly CaptureForm[]
  readonly infer: (x: TensorType) => TensorType
  readonly macs?: 0
}

/** An op of one complex tensor. */
export const complexOp = (name: Name, summary: string, { capture, infer, ...rest }: ComplexOp): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer({ x }) {
      expectDtype(name, ['complex64'], { x })
      return infer(x)
    },
    evaluate: ({ tf }, { x }) => tf[name](x),
    capture,
    print: ({ x }) => printedCall(`tf.${name}`, [x]),
    quant: complexQuant,
    ...rest,
  })
