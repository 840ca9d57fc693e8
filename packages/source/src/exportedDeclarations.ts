/** @file The declarations of a file that it exports under a name, read from the syntax alone. */
import ts from 'typescript'

export interface ExportedDeclaration {
  readonly exportName: string
  /** A class, a function, a variable, or the expression of `export default`. */
  readonly node: ts.Node
}

/** Exports of declarations in the file itself, in the order of the text; what is only passed on from another file is left out. */
export function exportedDeclarations(tree: ts.SourceFile): readonly ExportedDeclaration[] {
  const listed = namesOfLists(tree)
  return tree.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) {
      const isName = ts.isIdentifier(statement.expression)
      return statement.isExportEquals || isName ? [] : [{ exportName: 'default', node: statement }]
    }
    return declarationsOf(statement).flatMap(({ name, node }) =>
      exportNames(statement, name, listed).map((exportName) => ({ exportName, node })),
    )
  })
}

/** By local name, the names of `export { Net as Model }` and `export default Net`. */
function namesOfLists(tree: ts.SourceFile): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  const add = (local: string, exported: string) => names.set(local, [...(names.get(local) ?? []), exported])
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
      add(statement.expression.text, 'default')
    const clause = ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause
    if (!clause || !ts.isNamedExports(clause)) continue
    for (const { name, propertyName } of clause.elements) add((propertyName ?? name).text, name.text)
  }
  return names
}

function declarationsOf(statement: ts.Statement): { name: string | null; node: ts.Node }[] {
  if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))
    return [{ name: statement.name?.text ?? null, node: statement }]
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap((node) =>
    ts.isIdentifier(node.name) ? [{ name: node.name.text, node }] : [],
  )
}

function exportNames(
  statement: ts.Statement,
  name: string | null,
  listed: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const flags = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  const has = (kind: ts.SyntaxKind) => flags.some((flag) => flag.kind === kind)
  const own = !has(ts.SyntaxKind.ExportKeyword)
    ? []
    : has(ts.SyntaxKind.DefaultKeyword)
      ? ['default']
      : name === null
        ? []
        : [name]
  return [...own, ...(name === null ? [] : (listed.get(name) ?? []))]
}
