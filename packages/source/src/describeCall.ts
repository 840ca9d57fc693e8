/**
 * @file What one call's surroundings say about its value: the variables that receive it, and whether it is
 * what its function returns.
 */
import type { ItemNames } from '@tsfx/ir'
import ts from 'typescript'
import { commentsAround, statementComment } from './statementComment.ts'

/** One call, as its own function's source describes it. */
export interface CallSurroundings {
  readonly name: string | null
  readonly outputs: ItemNames | null
  readonly comment: string | null
  readonly around?: readonly string[]
  /** The function returns this value, so the caller may have a better name for it. */
  readonly returned: boolean
}

/** Describes `call` from the syntax around it. */
export function describeCall(call: ts.CallExpression, tree: ts.SourceFile): CallSurroundings {
  const value = wholeValue(call)
  const target = assignedTo(value)
  const around = commentsAround(value, tree)
  return {
    name: target ? targetName(target) : null,
    outputs: target ? targetOutputs(target) : null,
    comment: statementComment(value, tree),
    ...(around.length > 0 && { around }),
    returned:
      isReturned(value) || (target !== null && ts.isIdentifier(target) && isReturnedAfter(value, target)),
  }
}

/** Climbs from an expression through what passes its value on: parentheses, type assertions, `await`, branches of `?:`. */
function wholeValue(call: ts.Expression): ts.Expression {
  let value = call
  for (let parent = value.parent; passesOn(parent, value); parent = value.parent) value = parent
  return value
}

function passesOn(parent: ts.Node, value: ts.Expression): parent is ts.Expression {
  return (
    ts.isParenthesizedExpression(parent) ||
    ts.isAssertionExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isAwaitExpression(parent) ||
    (ts.isConditionalExpression(parent) && value !== parent.condition)
  )
}

type Target = ts.BindingName | ts.Expression

function assignedTo(value: ts.Expression): Target | null {
  const { parent } = value
  if (ts.isVariableDeclaration(parent) && parent.initializer === value) return parent.name
  const assigns =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === value
  return assigns ? parent.left : null
}

function targetName(target: Target): string | null {
  if (ts.isIdentifier(target)) return target.text
  if (ts.isPropertyAccessExpression(target)) return target.name.text.replace(/^#/, '')
  return null
}

function targetOutputs(target: Target): ItemNames | null {
  if (ts.isArrayBindingPattern(target)) return target.elements.map(elementName)
  if (ts.isArrayLiteralExpression(target)) return target.elements.map(targetName)
  if (ts.isObjectBindingPattern(target)) {
    return fieldNames(target.elements, (element) => [
      element.propertyName ?? element.name,
      elementName(element),
    ])
  }
  if (ts.isObjectLiteralExpression(target)) {
    return fieldNames(target.properties, (property) => {
      if (ts.isShorthandPropertyAssignment(property)) return [property.name, property.name.text]
      return [property.name, ts.isPropertyAssignment(property) ? targetName(property.initializer) : null]
    })
  }
  return null
}

const elementName = (element: ts.ArrayBindingElement): string | null =>
  ts.isBindingElement(element) && !element.dotDotDotToken && ts.isIdentifier(element.name)
    ? element.name.text
    : null

/** Variables by the names of their fields; a computed field, and one that goes to no variable, is left out. */
function fieldNames<T>(
  fields: readonly T[],
  entry: (field: T) => readonly [ts.Node | undefined, string | null],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const [key, name] = entry(field)
      const isPlain = key && (ts.isIdentifier(key) || ts.isStringLiteral(key))
      return isPlain && name !== null ? [[key.text, name] as const] : []
    }),
  )
}

function isReturned(value: ts.Expression): boolean {
  const { parent } = value
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === value)
}

/** `const y = call; return y`: a constant returned at the end of its block, or any variable returned by the next statement. */
function isReturnedAfter(value: ts.Expression, variable: ts.Identifier): boolean {
  let statement: ts.Node = value
  while (!ts.isStatement(statement)) {
    if (ts.isFunctionLike(statement) || !statement.parent) return false
    statement = statement.parent
  }
  if (!ts.isBlock(statement.parent)) return false
  const { statements } = statement.parent
  const last = statements.at(-1)
  if (!last || !ts.isReturnStatement(last) || !last.expression) return false
  if (!ts.isIdentifier(last.expression) || last.expression.text !== variable.text) return false
  const isConstant =
    ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0
  return isConstant || statements.at(-2) === statement
}
