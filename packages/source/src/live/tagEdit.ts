/** @file The edit that puts a `@tsfx` tag to be filled in above a model: the parameters of its forward by name. */
import ts from 'typescript'
import { tensorKind } from '../check/tensorTypes.ts'

/** Offsets into a text, and what stands there afterwards. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Sizes to begin with, by rank; a class `Tensor4D` says its own. */
const SIZES: Readonly<Record<number, string>> = { 0: '', 1: '?', 2: '?,10', 3: '?,28,28', 4: '?,28,28,1' }

/** The edit for an exported class, variable or function of `tree`. */
export function tagEdit(checker: ts.TypeChecker, tree: ts.SourceFile, node: ts.Node): TextEdit {
  const inputs = (forwardOf(checker, node)?.parameters ?? []).flatMap((parameter) =>
    inputOf(checker, parameter),
  )
  const tag = ['@tsfx', ...inputs].join(' ')
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
  const start = statement.getStart(tree)
  const indent = /[ \t]*$/.exec(tree.text.slice(0, start))?.[0] ?? ''
  const comment = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc).at(-1)
  if (!comment) return { start, end: start, text: `/** ${tag} */\n${indent}` }
  // A second comment would hide the first one from TypeScript.
  const text = tree.text.slice(comment.pos, comment.end)
  const closing = /\s*\*\/$/.exec(text)?.[0].length ?? 0
  return { start: comment.end - closing, end: comment.end, text: `\n${indent} * ${tag}\n${indent} */` }
}

function inputOf(checker: ts.TypeChecker, parameter: ts.Symbol): string[] {
  const declared = parameter.valueDeclaration
  if (!declared || !ts.isParameter(declared) || checker.isOptionalParameter(declared)) return []
  const { name } = parameter
  const type = checker.getTypeOfSymbol(parameter)
  if (type.flags & ts.TypeFlags.BooleanLike) return [`--input ${name}=false`]
  if (type.flags & ts.TypeFlags.NumberLike) return [`--input ${name}=0`]
  if (type.flags & ts.TypeFlags.StringLike) return [`--input ${name}='""'`]
  const isNamed = ts.isIdentifier(declared.name)
  const isTensor = isNamed && tensorKind(checker, declared.name, () => 'tensor') !== 'none'
  const rank = Number(/^Tensor(\d)D$/.exec(checker.typeToString(type))?.[1] ?? 4)
  return isTensor ? [`--input ${name}:${SIZES[rank] ?? SIZES[4]}`] : [`--input ${name}=null`]
}

/** The forward of a class, of what a variable holds or a function makes, or the function itself. */
function forwardOf(checker: ts.TypeChecker, node: ts.Node): ts.Signature | undefined {
  const expression = ts.isExportAssignment(node) ? node.expression : node
  const type = checker.getTypeAtLocation(expression)
  const [call] = type.getCallSignatures()
  const [construct] = type.getConstructSignatures()
  const owners = [
    ts.isClassLike(expression) ? type : construct?.getReturnType(),
    type,
    call?.parameters.length === 0 ? call.getReturnType() : undefined,
  ]
  for (const owner of owners) {
    const forward = owner?.getProperty('forward')
    const [signature] = forward ? checker.getTypeOfSymbolAtLocation(forward, node).getCallSignatures() : []
    if (signature) return signature
  }
  return call
}
