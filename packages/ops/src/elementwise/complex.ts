/** @file Complex numbers: made of two tensors, and taken apart. */
import { equalTypes, printType, tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { complexOp, complexQuant } from './complexOp.ts'

export const complex = defineOp({
  name: 'complex',
  summary: 'real + i * imag.',
  domain: 'float',
  inputs: { real: 'tensor', imag: 'tensor' },
  attrs: {},
  infer({ real, imag }) {
    expectFloat('complex', { real, imag })
    if (!equalTypes(real, imag))
      throw badInputs({ op: 'complex', problem: `${printType(real)} and ${printType(imag)} differ` })
    return tensorType('complex64', real.shape)
  },
  evaluate: ({ tf }, { real, imag }) => tf.complex(real, imag),
  macs: 0,
  capture: [fromFunction('complex', ['real', 'imag'])],
  print: ({ real, imag }) => printedCall('tf.complex', [real, imag]),
  quant: complexQuant,
})

const partOp = (name: 'real' | 'imag', summary: string): Op =>
  complexOp(name, summary, {
    capture: [fromFunction(name, ['x'])],
    infer: ({ shape }) => tensorType('float32', shape),
    macs: 0,
  })

export const real = partOp('real', 'Real part of complex numbers.')
export const imag = partOp('imag', 'Imaginary part of complex numbers.')
