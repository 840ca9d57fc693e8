import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterEach, describe, expect, it } from 'vitest'
import { stripTypes } from '../stripTypes.ts'
import { GUARD, instrumentConditions } from './instrumentConditions.ts'
import { installStrictConditions } from './strictConditions.ts'

const tensor = { isTensor: true }
/** The codes of errors that were kept for the end of the trace. */
let kept: string[] = []

afterEach(() => {
  kept = []
  Reflect.deleteProperty(globalThis, GUARD)
})

/** Runs the instrumented body of `f(x, y)`, in which the tensor is refused. */
function run(body: string, x: unknown, y: unknown, presence: readonly string[] = []): unknown {
  installStrictConditions({
    isTensor: (value) => value === tensor,
    isPresenceTest: ({ line, column }) => presence.includes(`${line}:${column}`),
    refuse(error) {
      kept.push(error.code)
      return error
    },
    lookup: { describe: () => null, codeFrame: () => null },
  })
  const instrumented = instrumentConditions(`export function f(x, y) {\n${body}\n}\n`, '/model.js')
  const code = (instrumented?.code ?? '').replace('export function', 'return function')
  const f = new Function(code)() as (x: unknown, y: unknown) => unknown
  return f(x, y)
}

/** `CODE line:column` of the error. */
function refusal(body: string): string {
  try {
    run(body, tensor, 1)
  } catch (error) {
    const { code, place } = error as { code: string; place: { loc: { line: number; column: number } } }
    return `${code.slice(4)} ${place.loc.line}:${place.loc.column}`
  }
  return 'nothing'
}

describe('instrumented conditions', () => {
  it.each([
    ['if (x) return 1', '1101 2:5'],
    ['if (y && (x)) return 1', '1101 2:11'],
    ['while (x) return 1', '1101 2:8'],
    ['do {} while (x)', '1101 2:14'],
    ['for (; x; ) return 1', '1101 2:8'],
    ['return x ? 1 : 2', '1101 2:8'],
    ['return !x', '1101 2:9'],
    ['return x && y', '1101 2:8'],
    ['return x || y', '1101 2:8'],
    ['x &&= y', '1101 2:1'],
    ['x ||= y', '1101 2:1'],
    ['return Boolean(x)', '1101 2:16'],
    ['return x === y', '1102 2:8'],
    ['return y != x', '1102 2:8'],
    ['switch (x) { default: }', '1106 2:9'],
    ['switch (y) { case x: }', '1106 2:19'],
    ['return [x].map((t) => { if (t) return 1 })', '1101 2:29'],
  ])('refuse a tensor: %s', (body, expected) => {
    expect(refusal(body)).toBe(expected)
  })

  it.each([
    'return x === null || undefined == x',
    'return x != null && y === 1',
    'x ??= y; return x ?? y',
    'return typeof x === "object"',
    'return x?.isTensor ? 1 : 2',
  ])('let a test for presence pass: %s', (body) => {
    const plain = new Function('x', 'y', body) as (x: unknown, y: unknown) => unknown
    expect(run(body, tensor, 1)).toBe(plain(tensor, 1))
  })

  it.each([
    ['x ? 1 : 2', 'TSFX1101'],
    ['x === y', 'TSFX1102'],
    ['((t) => { switch (t) {} })(x)', 'TSFX1106'],
  ])('refuse a tensor also where forward catches what is thrown: %s', (expression, code) => {
    expect(run(`try { return ${expression} } catch { return 'caught' }`, tensor, 1)).toBe('caught')
    expect(kept).toEqual([code])
  })

  it('let places pass whose tensor may be absent', () => {
    expect(run('return x ? y : 0', tensor, 7, ['2:8'])).toBe(7)
    expect(() => run('return x ? y : 0', tensor, 7, ['2:9'])).toThrow(/TSFX1101/)
  })

  it('change no value and no order of evaluation', () => {
    const body = `const seen = []
    const tell = (value) => { seen.push(value); return value }
    for (let i = 0; i < 3 && tell(i) < 2; i++) { if (!(i % 2)) continue; tell('odd') }
    let z = Boolean(...[tell(0)]) ? 1 : 0
    z ||= tell('set'); z &&= tell('kept'); z ??= tell('never')
    while (tell(seen.length) < 12) tell(seen.length === 10 ? 'ten' : seen.length != 10)
    do tell('once'); while (tell(0) || tell(null) || undefined)
    switch (tell(y)) { case tell(1): tell('one'); break; case tell(2): tell('two') ; default: tell('default') }
    return JSON.stringify([seen, z, x && y, x || y, x == y, x !== y, NaN === NaN, '1' == 1])`
    const plain = new Function('x', 'y', body) as (x: unknown, y: unknown) => unknown
    for (const [x, y] of [
      [0, 2],
      ['a', 1],
      [null, undefined],
    ]) {
      expect(run(body, x, y)).toBe(plain(x, y))
    }
  })

  it('keep the place of every call', () => {
    const source = `export class Net {
  forward(x: Tensor, mask?: Tensor) {
    if (x.rank > 2 && !this.flat(x)) return this.act(x ? relu(x) : x)
    return mask === undefined ? this['act'](tf.mul(x, 2)) : tf.add(x, mask)
  }
}
`
    const { code, map } = instrumentConditions(source, '/net.ts') ?? { code: '', map: '' }
    const trace = new TraceMap(map)
    const at = (text: string, name: string) => {
      const index = text.indexOf(name)
      const lines = text.slice(0, index).split('\n')
      return { line: lines.length, column: (lines.at(-1) as string).length }
    }
    for (const name of ['flat(', 'act(', 'relu(', 'mul(', 'add(']) {
      const { line, column, source: file } = originalPositionFor(trace, at(code, name))
      expect({ name, line, column, file }).toEqual({ name, ...at(source, name), file: '/net.ts' })
    }
  })

  it('are in modules that neither import nor export as well', () => {
    expect(instrumentConditions('globalThis.act = (x) => (x ? 1 : 2)', '/act.js')?.code).toContain(
      '.truth(x,',
    )
  })

  it.each(['/model.js', '/model.ts'])('are in no file with a syntax error: %s', (file) => {
    expect(instrumentConditions('export const f = (a => { if (a', file)).toBeNull()
    expect(instrumentConditions('export const f = (a) => (a ? 1 : 2', file)).toBeNull()
  })

  it('are no reason to load other modules: imports stay as the loader keeps them', () => {
    const source = `import './effect.ts'
import { type Kind, Shape, relu } from './layers.ts'
export const f = (x: Shape) => (x ? relu(x) : x)
`
    const imports = (code = '') => code.match(/from '.*'|import '.*'|\brelu\b|\bShape\b|\bKind\b/g)
    expect(imports(instrumentConditions(source, '/f.ts')?.code)).toEqual(
      imports(stripTypes(source, '/f.ts').code),
    )
    const untyped = "import { unused } from './effect.js'\nexport const f = (x) => !x\n"
    expect(instrumentConditions(untyped, '/f.js')?.code).toContain("import { unused } from './effect.js'")
  })
})
