/** @file The parity table answers every row, with tests and APIs that exist; its page is current. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { fxParity } from './fxParity.ts'
import { section, type TestReference } from './parityRow.ts'
import { renderFxParity } from './renderFxParity.ts'
import { type IndexedTest, testsOf } from './testIndex.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const rows = fxParity.flatMap((part) => part.rows)
const provided = rows.flatMap(({ torch, answer }) =>
  answer.kind === 'provided' ? [{ torch, ...answer }] : [],
)

/** Each API that a row names, with its test; `*` stands for all of them. */
const named = provided.flatMap(({ torch, ours, test }) =>
  ours.filter((api) => api !== '*').map((api) => ({ torch, api, test })),
)

const indexed = new Map<string, readonly IndexedTest[]>()

function testsAt(file: string): readonly IndexedTest[] {
  if (!indexed.has(file)) indexed.set(file, testsOf(root + file))
  return indexed.get(file)!
}

const testAt = ({ file, name }: TestReference): IndexedTest | undefined =>
  testsAt(file).find((test) => test.name === name)

const isTouched = ({ touches }: IndexedTest, api: string): boolean => touches.has(api.split('.').at(-1)!)

const mentions = (file: string, api: string): boolean => testsAt(file).some((test) => isTouched(test, api))

type Kind = 'type' | 'value' | 'member'

/** Says what `name`, `Class.method` or `Interface.member` is among the exports of the package tsfx; null: it is none. */
function publicFace(): (name: string) => Kind | null {
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
    if (!alias) return null
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
    if (member === undefined) return symbol.flags & ts.SymbolFlags.Value ? 'value' : 'type'
    return checker.getDeclaredTypeOfSymbol(symbol).getProperty(member) ? 'member' : null
  }
}

describe('the parity table', () => {
  const kindOf = publicFace()

  it('names tests that exist', () => {
    const missing = provided.filter(({ test }) => !testAt(test))
    expect(missing.map(({ torch, test }) => `${torch}: ${test.file} > ${test.name}`)).toEqual([])
  })

  it('names tests that run', () => {
    const idle = provided.filter(({ test }) => testAt(test)?.isIdle)
    expect(idle.map(({ torch, test }) => `${torch}: ${test.name}`)).toEqual([])
  })

  it('names tests that touch the API of their row', () => {
    const apart = provided.filter(({ ours, test }) => {
      const found = testAt(test)
      return !ours.includes('*') && !ours.some((api) => found && isTouched(found, api))
    })
    expect(apart.map(({ torch, ours, test }) => `${torch}: ${ours} in ${test.name}`)).toEqual([])
  })

  it('names refusals of what is planned that a test holds', () => {
    const refusals = readFileSync(`${root}test/conformance/fx/captureRefusals.test.ts`, 'utf8')
    const unheld = rows.filter(
      ({ answer }) =>
        answer.kind === 'planned' && answer.refusal && !refusals.includes(`${answer.refusal}: `),
    )
    expect(unheld).toEqual([])
  })

  it('can name each conformance test, because no two of a file have one name', () => {
    const folder = `${root}test/conformance/fx/`
    const twice = readdirSync(folder)
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => {
        const names = testsOf(folder + file).map(({ name }) => name)
        return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${file} > ${name}`)
      })
    expect(twice).toEqual([])
  })

  it('names APIs that the package tsfx exports', () => {
    expect(['Edit.erase', 'Edit.eraze', 'emit', 'Arg'].map(kindOf)).toEqual(['member', null, 'value', 'type'])
    const missing = named.filter(({ api }) => kindOf(api) === null)
    expect(missing.map(({ torch, api }) => `${torch}: ${api}`)).toEqual([])
  })

  it('names APIs that the file of the test mentions, but for types, which are met by their form', () => {
    const apart = named.filter(({ api, test }) => kindOf(api) !== 'type' && !mentions(test.file, api))
    expect(apart.map(({ torch, api, test }) => `${torch}: ${api} in ${test.file}`)).toEqual([])
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
    ['refused by no code', 'C | test_x | planned TSFX | capture coverage'],
  ])('cannot have a row %s', (_, line) => {
    expect(() => section('A section', line)).toThrow(TypeError)
  })
})
