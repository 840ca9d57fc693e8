/**
 * @file The probes: one exported function or class each, in `refused/` and `accepted/`. A comment under a line marks
 * what is expected there: `//  ^ TSFX1101 static` at the column of the caret, `// <- TSFX1101 static` at the line's first
 * character. `static` is found before anything runs, `runtime` while forward is traced; `typed` or `untyped` at the end
 * restricts a mark to that form; `unchecked` is where the static check says that it cannot follow a tensor. A probe expects the marks of its declaration and of those that it mentions.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Mark {
  readonly code: string
  readonly by: 'static' | 'runtime'
  readonly form: 'typed' | 'untyped' | null
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface Probe {
  readonly file: string
  readonly name: string
  /** Parameters of its forward. */
  readonly parameters: readonly string[]
  readonly marks: readonly Mark[]
}

interface Declaration {
  readonly file: string
  readonly node: ts.Statement
  readonly isExported: boolean
}

/** The probes of a folder, in the order of their files; a file of which another one imports holds none. */
export function readProbes(folder: string): Probe[] {
  const declarations = new Map<string, Declaration>()
  const imported = new Set<string>()
  for (const file of readdirSync(folder).sort()) {
    const tree = ts.createSourceFile(
      file,
      readFileSync(join(folder, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    for (const { fileName } of ts.preProcessFile(tree.text).importedFiles) imported.add(fileName.slice(2))
    for (const node of tree.statements) {
      const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : []
      const isExported = !!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      const name = declaredName(node)
      if (name) declarations.set(`${file}:${name}`, { file, node, isExported })
    }
  }
  return [...declarations]
    .filter(([, { file, isExported }]) => isExported && !imported.has(file))
    .map(([key, { file, node }]) => ({
      file,
      name: key.split(':')[1] as string,
      parameters: forwardParameters(node),
      marks: marksOf(key, declarations),
    }))
}

function declaredName(node: ts.Statement): string | null {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return node.name?.text ?? null
  const variable = ts.isVariableStatement(node) && node.declarationList.declarations[0]
  return variable && ts.isIdentifier(variable.name) ? variable.name.text : null
}

/** Those of the probe's function, or of the first `forward` in it; one `x` where it is inherited. */
function forwardParameters(node: ts.Statement): readonly string[] {
  const find = (at: ts.Node): readonly string[] | undefined => {
    const isForward = ts.isFunctionDeclaration(at) || (ts.isFunctionLike(at) && nameOf(at) === 'forward')
    if (isForward && at.parameters.length > 0) {
      const required = at.parameters.filter(({ initializer }) => !initializer)
      return required.map(({ name }) => name.getText())
    }
    return ts.forEachChild(at, find)
  }
  return find(node) ?? ['x']
}

const nameOf = (node: ts.SignatureDeclaration): string | undefined =>
  (node.name ?? (ts.isPropertyAssignment(node.parent) ? node.parent.name : undefined))?.getText()

function marksOf(start: string, declarations: ReadonlyMap<string, Declaration>): readonly Mark[] {
  const reached = new Set([start])
  for (const key of reached) {
    const { file, node } = declarations.get(key) as Declaration
    for (const name of mentioned(node)) {
      const found = [`${file}:${name}`, `reachedFile.ts:${name}`].find((other) => declarations.has(other))
      if (found) reached.add(found)
    }
  }
  return [...reached].flatMap((key) => marksIn(declarations.get(key) as Declaration))
}

/** Identifiers that are neither names of members nor of variables of its own. */
function mentioned(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>()
  const own = new Set<string>()
  const visit = (at: ts.Node): void => {
    const isMember =
      (ts.isPropertyAccessExpression(at.parent) || ts.isClassElement(at.parent)) && at.parent.name === at
    if (ts.isIdentifier(at) && !isMember) names.add(at.text)
    if ((ts.isBindingElement(at) || ts.isParameter(at)) && ts.isIdentifier(at.name)) own.add(at.name.text)
    ts.forEachChild(at, visit)
  }
  visit(node)
  return new Set([...names].filter((name) => !own.has(name)))
}

const MARK = /^(\s*\/\/\s*)(\^|<-) (TSFX\d{4}|unchecked) (static|runtime)(?: (typed|untyped))?$/

function marksIn({ file, node }: Declaration): Mark[] {
  const { text } = node.getSourceFile()
  const start = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line
  const lines = text.split('\n')
  const marks: Mark[] = []
  // A mark under the last line of a declaration lies behind it.
  const end = node.getSourceFile().getLineAndCharacterOfPosition(node.end).line + 1
  let marked = start
  for (let index = start; index <= end; index++) {
    const line = lines[index] ?? ''
    const [, indent, sign, code, by, form = null] = MARK.exec(line) ?? []
    if (indent === undefined) {
      if (/^\s*\/\/\s*(\^|<-)/.test(line)) throw new SyntaxError(`${file}:${index + 1} is no mark: ${line}`)
      marked = index
    } else {
      const column = sign === '^' ? indent.length + 1 : (lines[marked] as string).search(/\S/) + 1
      marks.push({ code, by, form, file, line: marked + 1, column } as Mark)
    }
  }
  return marks
}
