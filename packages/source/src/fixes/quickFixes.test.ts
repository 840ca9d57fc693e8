import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { liveChecker } from '../live/liveChecker.ts'

const checker = liveChecker()
const file = join(mkdtempSync(join(tmpdir(), 'tsfx-fixes-')), 'net.ts')

const HEAD = "import * as tf from '@tensorflow/tfjs-core'"
const TAG = '/** @tsfx --input x:2,3 --input y:2,3 */'
const model = (body: string, tag: string, head = HEAD): string => `${head}
${tag}
export class Net {
  forward(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor {
    ${body}
  }
}
`

/** The body after the fixes of its first finding were applied, or null where there are none. */
function fixed(body: string, tag = '', head = HEAD): string | null {
  const text = model(body, tag, head)
  checker.programs.open(file, text)
  const [report] = checker.check(file)
  const place = report?.place
  if (!report?.code || !place || place.endLine === undefined || place.endColumn === undefined)
    throw new Error(`nothing is found in ${body}`)
  const [fix] = checker.fixes(file, report.code, {
    ...place,
    endLine: place.endLine,
    endColumn: place.endColumn,
  })
  if (!fix) return null
  let result = text
  for (const { start, end, text: put } of [...fix.edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + put + result.slice(end)
  checker.programs.open(file, result)
  expect(checker.check(file).map(({ message }) => message)).toEqual([])
  return /Tensor \{\n {4}([\s\S]*)\n {2}\}\n\}\n$/.exec(result)?.[1] ?? result
}

describe('quickFixes', () => {
  it.each([
    ['return tf.greater(x, 0) ? x : y', 'return tf.where(tf.greater(x, 0), x, y)'],
    ['return x > 0 ? x : y', 'return tf.where(tf.greater(x, 0), x, y)'],
    [
      'const on = tf.less(x, y)\n    return on ? x : y',
      'const on = tf.less(x, y)\n    return tf.where(on, x, y)',
    ],
    ['if (tf.greater(x, 0)) return x\n    return y', 'return tf.where(tf.greater(x, 0), x, y)'],
    ['if (tf.any(x)) { return x } else { return y }', 'return tf.where(tf.any(x), x, y)'],
    [
      'let z: tf.Tensor = x\n    if (!(x > 1)) z = y;\n    return z',
      'let z: tf.Tensor = x\n    z = tf.where(tf.logicalNot(tf.greater(x, 1)), y, z);\n    return z',
    ],
    ['return (x as any as tf.Tensor) + y', 'return tf.add(x as any as tf.Tensor, y)'],
    ['return -x', 'return tf.neg(x)'],
    ['return x * 2 + y / 3', 'return tf.add(tf.mul(x, 2), tf.div(y, 3))'],
    ['return (x - y) ** 2', 'return tf.pow(tf.sub(x, y), 2)'],
    ['return Math.sqrt(x)', 'return tf.sqrt(x)'],
    ['return Math.max(x, 0) + 1', 'return tf.add(tf.maximum(x, 0), 1)'],
    ['return tf.mul(x, x.length)', 'return tf.mul(x, x.shape[0])'],
    ["return tf.mul(x, x['length'])", 'return tf.mul(x, x.shape[0])'],
    ['return tf.mul(x, x?.length)', 'return tf.mul(x, x?.shape[0])'],
    ['return tf.relu(x[0])', 'return tf.relu(tf.unstack(x)[0])'],
    ['const [a] = x\n    return a', 'const [a] = tf.unstack(x)\n    return a'],
  ])('rewrites %s', (body, expected) => {
    expect(fixed(body, TAG)).toBe(expected)
  })

  it.each([
    ['(x > 0) - (x < 0)', "tf.sub(tf.cast(tf.greater(x, 0), 'int32'), tf.less(x, 0))"],
    ['(x > 0) + y', "tf.add(tf.cast(tf.greater(x, 0), 'int32'), y)"],
    ['-(x > 0)', "tf.neg(tf.cast(tf.greater(x, 0), 'int32'))"],
    ['-x', "tf.neg(tf.cast(x, 'float32'))"],
    ['x + y', "tf.add(tf.cast(x, 'float32'), y)"],
    ['x / y', "tf.div(tf.cast(x, 'float32'), y)"],
    [
      "tf.cast(x, 'int32') / tf.cast(y, 'int32')",
      "tf.div(tf.cast(tf.cast(x, 'int32'), 'float32'), tf.cast(y, 'int32'))",
    ],
    ["tf.cast(x, 'int32') - tf.cast(y, 'int32')", "tf.sub(tf.cast(x, 'int32'), tf.cast(y, 'int32'))"],
    ['x / 2', 'tf.div(x, 2)'],
    ['tf.sqrt(x) * y', 'tf.mul(tf.sqrt(x), y)'],
    ['Math.sqrt(x)', "tf.sqrt(tf.cast(x, 'float32'))"],
    ['Math.max(x, y, 0)', 'tf.maximum(tf.maximum(x, y), 0)'],
    ['Math.pow(x, 2) + Math.max(x, 0, y)', 'tf.add(tf.pow(x, 2), tf.maximum(tf.maximum(x, 0), y))'],
    ['tf.greater(x, 0) && tf.less(y, 3)', 'tf.logicalAnd(tf.greater(x, 0), tf.less(y, 3))'],
    ['tf.any(tf.greater(x, 0)) ? x : tf.neg(x)', 'tf.where(tf.any(tf.greater(x, 0)), x, tf.neg(x))'],
  ])('rewrites %s where no dtype and no shape is known', (expression, expected) => {
    expect(fixed(`return ${expression}`)).toBe(`return ${expected}`)
  })

  it('asks for the declaration of an op, not for its name', () => {
    const own =
      "import * as tf from '@tensorflow/tfjs-core'\nconst equal = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sub(a, b)"
    expect(fixed('return equal(x, y) ? x : y', TAG, own)).toBeNull()
    const other = `${HEAD}\nimport { equal as same } from '@tensorflow/tfjs-core'`
    expect(fixed('return same(x, y) ? x : y', TAG, other)).toBe('return tf.where(same(x, y), x, y)')
  })

  it('takes the dtype of a field that is set once', () => {
    const net = (field: string) => `${HEAD}\nclass Scale { ${field} }\nconst scale = new Scale()`
    expect(fixed('return x * scale.by', '', net('readonly by = tf.ones([3])'))).toBe(
      'return tf.mul(x, scale.by)',
    )
    const again = net(
      'readonly by: tf.Tensor = tf.ones([3]); constructor() { this.by = tf.ones([3], "bool") }',
    )
    expect(fixed('return x * scale.by', '', again)).toBe("return tf.mul(tf.cast(x, 'float32'), scale.by)")
  })

  it('imports the namespace where a file has single functions', () => {
    const text = `import { relu, type Tensor2D } from '@tensorflow/tfjs-core'
/** @tsfx --input x:2,3 --input y:2,3 */
export const forward = (x: Tensor2D, y: Tensor2D) => relu(x > 0 ? x : y)
`
    checker.programs.open(file, text)
    const [fix] = checker.fixes(file, 'TSFX1108', { line: 3, column: 59, endLine: 3, endColumn: 64 })
    expect(fix?.edits.map((edit) => edit.text)).toEqual([
      "\nimport * as tf from '@tensorflow/tfjs-core'",
      'tf.where(tf.greater(x, 0), x, y)',
    ])
  })

  it('makes an import of types one of values', () => {
    const head =
      "import type * as tf from '@tensorflow/tfjs-core'\nimport { relu } from '@tensorflow/tfjs-core'"
    expect(fixed('return relu(x > 0 ? x : y)', TAG, head)).toBe(
      'return relu(tf.where(tf.greater(x, 0), x, y))',
    )
  })

  it('ends a statement that the next line would go on with', () => {
    expect(
      fixed('let z: tf.Tensor = x\n    if (x > 0) { z = y }\n    ;[z] = [tf.neg(z)]\n    return z', TAG),
    ).toContain('z = tf.where(tf.greater(x, 0), y, z)\n    ;[z]')
    expect(
      fixed('let z = tf.relu(x)\n    if (x > 0) { z = tf.relu(y) }\n    (z = tf.neg(z))\n    return z', TAG),
    ).toContain('z = tf.where(tf.greater(x, 0), tf.relu(y), z);\n    (z')
  })

  it.each([
    ['a condition that may be no bool', 'return tf.max(x) ? x : y'],
    ['a branch that does more', 'if (tf.any(x)) { y = tf.relu(y); return x }\n    return y'],
    [
      'a branch with a comment',
      'if (tf.any(x)) {\n      // the usual case\n      return x\n    }\n    return y',
    ],
    ['a branch that gives a number', 'return tf.any(x) ? tf.mul(x, 2) : (0 as any)'],
    ['a remainder, whose sign differs', 'return x % 2'],
    ['a rounding, whose halves differ', 'return Math.round(x)'],
    ['a text', "return tf.relu(x, 'a' + x)"],
    ['a read of values', 'return tf.mul(x, x.dataSync()[0] ?? 0)'],
    ['an identity, which may be meant', 'return x === y ? x : y'],
    ['a fallback for what may be absent', 'return tf.relu(x) || y'],
    ['a length that is taken out', 'const { length } = x as any as tf.Tensor; return tf.mul(x, length)'],
    ['keys', 'for (const i in x) console.log(i); return x'],
    ['an element that is set', 'x[0] = y[0]; return x'],
    ['elements of a pattern', '[x[0], x[1]] = [y, y]; return x'],
    ['an element that is counted up', '(x as any as tf.Tensor[])[0] = y; x[0]++; return x'],
    ['a member of an element', 'x[0].name = 1; return x'],
    ['an element before the first', 'return x[-1]'],
    ['a branch that calls the function around it', 'return x < 0 ? this.forward(x, y) : x'],
    ['a branch that changes something', 'let z: tf.Tensor2D = x; return x < 0 ? (z = y) : z'],
    ['a comment between operands', 'return (x + /* bias */ y) * 2'],
    ['a comment behind a condition', 'return x > 0 /* important */ ? x : y'],
    ['a comment before a branch', 'return x > 0\n      // why\n      ? x : y'],
    ['one of two shapes', 'return tf.any(tf.greater(x, 0)) ? tf.sum(x) : x'],
    ['two inputs of one rank, whose shapes are not known', 'return tf.any(tf.greater(x, 0)) ? x : y'],
    ['a list that is spread', 'return Math.max(0, ...tf.unstack(x), y)'],
    ['a number that was a tensor', 'return x * Number(y as any)'],
    ['a number that a tensor chose', 'return x * (tf.any(y) ? 2 : 3)'],
    ['a number that is none', 'return x * (Math.hypot(x, y) + 1)'],
    ['half of a condition', 'const big = x >= 2 && x <= 4\n    return big ? y : x'],
    ['a namespace that means something else here', 'return ((tf: any) => (x > 0 ? x : y))(1)'],
    ['a sequence', 'return x + (y, x)'],
    ['what a tensor may be of any rank', 'return tf.squeeze(x) > 0 ? x : tf.sum(y)'],
  ])('offers nothing for %s', (_, body) => {
    expect(fixed(body)).toBeNull()
  })
})
