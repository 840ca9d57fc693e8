/** @file The parity table answers every row, with tests and APIs that exist; its page is current. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { fxParity } from './fxParity.ts'
import { section, type TestReference } from './parityRow.ts'
import { renderFxParity } from './renderFxParity.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const rows = fxParity.flatMap((part) => part.rows)
const provided = rows.flatMap(({ torch, answer }) =>
  answer.kind === 'provided' ? [{ torch, ...answer }] : [],
)

/** Names of the tests in a file: the first argument of `it(...)` and of `it.each(...)(...)`. */
function testNames(file: string): readonly string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [name] = node.arguments
      if (name && ts.isStringLiteralLike(name) && /^it\b/.test(node.expression.getText(tree)))
        names.push(name.text)
    }
    ts.forEachChild(node, visit)
  }
  const tree = ts.createSourceFile(file, readFileSync(root + file, 'utf8'), ts.ScriptTarget.ES2023, true)
  visit(tree)
  return names
}

/** Says whether `name`, `Class.method` or `Interface.member` is exported by the package tsfx. */
function publicFace(): (name: string) => boolean {
  const entry = `${root}packages/tsfx/src/index.ts`
  const program = ts.createProgram([entry], {
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['tsfx-source'],
    types: [],
  })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]))
  return (name) => {
    const [owner, member] = name.split('.') as [string, string?]
    const alias = exported.get(owner)
    if (!alias || member === undefined) return alias !== undefined
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
    return checker.getDeclaredTypeOfSymbol(symbol).getProperty(member) !== undefined
  }
}

describe('the parity table', () => {
  it('names tests that exist', () => {
    const byFile = new Map<string, readonly string[]>()
    const isThere = ({ file, name }: TestReference): boolean => {
      if (!byFile.has(file)) byFile.set(file, existsSync(root + file) ? testNames(file) : [])
      return byFile.get(file)!.includes(name)
    }
    const missing = provided.filter(({ test }) => !isThere(test))
    expect(missing.map(({ torch, test }) => `${torch}: ${test.file} > ${test.name}`)).toEqual([])
  })

  it('can name each conformance test, because no two of a file have one name', () => {
    const folder = 'test/conformance/fx/'
    const twice = readdirSync(root + folder)
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => {
        const names = testNames(folder + file)
        return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${file} > ${name}`)
      })
    expect(twice).toEqual([])
  })

  it('names APIs that the package tsfx exports', () => {
    const isExported = publicFace()
    expect(isExported('Edit.erase')).toBe(true)
    expect(isExported('Edit.eraze')).toBe(false)
    const missing = provided.flatMap(({ torch, ours }) =>
      ours.filter((name) => !isExported(name)).map((name) => `${torch}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('has each row once', () => {
    const names = rows.map(({ torch }) => torch)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  it('says why each row that does not apply does not', () => {
    const unanswered = rows.filter(
      ({ answer }) => answer.kind === 'notApplicable' && answer.reason.length < 15,
    )
    expect(unanswered).toEqual([])
  })

  it('leaves no row that nearly every pass author uses without an API', () => {
    const late = rows.filter(({ mark, answer }) => mark === '★★★' && answer.kind !== 'provided')
    expect(late.map(({ torch }) => torch)).toEqual([])
  })

  it('has its page in docs, up to date', () => {
    const page = readFileSync(`${root}docs/fx-parity.md`, 'utf8')
    expect(page, 'run scripts/generateFxParity.mjs').toBe(renderFxParity(fxParity))
  })

  it.each([
    ['without a test', 'C | test_x | Edit.erase | editing'],
    ['of an unknown mark', 'X | test_x | - | no reason to be here'],
    ['without an answer', 'C | test_x'],
    ['planned by nobody', 'C | test_x | planned | some day'],
  ])('cannot have a row %s', (_, line) => {
    expect(() => section('A section', line)).toThrow(TypeError)
  })
})
