import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createSourceLookup } from './createSourceLookup.ts'
import { stripTypes } from './stripTypes.ts'

const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))
let count = 0

/** Writes `marked`, with `«1»`, `«2»`... removed, and gives the places of the marks as frames, innermost first. */
function source(marked: string, extension = '.ts') {
  const file = join(folder, `case${count++}${extension}`)
  const frames: { file: string; line: number; column: number }[] = []
  let text = ''
  for (const piece of marked.split(/(«\d»)/)) {
    const mark = /^«(\d)»$/.exec(piece)
    const lines = text.split('\n')
    if (mark)
      frames[Number(mark[1]) - 1] = { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
    else text += piece
  }
  writeFileSync(file, text)
  return { file, frames, text }
}

const describeMarked = (marked: string, extension?: string) =>
  createSourceLookup().describe(source(marked, extension).frames)

describe('names', () => {
  it.each([
    ['const', 'const y = tf.«1»relu(x)', 'y'],
    ['let with type', 'let y: T = «1»relu(x)', 'y'],
    ['assignment', 'y = tf.«1»relu(x)', 'y'],
    ['field', 'this.y = x.«1»relu()', 'y'],
    ['private field', 'this.#y = x.«1»relu()', 'y'],
    ['parentheses', 'const y = ((tf.«1»relu(x)))', 'y'],
    ['as', 'const y = tf.«1»relu(x) as T', 'y'],
    ['angle assertion', 'const y = <T>tf.«1»relu(x)', 'y'],
    ['non-null', 'const y = tf.«1»relu(x)!', 'y'],
    ['satisfies', 'const y = tf.«1»relu(x) satisfies T', 'y'],
    ['await', 'const y = await tf.«1»relu(x)', 'y'],
    ['branch', 'const y = c ? tf.«1»relu(x) : x', 'y'],
    ['other branch', 'const y = c ? x : tf.«1»relu(x)', 'y'],
    ['condition', 'const y = tf.«1»relu(x) ? 1 : 2', null],
    ['argument', 'const y = tf.relu(tf.«1»conv2d(x, w))', null],
    ['element call', "const y = x['relu']«1»(1)", 'y'],
    ['call of a call', 'const y = make(1)«1»(x)', 'y'],
    ['optional call', 'const y = f?.«1»(x)', 'y'],
    ['optional member', 'const y = x?.«1»relu()', 'y'],
    ['type arguments', 'const y = tf.«1»relu<T>(x)', 'y'],
    ['non-null callee', 'const y = tf.relu!«0»(x)'.replace('relu!«0»', '«1»relu!'), 'y'],
    ['statement', 'tf.«1»relu(x)', null],
    ['chain, first', 'const y = x\n  .«1»relu()\n  .square()', null],
    ['chain, last', 'const y = x\n  .relu()\n  .«1»square()', 'y'],
  ])('%s', (_, marked, name) => {
    expect(describeMarked(marked)).toEqual({ name, outputs: null, comment: null })
  })

  it.each([
    ['array', 'const [a, , b] = tf.«1»split(x, 3)', ['a', null, 'b']],
    ['rest', 'const [a, ...rest] = tf.«1»split(x, 3)', ['a', null]],
    ['object', 'const { mean, variance: spread } = tf.«1»moments(x)', { mean: 'mean', variance: 'spread' }],
    ['array assignment', ';[a, this.b] = tf.«1»split(x, 2)', ['a', 'b']],
    [
      'object assignment',
      '({ mean, variance: this.spread } = tf.«1»moments(x))',
      { mean: 'mean', variance: 'spread' },
    ],
    ['object without a name', 'const { mean: [first], ...rest } = tf.«1»moments(x)', {}],
  ])('%s destructuring', (_, marked, outputs) => {
    expect(describeMarked(marked)).toEqual({ name: null, outputs, comment: null })
  })

  it.each(['.ts', '.mts', '.js', '.mjs', '.jsx', '.tsx'])('reads %s', (extension) => {
    expect(describeMarked('const y = tf.«1»relu(x)', extension)?.name).toBe('y')
  })
})

describe('positions that V8 reports', () => {
  it.each([
    'const y = f(1)',
    'const y = o.f(1)',
    'const y = o?.f(1)',
    "const y = o['f'](1)",
    'const y = (0, f)(1)',
    'const y = o.f.bind(o)(1)',
    'const y = o.self().f?.(1)',
    'const y = o\n  .self()\n  .self()\n  .f(1)',
    'class A { #f = f; m() { const y = this.#f(1) } }\nnew A().m()',
    'class B { f() { return f() } }\nclass A extends B { m() { const y = super.f(1) } }\nnew A().m()',
  ])('%s', (text) => {
    const { file } = source(text)
    let stack = ''
    const f = () => {
      stack = new Error().stack ?? ''
    }
    const o = { f, self: () => o }
    runInNewContext(text, { f, o }, { filename: file })
    const frames = [...stack.matchAll(/\(?([^\s(]+case\d+\.ts):(\d+):(\d+)/g)].map(
      ([, path = '', line, column]) => ({
        file: path,
        line: Number(line),
        column: Number(column),
      }),
    )
    expect(createSourceLookup().describe(frames)?.name).toBe('y')
  })
})

describe('climbing', () => {
  it.each([
    ['return', 'function f(x) { return tf.«1»relu(x) }\nconst stem = «2»f(x)'],
    ['arrow body', 'const f = (x) => tf.«1»relu(x)\nconst stem = «2»f(x)'],
    ['returned branch', 'const f = (x) => (c ? tf.«1»relu(x) : x)\nconst stem = «2»f(x)'],
    [
      'const, then return',
      'function f(x) { const y = tf.«1»relu(x); log(); return y }\nconst stem = «2»f(x)',
    ],
    ['assignment, then return', 'function f(x) { x = tf.«1»relu(x); return x }\nconst stem = «2»f(x)'],
    [
      'two levels',
      'function f(x) { return tf.«1»relu(x) }\nfunction g(x) { return «2»f(x) }\nconst stem = «3»g(x)',
    ],
  ])('%s', (_, marked) => {
    expect(describeMarked(marked)?.name).toBe('stem')
  })

  it('stops where the value is not what is returned', () => {
    const marked = 'function f(x) { let y = tf.«1»relu(x); y = g(y); return y }\nconst stem = «2»f(x)'
    expect(describeMarked(marked)?.name).toBe('y')
    expect(describeMarked('function f(x) { return g(tf.«1»relu(x)) }\nconst stem = «2»f(x)')?.name).toBeNull()
  })

  it('keeps the inner name when the caller has none', () => {
    expect(describeMarked('function f(x) { const y = tf.«1»relu(x); return y }\ng(«2»f(x))')?.name).toBe('y')
  })

  it('gives destructured names through a function, but not through map', () => {
    expect(describeMarked('const f = (x) => tf.«1»split(x, 2)\nconst [a, b] = «2»f(x)')?.outputs).toEqual([
      'a',
      'b',
    ])
    const mapped = describeMarked('const [a, b] = xs.«2»map((x) => tf.«1»relu(x))')
    expect(mapped).toMatchObject({ name: null, outputs: null, each: ['a', 'b'] })
  })

  it('skips frames of files that cannot be read', () => {
    const { frames } = source('function f(x) { return tf.«1»relu(x) }\nconst stem = «2»f(x)')
    const missing = { file: join(folder, 'gone.ts'), line: 1, column: 1 }
    const native = { file: 'node:internal/x', line: 1, column: 1 }
    const lookup = createSourceLookup()
    expect(lookup.describe([missing, frames[0]!, native, frames[1]!])?.name).toBe('stem')
    expect(lookup.describe([missing, native])).toBeNull()
  })
})

describe('comments', () => {
  it.each([
    ['line', '// the stem\nconst y = tf.«1»relu(x)', 'the stem'],
    ['several lines', '// the stem,\n// then more\nconst y = tf.«1»relu(x)', 'the stem,\nthen more'],
    ['block', '/* the stem */ const y = tf.«1»relu(x)', 'the stem'],
    ['JSDoc', '/**\n * The stem.\n *\n * More.\n */\nconst y = tf.«1»relu(x)', 'The stem.\n\nMore.'],
    ['nested call', '// the stem\nconst y = tf.relu(tf.«1»conv2d(x, w))', 'the stem'],
    ['return', 'function f() {\n  // the head\n  return tf.«1»relu(x)\n}', 'the head'],
    ['blank line between', '// section\n\nconst y = tf.«1»relu(x)', null],
    ['last group only', '// section\n\n// the stem\nconst y = tf.«1»relu(x)', 'the stem'],
    ['trailing comment of the line before', 'a() // no\nconst y = tf.«1»relu(x)', null],
    ['eslint', '// eslint-disable-next-line foo\nconst y = tf.«1»relu(x)', null],
    ['ts-ignore', '// @ts-ignore\nconst y = tf.«1»relu(x)', null],
    ['biome', '// the stem\n// biome-ignore lint: x\nconst y = tf.«1»relu(x)', 'the stem'],
    ['licence', '/** @license MIT */\nconst y = tf.«1»relu(x)', null],
    ['copyright', '/*\n * Copyright 2020\n */\nconst y = tf.«1»relu(x)', null],
    ['of the function around', '// about f\nconst f = (x) => tf.«1»relu(x)', null],
  ])('%s', (_, marked, comment) => {
    expect(describeMarked(marked)?.comment).toBe(comment)
  })

  it('keeps the innermost, and takes the caller`s when there is none', () => {
    const body = (comment: string) =>
      `function f(x) {\n${comment}  return tf.«1»relu(x)\n}\n// outer\nconst y = «2»f(x)`
    expect(describeMarked(body('// inner\n'))?.comment).toBe('inner')
    expect(describeMarked(body(''))?.comment).toBe('outer')
  })

  it('around the statement: those of loops and conditions in the same function, outermost first', () => {
    const marked = `// not this\nfunction f(x) {
      // the loop
      for (const block of blocks) {
        const size = 3
        // the branch
        if (block) {
          // the statement
          x = tf.«1»relu(x)
        }
      }
    }`
    expect(describeMarked(marked)).toMatchObject({
      comment: 'the statement',
      around: ['the loop', 'the branch'],
    })
  })
})

describe('places', () => {
  it('reads file URLs', () => {
    const { file, frames } = source('const y = tf.«1»relu(x)')
    const url = `${pathToFileURL(file).href}?t=1`
    expect(createSourceLookup().describe([{ ...frames[0]!, file: url }])?.name).toBe('y')
  })

  it('sees that a file has changed', () => {
    const lookup = createSourceLookup()
    const { file, frames } = source('const y = tf.«1»relu(x)')
    expect(lookup.describe(frames)?.name).toBe('y')
    writeFileSync(file, 'const z = tf.relu(x)')
    utimesSync(file, new Date(), new Date(Date.now() + 5000))
    expect(lookup.describe(frames)?.name).toBe('z')
  })

  it('describes nothing where no call begins', () => {
    const { file } = source('const y = tf.relu(x)')
    const lookup = createSourceLookup()
    for (const loc of [
      { line: 1, column: 1 },
      { line: 9, column: 1 },
      { line: 0, column: 0 },
    ]) {
      expect(lookup.describe([{ file, ...loc }])).toBeNull()
    }
  })

  it('maps raw positions of a transpiled file when asked', () => {
    const { file, text } = source(
      'enum M { A,\n B }\nexport const f = (x: T): T => {\n  const y = tf.relu(x); return y }\n',
    )
    const { code } = stripTypes(text, file)
    const before = code.slice(0, code.indexOf('relu(')).split('\n')
    const running = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 }
    const lookup = createSourceLookup({ positions: 'running' })
    expect(lookup.describe([running])?.name).toBe('y')
    expect(lookup.codeFrame(running)).toContain('> 4 |   const y = tf.relu(x)')
  })
})

describe('codeFrame', () => {
  const frameAt = (text: string, line: number, column: number) => {
    const { file } = source(text)
    return createSourceLookup().codeFrame({ file, line, column })
  }

  it('shows three lines around and a marker', () => {
    const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n')
    expect(frameAt(text, 8, 6)).toBe(
      [
        '   5 | line 5',
        '   6 | line 6',
        '   7 | line 7',
        '>  8 | line 8',
        '     |      ^',
        '   9 | line 9',
        '  10 | line 10',
        '  11 | line 11',
      ].join('\n'),
    )
  })

  it('keeps the marker under the column after tabs', () => {
    expect(frameAt('\t\tif (x) {}', 1, 7)).toBe('> 1 |     if (x) {}\n    |         ^')
  })

  it('clips a long line around the column', () => {
    const frame = frameAt(`${'a'.repeat(300)}X${'b'.repeat(300)}`, 1, 301)!
    const [line, marker] = frame.split('\n')
    expect(line!.length).toBeLessThan(120)
    expect(line![marker!.indexOf('^')]).toBe('X')
  })

  it('has nothing to show for a missing file or line', () => {
    expect(frameAt('a', 5, 1)).toBeNull()
    expect(createSourceLookup().codeFrame({ file: join(folder, 'gone.ts'), line: 1, column: 1 })).toBeNull()
  })
})
