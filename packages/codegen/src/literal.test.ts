import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { printFlat } from './layOut.ts'
import { numberLiteral, property, propertyAccess, shortestFloat32, stringLiteral } from './literal.ts'

const evaluate = (code: string): unknown => new Function(`return ${code}`)()
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

describe('numberLiteral', () => {
  it('evaluates to the number, bit for bit', () => {
    for (const value of [
      0,
      -0,
      1,
      -1,
      1e-7,
      5e-324,
      1.7976931348623157e308,
      1e21,
      Number.NaN,
      Infinity,
      -Infinity,
      0.1,
    ]) {
      expect(evaluate(printFlat(numberLiteral(value)))).toBe(value)
    }
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(evaluate(printFlat(numberLiteral(value))), value)),
    )
  })

  it('writes small numbers as a person would', () => {
    expect(printFlat(numberLiteral(1e-5))).toBe('1e-5')
    expect(printFlat(numberLiteral(0.001))).toBe('0.001')
  })
})

describe('shortestFloat32', () => {
  it('rounds to the same float32', () => {
    fc.assert(fc.property(float32, (value) => Object.is(Math.fround(shortestFloat32(value)), value)))
  })

  it('is short', () => {
    expect(shortestFloat32(Math.fround(0.0235))).toBe(0.0235)
    expect(shortestFloat32(Math.fround(1 / 256))).toBe(0.00390625)
  })

  it('leaves a number that is no float32', () => {
    expect(shortestFloat32(0.1)).toBe(0.1)
    expect(shortestFloat32(Math.PI)).toBe(Math.PI)
  })
})

describe('strings and keys', () => {
  it('stay data', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => evaluate(printFlat(stringLiteral(text))) === text),
    )
  })

  it('are the keys of the object, whatever they are', () => {
    const keys = fc.oneof(
      fc.string(),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not be taken for a template.
      fc.constantFrom('__proto__', 'constructor', "'", '\u2028', '${x}', '0', '-1', 'a b', '*/'),
    )
    fc.assert(
      fc.property(keys, (key) => {
        const object = ts.factory.createObjectLiteralExpression([property(key, numberLiteral(1))])
        const made = evaluate(`(${printFlat(object)})`) as object
        expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
        expect(Object.entries(made)).toEqual([[key, 1]])
        expect(
          evaluate(`${printFlat(propertyAccess(ts.factory.createParenthesizedExpression(object), key))}`),
        ).toBe(1)
      }),
    )
  })
})
