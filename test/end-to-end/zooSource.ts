/**
 * @file What the sources of the zoo call their values and say about them, read with the TypeScript checker: the variables that hold
 * a tensor, and the comments above statements that make one. Constructors make modules and hold no tensors.
 */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { COMPILER_OPTIONS } from '../../packages/codegen/src/testing/emittedModule.ts'

export interface Words {
  /** Names of statement-level variables that hold a tensor. */
  readonly variables: readonly string[]
  /** Comments above statements that make a tensor, loops among them, each as its lines without marks. */
  readonly comments: readonly (readonly string[])[]
}

const sources = new URL('../../packages/zoo/src/', import.meta.url)

/** Reads `uNet.ts`, or of `resNetBody.ts#Bottleneck` that class and the functions of its file. */
export function createZooReader(files: readonly string[]): (source: string) => Words {
  const path = (source: string): string => fileURLToPath(new URL(source.replace(/#.*/, ''), sources))
  const program = ts.createProgram(files.map(path), COMPILER_OPTIONS)
  const checker = program.getTypeChecker()
  return (source) => {
    const [, className] = source.split('#')
    const tree = program.getSourceFile(path(source))!
    const variables: string[] = []
    const comments: string[][] = []
    const visit = (node: ts.Node): void => {
      if (ts.isConstructorDeclaration(node)) return
      if (ts.isClassDeclaration(node) && className && node.name?.text !== className) return
      if (isVariable(node) && isTensor(checker.getTypeAtLocation(node.name)))
        variables.push(node.name.getText())
      if (ts.isStatement(node) && !ts.isBlock(node) && makesTensor(node, checker)) {
        const lines = commentAbove(node, tree)
        if (lines.length > 0) comments.push(lines)
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
    return { variables, comments }
  }
}

/** Declared in a statement, by itself or in a pattern; not the variable of a loop. */
function isVariable(node: ts.Node): node is ts.VariableDeclaration | ts.BindingElement {
  if (ts.isVariableDeclaration(node))
    return ts.isIdentifier(node.name) && ts.isVariableStatement(node.parent.parent)
  if (!ts.isBindingElement(node) || !ts.isIdentifier(node.name)) return false
  let pattern: ts.Node = node
  while (
    ts.isBindingElement(pattern) ||
    ts.isArrayBindingPattern(pattern) ||
    ts.isObjectBindingPattern(pattern)
  )
    pattern = pattern.parent
  return ts.isVariableDeclaration(pattern) && ts.isVariableStatement(pattern.parent.parent)
}

/** A tensor or a variable of tfjs, perhaps null. */
function isTensor(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type]
  const values = parts.filter(({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0)
  return values.length > 0 && values.every(({ symbol }) => /^(Tensor|Variable)$/.test(symbol?.name ?? ''))
}

function makesTensor(statement: ts.Statement, checker: ts.TypeChecker): boolean {
  let found = false
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isCallExpression(node) && isTensor(checker.getTypeAtLocation(node))) found = true
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return found
}

function commentAbove(statement: ts.Statement, tree: ts.SourceFile): string[] {
  const ranges = ts.getLeadingCommentRanges(tree.text, statement.pos) ?? []
  return ranges.map(({ pos, end }) => tree.text.slice(pos, end).replace(/^\/\/\s*/, ''))
}

/**
 * The names that `forward` and the methods of emitted code give to what they compute, as often as they do; not those of weights and
 * sizes.
 */
export function declaredNames(code: string): readonly string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && !isFromOutside(node)) names.push(...identifiersOf(node.name))
    ts.forEachChild(node, visit)
  }
  const enter = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node)) visit(node)
    else if (!ts.isConstructorDeclaration(node)) ts.forEachChild(node, enter)
  }
  enter(ts.createSourceFile('emitted.ts', code, ts.ScriptTarget.Latest))
  return names
}

/** `const { stem } = this`, `const { batch } = checkInputs(...)` */
const isFromOutside = ({ initializer }: ts.VariableDeclaration): boolean =>
  initializer?.kind === ts.SyntaxKind.ThisKeyword ||
  (!!initializer &&
    ts.isCallExpression(initializer) &&
    ts.isIdentifier(initializer.expression) &&
    initializer.expression.text === 'checkInputs')

function identifiersOf(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : identifiersOf(element.name),
  )
}

/**
 * The variables of a source whose names are gone, each as often as it is missing. A name that was taken already is kept with the
 * path of its module before it or a number behind it: `changed`, `stages01Changed`, `changed_1`.
 */
export function lostNames(variables: readonly string[], declared: readonly string[]): readonly string[] {
  const left = declared.map((name) => name.replace(/_\d+$/, ''))
  const take = (says: (name: string) => boolean): boolean => {
    const index = left.findIndex(says)
    if (index >= 0) left.splice(index, 1)
    return index >= 0
  }
  return variables.filter((variable) => {
    const behindPath = variable.charAt(0).toUpperCase() + variable.slice(1)
    return !take((name) => name === variable) && !take((name) => name.endsWith(behindPath))
  })
}
