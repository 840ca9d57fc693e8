import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { originalLocation } from './originalLocation.ts'
import { stripTypes } from './stripTypes.ts'

const strip = (source: string, name = 'model.ts') => stripTypes(source, name)

describe('stripTypes', () => {
  it('blanks types and keeps every position', () => {
    const source = 'export class Net {\n  private w: number[] = []\n  f<T>(x: T): T { return x as T }\n}\n'
    const { code, map } = strip(source)
    expect(map).toBeUndefined()
    expect(code.length).toBe(source.length)
    for (const word of ['class', 'w', '= []', 'return']) expect(code.indexOf(word)).toBe(source.indexOf(word))
    expect(code).not.toContain('number')
  })

  it('leaves JavaScript alone', () => {
    expect(strip('enum', 'a.mjs')).toEqual({ code: 'enum' })
  })

  it('removes imports that are only types, with or without the word', () => {
    const source = [
      "import { Shape, relu, Spec } from './layers.ts'",
      "import type { A } from './a.ts'",
      "import { type B } from './b.ts'",
      "import { Only } from './only.ts'",
      "import Def, { used } from './def.ts'",
      "import kept, * as Space from './space.ts'",
      "import './effect.ts'",
      'export const f = (x: Shape, s: Spec, a: A, b: B, o: Only, d: Def, n: Space.T) => relu(used(kept(x)))',
    ].join('\n')
    const { code } = strip(source)
    expect(code.length).toBe(source.length)
    expect(
      code
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ').trim())
        .slice(0, 7),
    ).toEqual([
      "import { relu, } from './layers.ts'",
      ';',
      ';',
      ';',
      "import { used } from './def.ts'",
      "import kept from './space.ts'",
      "import './effect.ts'",
    ])
    expect(code.indexOf('relu(used')).toBe(source.indexOf('relu(used'))
  })

  it('asks TypeScript what is a use: a local variable of the same name is none', () => {
    const { code } = strip("import { Shape } from './s.ts'\nexport const f = (Shape: number) => Shape + 1\n")
    expect(code).not.toContain('import')
  })

  it('keeps an import that an export hands on, and drops an exported local type', () => {
    const { code } = strip("import { a } from './a.ts'\ninterface T { x: number }\nexport { a, T }\n")
    expect(code).toContain("import { a } from './a.ts'")
    expect(code).toMatch(/export \{ a,\s+\}/)
  })

  it.each([
    ['enum', 'enum Mode { Train, Eval }\nexport const mode = Mode.Eval\n', 'Mode["Train"]'],
    ['parameter property', 'export class Net { constructor(readonly w: number) {} }\n', 'this.w = w'],
    ['namespace', 'namespace N { export const a = 1 }\nexport const b = N.a\n', 'N.a = 1'],
    ['decorator', 'const d = (c: unknown) => c as never\n@d export class Net {}\n', '__esDecorate'],
  ])('transpiles %s with an inline map', (_, source, expected) => {
    const { code, map } = strip(source)
    expect(code).toContain(expected)
    expect(code).toContain('//# sourceMappingURL=data:application/json;base64,')
    expect(JSON.parse(map ?? '').sourcesContent).toEqual([source])
  })

  it('transpiles JSX', () => {
    expect(strip('export const a = <b>c</b>\n', 'a.tsx').code).toContain('_jsx("b"')
  })

  it('reports a syntax error with its place', () => {
    expect(() => strip('const a = 1\nconst b = (2\n')).toThrow(
      /TSFX1107 model\.ts cannot be parsed: .*\n {2}at: model\.ts:3:1/,
    )
  })
})

describe('originalLocation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const positionIn = (text: string, word: string) => {
    const before = text.slice(0, text.indexOf(word)).split('\n')
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
  }

  it('maps a transpiled file back to the user`s text', () => {
    const source =
      'enum Mode { A,\n B }\nexport function f(x: { relu(): number },   m: Mode) {\n  return m === Mode.A ? 0 :   x.relu()\n}\n'
    const file = write('enum.ts', source)
    const running = positionIn(stripTypes(source, file).code, 'relu()')
    const original = positionIn(source, 'relu()\n')
    expect(running).not.toEqual(original)
    expect(originalLocation({ file, ...running })).toEqual({ file, ...original })
  })

  it('leaves blanked, foreign and missing files alone', () => {
    const file = write('plain.ts', 'export const a: number = 1\n')
    for (const path of [file, `${folder}/missing.ts`, 'node:internal', 'https://x.org/a.ts']) {
      expect(originalLocation({ file: path, line: 1, column: 3 })).toEqual({ file: path, line: 1, column: 3 })
    }
  })
})
