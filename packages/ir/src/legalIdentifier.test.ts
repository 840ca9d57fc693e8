import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalIdentifier } from './legalIdentifier.ts'

describe('legalIdentifier', () => {
  it.each([
    ['conv2d', 'conv2d'],
    ['q.conv2d', 'conv2d'],
    ['tf.relu', 'relu'],
    ['features.0.conv', 'features_0_conv'],
    ['0', '_0'],
    ['default', 'default_'],
    ['tf', 'tf_'],
    ['', 'value'],
    ['*/ evil()', '_evil_'],
  ])('makes %j into %j', (text, identifier) => {
    expect(legalIdentifier(text)).toBe(identifier)
  })

  it('declares a const in strict code for any text, and stays the same when repeated', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('await', 'let', 'eval', '__proto__', 'NaN')),
        (text) => {
          const identifier = legalIdentifier(text)
          expect(legalIdentifier(identifier)).toBe(identifier)
          expect(() => new Function(`'use strict'; const ${identifier} = 1`)).not.toThrow()
        },
      ),
    )
  })
})
