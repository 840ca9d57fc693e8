/** @file Numbers, strings and property names as TypeScript. Whatever they hold, they stay data. */
import ts from 'typescript'

const { factory } = ts
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const INDEX = /^(0|[1-9]\d{0,8})$/

export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text)
/** Says whether a path segment is an index of a list. */
export const isIndex = (text: string): boolean => INDEX.test(text)

export const stringLiteral = (text: string): ts.StringLiteral => factory.createStringLiteral(text, true)

/** A number as a legal expression that evaluates to it, -0 and non-finite numbers too. */
export function numberLiteral(value: number): ts.Expression {
  if (Number.isNaN(value)) return factory.createIdentifier('NaN')
  if (value < 0 || Object.is(value, -0)) {
    return factory.createPrefixUnaryExpression(
      ts.SyntaxKind.MinusToken,
      numberLiteral(-value) as ts.UnaryExpression,
    )
  }
  if (value === Number.POSITIVE_INFINITY) return factory.createIdentifier('Infinity')
  return factory.createNumericLiteral(value !== 0 && value < 1e-3 ? value.toExponential() : String(value))
}

/** A value that is no tensor. */
export function constantLiteral(value: number | string | boolean | null | undefined): ts.Expression {
  if (value === undefined) return factory.createIdentifier('undefined')
  if (value === null) return factory.createNull()
  if (typeof value === 'boolean') return value ? factory.createTrue() : factory.createFalse()
  return typeof value === 'number' ? numberLiteral(value) : stringLiteral(value)
}

/** The shortest decimal that rounds to the float32 `value`; a number that is no float32 stays itself. */
export function shortestFloat32(value: number): number {
  if (value === 0 || Math.fround(value) !== value) return value
  // Nine significant digits tell any two float32 apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}

/** A key of an object literal or type. `__proto__` is computed: written plainly it would set the prototype. */
export function propertyName(key: string): ts.PropertyName {
  if (key === '__proto__') return factory.createComputedPropertyName(stringLiteral(key))
  if (isIdentifier(key)) return factory.createIdentifier(key)
  return isIndex(key) ? factory.createNumericLiteral(key) : stringLiteral(key)
}

/** `target.key`, `target[0]` or `target['odd key']`. */
export function propertyAccess(target: ts.Expression, key: string): ts.Expression {
  if (isIdentifier(key)) return factory.createPropertyAccessExpression(target, key)
  return factory.createElementAccessExpression(
    target,
    isIndex(key) ? factory.createNumericLiteral(key) : stringLiteral(key),
  )
}

/** `key: value`, or `key` alone where the value is the identifier of that name. */
export function property(key: string, value: ts.Expression): ts.ObjectLiteralElementLike {
  if (ts.isIdentifier(value) && value.text === key && key !== '__proto__')
    return factory.createShorthandPropertyAssignment(key)
  return factory.createPropertyAssignment(propertyName(key), value)
}
