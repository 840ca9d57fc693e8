/** @file What quick fixes make of hazards is traced, and computes what the code was meant to. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { liveChecker } from '@tsfx/source'
import { trace } from '@tsfx/tracer'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const checker = liveChecker(import.meta.filename)
const file = join(mkdtempSync(join(tmpdir(), 'tsfx-fixes-')), 'net.ts')

const TAG = '/** @tsfx --input x:2,3 --input y:2,3 */'

/** A function with its body after all its findings were fixed, one after another. */
function fixed(body: string, tag = TAG): (x: tf.Tensor, y: tf.Tensor) => tf.Tensor {
  let text = `import * as tf from '@tensorflow/tfjs-core'
${tag}
export function forward(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor {
  ${body}
}
`
  for (let fixes = 0; ; fixes++) {
    checker.programs.open(file, text)
    const [report] = checker.check(file)
    if (!report) {
      expect(fixes).toBeGreaterThan(0)
      break
    }
    const { line, column, endLine = line, endColumn = column } = report.place ?? { line: 0, column: 0 }
    const [fix] = checker.fixes(file, report.code ?? '', { line, column, endLine, endColumn })
    if (!fix) throw new Error(`no fix for ${report.code} ${report.message} in ${text}`)
    for (const { start, end, text: put } of [...fix.edits].reverse())
      text = text.slice(0, start) + put + text.slice(end)
  }
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  })
  const exports: { forward?: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor } = {}
  new Function('exports', 'require', outputText)(exports, () => tf)
  return exports.forward as (x: tf.Tensor, y: tf.Tensor) => tf.Tensor
}

const X = [1, -2, 3, -4, 5, 0.25]
const Y = [6, 5, 4, 3, 2, 1]

describe('quick fixes', () => {
  it.each<[string, string[], (x: number, y: number) => number]>([
    ['return tf.greater(x, 0) ? x : y', ['greater', 'where'], (x, y) => (x > 0 ? x : y)],
    ['return x <= y ? x : y', ['lessEqual', 'where'], Math.min],
    [
      'return !(x > 0) && y > 2 ? x : y',
      ['greater', 'logicalNot', 'greater', 'logicalAnd', 'where'],
      (x, y) => (!(x > 0) && y > 2 ? x : y),
    ],
    ['if (x < 0) return -x\n  return x', ['less', 'neg', 'where'], Math.abs],
    [
      'let z: tf.Tensor = x\n  if (x >= 1) { z = y } else { z = x * 2 }\n  return z',
      ['greaterEqual', 'mul', 'where'],
      (x, y) => (x >= 1 ? y : x * 2),
    ],
    ['return (x - y) / 2 + y', ['sub', 'div', 'add'], (x, y) => (x - y) / 2 + y],
    ['return y ** 2', ['pow'], (_, y) => y ** 2],
    [
      'return Math.max(x, y) - Math.min(x, 0)',
      ['maximum', 'minimum', 'sub'],
      (x, y) => Math.max(x, y) - Math.min(x, 0),
    ],
    ['return Math.floor(Math.sqrt(y))', ['sqrt', 'floor'], (_, y) => Math.floor(Math.sqrt(Math.fround(y)))],
    ['return tf.mul(x, x.length)', ['mul'], (x) => x * 2],
    ['return tf.stack([...x])', ['unstack', 'stack'], (x) => x],
    [
      'const rows: tf.Tensor[] = []\n  for (const row of y) rows.push(tf.neg(row))\n  return tf.stack(rows)',
      ['unstack', 'neg', 'neg', 'stack'],
      (_, y) => -y,
    ],
  ])('make %j a model', (body, ops, meant) => {
    const forward = fixed(body)
    const graph = trace(forward, { x: [2, 3], y: [2, 3] })
    const calls = graph.nodes.filter(({ kind }) => kind === 'call_function')
    expect(calls.map(({ target }) => target)).toEqual(ops)
    const computed = forward(tf.tensor2d(X, [2, 3]), tf.tensor2d(Y, [2, 3]))
    const expected = X.map((x, i) => Math.fround(meant(x, Y[i] as number)))
    expect(Array.from(computed.dataSync())).toEqual(
      expected.map((value) => (value === 0 ? expect.closeTo(0) : value)),
    )
  })

  it.each<[string, (x: number, y: number) => number]>([
    ['return (x > 0) - (x < 0)', (x) => Number(x > 0) - Number(x < 0)],
    ['return -(x > 0)', (x) => -Number(x > 0)],
    ['return (x > 0) + (y > 0)', (x, y) => Number(x > 0) + Number(y > 0)],
    ['return (x > 0) * y', (x, y) => Number(x > 0) * y],
    [
      "const a = tf.cast(x, 'int32'), b = tf.cast(y, 'int32')\n  return a / b",
      (x, y) => Math.trunc(x) / Math.trunc(y),
    ],
    [
      "const a = tf.cast(x, 'int32'), b = tf.cast(y, 'int32')\n  return (a - b) ** (a - a - 1)",
      (x, y) => 1 / (Math.trunc(x) - Math.trunc(y)),
    ],
    ["const a = tf.cast(y, 'int32')\n  return Math.sqrt(a)", (_, y) => Math.sqrt(y)],
    ['return tf.greater(x, 0) && tf.less(y, 3) ? x : y', (x, y) => (x > 0 && y < 3 ? x : y)],
    ['return Math.pow(x, 2) + Math.max(x, 0, y)', (x, y) => x ** 2 + Math.max(x, 0, y)],
  ])('make what %j means', (body, meant) => {
    const expected = X.map((x, i) => meant(x, Y[i] as number))
    const computed = fixed(body)(tf.tensor2d(X, [2, 3]), tf.tensor2d(Y, [2, 3]))
    trace(fixed(body), { x: [2, 3], y: [2, 3] })
    Array.from(computed.dataSync()).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 5)
    })
  })

  const dtypes = ['float32', 'int32', 'bool'] as const
  it.each<[string, (x: number, y: number) => number]>([
    ['x + y', (x, y) => x + y],
    ['x - y', (x, y) => x - y],
    ['x * y', (x, y) => x * y],
    ['x / y', (x, y) => x / y],
    ['-x', (x) => -x],
    ['Math.abs(x)', Math.abs],
    ['Math.exp(x)', Math.exp],
    ['Math.max(x, y)', Math.max],
    ['Math.atan2(y, x)', (x, y) => Math.atan2(y, x)],
    ['x > 0 ? x : y', (x, y) => (x > 0 ? x : y)],
  ])('make what %j means of tensors of every dtype', (expression, meant) => {
    const forward = fixed(`return ${expression}`, '/** @tsfx */')
    for (const first of dtypes) {
      for (const second of dtypes) {
        const [x, y] = [tf.cast([0, 1, 1, 0, 1, 1], first), tf.cast([1, 1, 1, 1, 1, 1], second)]
        const expected = Array.from(x.dataSync(), (value, i) => meant(value, y.dataSync()[i] as number))
        const computed = Array.from(forward(x, y).dataSync())
        computed.forEach((value, i) => {
          expect(value, `${first} ${second}`).toBeCloseTo(expected[i] as number, 5)
        })
      }
    }
  })

  it.each([
    'x[0] = tf.unstack(y)[0] as any; return x',
    '[x[0], x[1]] = [y, y] as any; return x',
    'return x[-1]',
    'if (x < 0) return forward(tf.neg(x), y)\n  return x',
    'return tf.any(tf.greater(x, 0)) ? tf.sum(x) : x',
    'const big = x >= 2 && x <= 4\n  return big ? y : x',
  ])('offer nothing for %j', (body) => {
    expect(() => fixed(body)).toThrow('no fix for')
  })
})
