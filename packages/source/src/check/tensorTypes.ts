/**
 * @file Says whether an expression is a tensor, by its type, or, where it has none, by what is known of its
 * symbol (untypedTensors.ts).
 */
import ts from 'typescript'

/**
 * `tensor`: always a tensor. `optional`: a tensor or an absent value, so its truthiness tests presence.
 * `mixed`: a tensor or a number or string. `likely`: what a module without types gives: a tensor, or a list or record of
 * tensors.
 */
export type TensorKind = 'none' | 'tensor' | 'optional' | 'mixed' | 'likely'

/** Decides about expressions that have no type. */
export type UntypedTensor = (expression: ts.Expression) => TensorKind

const ABSENT = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.BooleanLike
const PRIMITIVE = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BigIntLike
const NULLISH = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void

/** Classifies `expression`: a narrowed variable stays optional when its declaration is, so a second test of it passes. */
export function tensorKind(
  checker: ts.TypeChecker,
  expression: ts.Expression,
  untyped: UntypedTensor,
): TensorKind {
  const inner = withoutAssertions(expression)
  // Behind `if (x) return`, which is never passed, a tensor has the type never.
  if (checker.getTypeAtLocation(inner).flags & ts.TypeFlags.Never) {
    const declared = declaredType(checker, inner)
    return declared ? kindOfType(checker, declared) : 'none'
  }
  // `(x as unknown) === 3`: the assertion hides a tensor, it does not make another value.
  const asserted = kindOfType(checker, checker.getTypeAtLocation(expression))
  const kind = asserted === 'none' ? kindOfType(checker, checker.getTypeAtLocation(inner)) : asserted
  if (kind === 'tensor') {
    // `parts[1]` may lie past the end, which its type does not say.
    if (ts.isElementAccessExpression(inner) && !isTuple(checker, inner.expression)) return 'optional'
    const declared = declaredType(checker, inner)
    const declaredKind = declared ? kindOfType(checker, declared) : 'none'
    return declaredKind === 'optional' ? 'optional' : 'tensor'
  }
  return kind === 'none' && isUntyped(checker, inner) ? untyped(inner) : kind
}

/** Whether the checker knows nothing of a value: `any`, or only the null it begins as. */
export function isUntyped(checker: ts.TypeChecker, node: ts.Node): boolean {
  return (checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Any | NULLISH)) !== 0
}

export function isNullish(checker: ts.TypeChecker, node: ts.Node): boolean {
  const type = checker.getTypeAtLocation(node)
  return (type.isUnion() ? type.types : [type]).every((part) => (part.flags & NULLISH) !== 0)
}

/** The type that a variable or property was declared with, before narrowing. */
export function declaredType(checker: ts.TypeChecker, expression: ts.Expression): ts.Type | null {
  const named = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression)
  const symbol = named ? checker.getSymbolAtLocation(expression) : undefined
  return symbol ? checker.getTypeOfSymbol(symbol) : null
}

/** Strips parentheses, `as`, `!` and `satisfies`. */
export function withoutAssertions(expression: ts.Expression): ts.Expression {
  let inner = expression
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAssertionExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isSatisfiesExpression(inner)
  ) {
    inner = inner.expression
  }
  return inner
}

const isTuple = (checker: ts.TypeChecker, node: ts.Node): boolean =>
  checker.isTupleType(checker.getTypeAtLocation(node))

/** Whether a declaration is one of TensorFlow.js. */
export function isOfTfjs(declaration: ts.Node): boolean {
  return /[/\\]@tensorflow[/\\]tfjs/.test(declaration.getSourceFile().fileName)
}

/** The kind of what a list holds, where its type says that it holds something. */
export function elementKind(checker: ts.TypeChecker, list: ts.Expression): TensorKind {
  const element = checker.getTypeAtLocation(list).getNumberIndexType()
  return element ? kindOfType(checker, element) : 'none'
}

/** Whether a name, or what it is a member of, is declared by TensorFlow.js or imported from it. */
export function isDeclaredByTfjs(checker: ts.TypeChecker, name: ts.Expression): boolean {
  return isDeclaredBy(
    checker,
    name,
    (node) => isOfTfjs(node) || /^@tensorflow\//.test(importedFrom(node) ?? ''),
  )
}

/** Whether a name, or what it is a member of, has a declaration that passes the test. */
export function isDeclaredBy(
  checker: ts.TypeChecker,
  name: ts.Expression,
  test: (node: ts.Node) => boolean,
): boolean {
  if (checker.getSymbolAtLocation(name)?.declarations?.some(test)) return true
  return ts.isPropertyAccessExpression(name) && isDeclaredBy(checker, name.expression, test)
}

/** The module that an import or a `require` names. */
export function importedFrom(node: ts.Node): string | null {
  const statement = ts.findAncestor(node, ts.isImportDeclaration)
  if (statement && ts.isStringLiteral(statement.moduleSpecifier)) return statement.moduleSpecifier.text
  const declaration = ts.findAncestor(node, ts.isVariableDeclaration)
  const required = declaration?.initializer
  if (!required || !ts.isCallExpression(required) || required.expression.getText() !== 'require') return null
  const [name] = required.arguments
  return name && ts.isStringLiteralLike(name) ? name.text : null
}

function kindOfType(checker: ts.TypeChecker, type: ts.Type): TensorKind {
  const parts = type.isUnion() ? type.types : [type]
  if (!parts.some((part) => isTensorType(checker, part))) return 'none'
  if (parts.some((part) => (part.flags & PRIMITIVE) !== 0)) return 'mixed'
  return parts.some((part) => (part.flags & ABSENT) !== 0) ? 'optional' : 'tensor'
}

export function isTensorType(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.some((part) => isTensorType(checker, part))
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = checker.getBaseConstraintOfType(type)
    return constraint !== undefined && kindOfType(checker, constraint) !== 'none'
  }
  const symbol = type.getSymbol()
  if (!symbol) return false
  if (/^(Tensor|Variable|SymbolicTensor)$/.test(symbol.name) && symbol.declarations?.some(isOfTfjs))
    return true
  const declared = (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0
  return (
    declared &&
    (checker.getDeclaredTypeOfSymbol(symbol).getBaseTypes() ?? []).some((base) => isTensorType(checker, base))
  )
}
