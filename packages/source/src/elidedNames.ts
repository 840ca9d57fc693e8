/**
 * @file Which imported and exported names stay in the JavaScript, by TypeScript's own rule.
 *
 * `import { Shape, relu } from './layers.ts'` must lose `Shape` when it is a type: Node refuses an import of
 * what the other file does not export. What is used as a value is a question of scopes that TypeScript's
 * transpile has answered, so the names are read off its result rather than worked out again.
 */
import ts from 'typescript'

/** Start positions of the import and export names that TypeScript keeps. */
export type KeptNames = Set<number>

/** A transformer that notes in `kept` which names are left after TypeScript has dropped the types. */
export function keepNames(kept: KeptNames): ts.TransformerFactory<ts.SourceFile> {
  return () => (tree) => {
    for (const statement of tree.statements) {
      for (const name of namesOf(statement)) kept.add(ts.getOriginalNode(name).end)
    }
    return tree
  }
}

/** `code`, the blanked text of `tree`, with the names that are not kept blanked as well. */
export function blankElidedNames(code: string, tree: ts.SourceFile, kept: KeptNames): string {
  let result = code
  for (const statement of tree.statements) {
    const names = namesOf(statement)
    const elided = names.filter((name) => !kept.has(name.end))
    if (names.length > 0 && elided.length === names.length) {
      result = blank(result, statement.getStart(tree), statement.end, ';')
    } else {
      for (const name of elided) result = blank(result, ...rangeOf(name, tree))
    }
  }
  return result
}

type ModuleName = ts.Identifier | ts.NamespaceImport | ts.ImportSpecifier | ts.ExportSpecifier

function namesOf(statement: ts.Statement): ModuleName[] {
  if (ts.isImportDeclaration(statement) && statement.importClause) {
    const { name, namedBindings } = statement.importClause
    const bindings =
      !namedBindings || ts.isNamedImports(namedBindings) ? (namedBindings?.elements ?? []) : [namedBindings]
    return name ? [name, ...bindings] : [...bindings]
  }
  // `export { T } from './other.ts'` says nothing here about what T is.
  const exported = ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause
  return exported && ts.isNamedExports(exported) ? [...exported.elements] : []
}

/** A name with the comma that must go with it: the one after it, or before `* as name`. */
function rangeOf(name: ModuleName, tree: ts.SourceFile): [start: number, end: number] {
  if (ts.isNamespaceImport(name)) return [tree.text.lastIndexOf(',', name.getStart(tree)), name.end]
  const comma = /^\s*,/.exec(tree.text.slice(name.end))
  return [name.getStart(tree), name.end + (comma?.[0].length ?? 0)]
}

/** Replaces a range by spaces; `first` may end the statement before it. */
function blank(text: string, start: number, end: number, first = ' '): string {
  const spaces = text.slice(start + 1, end).replace(/[^\r\n]/g, ' ')
  return text.slice(0, start) + first + spaces + text.slice(end)
}
