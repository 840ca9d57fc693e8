/** @file The name by which a file calls functions of TensorFlow.js. */
import ts from 'typescript'
import type { TextEdit } from '../live/tagEdit.ts'

export interface TfjsNamespace {
  readonly name: string
  /** Imports it, where the file has only single functions or types. */
  readonly edit: TextEdit | null
}

/** The namespace that a file has, or one that an edit imports; null where the name `tf` means something else. */
export function tfjsNamespace(tree: ts.SourceFile): TfjsNamespace | null {
  const imports = tree.statements.filter(ts.isImportDeclaration)
  const ofTfjs = imports.filter(({ moduleSpecifier }) =>
    /^@tensorflow\/tfjs(-core)?$/.test((moduleSpecifier as ts.StringLiteral).text),
  )
  for (const { importClause } of ofTfjs) {
    const bindings = importClause?.namedBindings
    if (!importClause || !bindings || !ts.isNamespaceImport(bindings)) continue
    const name = bindings.name.text
    if (importClause.phaseModifier !== ts.SyntaxKind.TypeKeyword) return { name, edit: null }
    const start = importClause.getStart(tree)
    return { name, edit: { start, end: bindings.getStart(tree), text: '' } }
  }
  // Any other use of the name, in whichever scope, is too near.
  if (/\btf\b/.test(tree.text)) return null
  const specifier = (ofTfjs[0]?.moduleSpecifier as ts.StringLiteral | undefined)?.text
  const at = imports.at(-1)?.end
  if (specifier === undefined || at === undefined) return null
  return { name: 'tf', edit: { start: at, end: at, text: `\nimport * as tf from '${specifier}'` } }
}

/** Whether the name means the import at a place of the file, or nothing yet. */
export function isVisible(checker: ts.TypeChecker, node: ts.Node, { name }: TfjsNamespace): boolean {
  const found = checker
    .getSymbolsInScope(node, ts.SymbolFlags.Value | ts.SymbolFlags.Alias)
    .find((symbol) => symbol.name === name)
  return found === undefined || (found.declarations ?? []).every(ts.isNamespaceImport)
}
