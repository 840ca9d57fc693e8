/** @file What a source file imports and exports, read from its syntax tree. */
import ts from 'typescript'

export interface Import {
  readonly specifier: string
  /** `type` leaves nothing at run time; `dynamic` is `import()`. */
  readonly kind: 'value' | 'type' | 'dynamic'
  readonly line: number
}

export interface Syntax {
  readonly imports: readonly Import[]
  readonly hasDefaultExport: boolean
}

/** Imports of a file (re-exports and `import('x').T` too), and whether it has a default export. */
export function syntaxOf(file: string, text: string): Syntax {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  let hasDefaultExport = false
  const add = (literal: ts.Node | undefined, kind: Import['kind']): void => {
    if (!literal || !ts.isStringLiteralLike(literal)) return
    imports.push({
      specifier: literal.text,
      kind,
      line: source.getLineAndCharacterOfPosition(literal.pos).line + 1,
    })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node) ? 'type' : 'value')
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value')
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, 'type')
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], 'dynamic')
    hasDefaultExport ||= isDefaultExport(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { imports, hasDefaultExport }
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.isTypeOnly) return true
  const named = importClause.namedBindings
  return (
    !importClause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  )
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  )
}
