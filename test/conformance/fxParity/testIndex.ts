/**
 * @file The tests of a file by name, each with what it touches: the identifiers in the test, in what the file sets up for
 * all its tests, and in what these lead to in the file and in its fixtures. So a row can be held to a test which uses the API that the row names.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

export interface IndexedTest {
  readonly name: string
  /** Is it `it.skip`, `it.todo` or `it.fails`, or inside such a `describe`? */
  readonly isIdle: boolean
  readonly touches: ReadonlySet<string>
}

type Declarations = Map<string, Set<string>>

/** The tests of `file`: calls of `it(...)` and of `it.each(...)(...)`. A file that is not there has none. */
export function testsOf(file: string): readonly IndexedTest[] {
  if (!existsSync(file)) return []
  const tree = parse(file)
  const declarations = declarationsOf(file, tree)
  const setup = setupOf(tree)
  const tests: IndexedTest[] = []
  const visit = (node: ts.Node, isIdleAround: boolean): void => {
    const call = ts.isCallExpression(node) ? calleeOf(node, tree) : ''
    const isIdle = isIdleAround || /^(it|describe)\b.*\.(skip|todo|fails)\b/s.test(call)
    const name = ts.isCallExpression(node) ? node.arguments[0] : undefined
    if (/^it\b/.test(call) && name && ts.isStringLiteralLike(name))
      tests.push({
        name: name.text,
        isIdle,
        touches: reached([...setup, ...identifiersOf(node)], declarations),
      })
    ts.forEachChild(node, (child) => visit(child, isIdle))
  }
  visit(tree, false)
  return tests
}

/** The callee without the arguments of the calls in it, which may hold any text: `it.each(...)` is `it.each`. */
function calleeOf({ expression }: ts.CallExpression, tree: ts.SourceFile): string {
  if (ts.isCallExpression(expression)) return calleeOf(expression, tree)
  return ts.isTaggedTemplateExpression(expression) ? expression.tag.getText(tree) : expression.getText(tree)
}

/** What the file does before its tests, such as to register an op: statements that are calls, but of neither tests nor suites. */
function setupOf(tree: ts.SourceFile): readonly string[] {
  const calls = tree.statements.filter(
    (statement) => ts.isExpressionStatement(statement) && !/^(it|describe)\b/.test(statement.getText(tree)),
  )
  return calls.flatMap((call) => [...identifiersOf(call)])
}

/** What each name that is declared in the file, in whatever scope, or in a fixture of it, leads to. */
function declarationsOf(file: string, tree: ts.SourceFile): Declarations {
  const declarations: Declarations = new Map()
  const add = (name: string, found: Iterable<string>): void => {
    const known = declarations.get(name) ?? new Set()
    for (const each of found) known.add(each)
    declarations.set(name, known)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const { text } = node.moduleSpecifier
      if (!text.endsWith('.fixture.ts')) return
      const fixture = join(dirname(file), text)
      for (const [name, found] of declarationsOf(fixture, parse(fixture))) add(name, found)
      return
    }
    if (isDeclaration(node) && node.name)
      for (const name of identifiersOf(node.name)) add(name, identifiersOf(node))
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return declarations
}

const isDeclaration = (
  node: ts.Node,
): node is ts.VariableDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration =>
  ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)

function identifiersOf(root: ts.Node): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

function reached(from: readonly string[], declarations: Declarations): ReadonlySet<string> {
  const found = new Set(from)
  // A set that grows is walked to its end.
  for (const name of found) for (const next of declarations.get(name) ?? []) found.add(next)
  return found
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true)
