/** @file Fourier transforms of the last axis. Shapes as tfjs makes them: `irfft` keeps three axes and folds the leading ones of any other input. */
import { type Dim, productOfDims, type TensorType, tensorType } from '@tsfx/ir'
import { optionalNumberAttr } from '../attr.ts'
import { type CaptureForm, fromFunction, positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype, expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { complexOp, complexQuant } from './complexOp.ts'

/** `tf.fft`, `tf.spectral.fft` and `x.fft()`. */
const capture = (name: string, parameters: readonly string[]): readonly CaptureForm[] => [
  ...positional(name, parameters),
  fromFunction(`spectral.${name}`, parameters),
]

/** The leading axes, and the size of the last. @throws TSFX0511 when there is none or it is named. */
function lastAxis(
  op: string,
  { shape }: TensorType,
): { readonly leading: readonly Dim[]; readonly size: number } {
  const size = shape.at(-1)
  if (typeof size === 'number') return { leading: shape.slice(0, -1), size }
  throw badInputs({
    op,
    problem: size === undefined ? 'x is a scalar' : `the last axis must be a number, not ${size}`,
  })
}

const complexTransform = (name: 'fft' | 'ifft', summary: string): Op =>
  complexOp(name, summary, {
    capture: capture(name, ['x']),
    infer(x) {
      lastAxis(name, x)
      return x
    },
  })

export const fft = complexTransform('fft', 'Fourier transform of the last axis, complex.')
export const ifft = complexTransform('ifft', 'Inverse Fourier transform of the last axis, complex.')

export const rfft = defineOp({
  name: 'rfft',
  summary: 'Fourier transform of the last axis of reals; the first half of it, complex.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    fftLength: optionalNumberAttr({
      doc: 'Length to which the axis is cut or filled with 0; its own when left out.',
    }),
  },
  infer({ x, fftLength }) {
    expectFloat('rfft', { x })
    const { leading, size } = lastAxis('rfft', x)
    return tensorType('complex64', [...leading, Math.floor((fftLength ?? size) / 2) + 1])
  },
  evaluate: ({ tf }, { x, fftLength }) => tf.spectral.rfft(x, fftLength ?? undefined),
  capture: capture('rfft', ['x', 'fftLength']),
  print: ({ x, fftLength }) => printedCall('tf.spectral.rfft', [x], [[fftLength, null]]),
  quant: complexQuant,
})

export const irfft = defineOp({
  name: 'irfft',
  summary: 'The reals of which `rfft` gives x.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer({ x }) {
    expectDtype('irfft', ['complex64'], { x })
    const { leading, size } = lastAxis('irfft', x)
    const rows = leading.length === 2 ? leading : [productOfDims(leading)]
    return tensorType('float32', [...rows, size <= 2 ? size : 2 * (size - 1)])
  },
  evaluate: ({ tf }, { x }) => tf.spectral.irfft(x),
  capture: capture('irfft', ['x']),
  print: ({ x }) => printedCall('tf.spectral.irfft', [x]),
  quant: complexQuant,
})
