import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { liveChecker } from '../live/liveChecker.ts'

const checker = liveChecker()
const file = join(mkdtempSync(join(tmpdir(), 'tsfx-fixes-')), 'net.ts')

const model = (body: string, head = "import * as tf from '@tensorflow/tfjs-core'"): string => `${head}
export class Net {
  forward(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor {
    ${body}
  }
}
`

/** The body after the fixes of its first finding were applied, or null where there are none. */
function fixed(body: string): string | null {
  const text = model(body)
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
      'let z: tf.Tensor = x\n    if (!tf.all(x)) z = y;\n    return z',
      'let z: tf.Tensor = x\n    z = tf.where(tf.logicalNot(tf.all(x)), y, z);\n    return z',
    ],
    ['return (x as any as tf.Tensor) + y', 'return tf.add(x as any as tf.Tensor, y)'],
    ['return -x', 'return tf.neg(x)'],
    ['return x * 2 + y / 3', 'return tf.add(tf.mul(x, 2), tf.div(y, 3))'],
    ['return (x - y) ** 2', 'return tf.pow(tf.sub(x, y), 2)'],
    ['return Math.sqrt(x)', 'return tf.sqrt(x)'],
    ['return Math.max(x, 0) + 1', 'return tf.add(tf.maximum(x, 0), 1)'],
    ['return tf.mul(x, x.length)', 'return tf.mul(x, x.shape[0])'],
    ['return tf.relu(x[0])', 'return tf.relu(tf.unstack(x)[0])'],
    ['const [a] = x\n    return a', 'const [a] = tf.unstack(x)\n    return a'],
  ])('rewrites %s', (body, expected) => {
    expect(fixed(body)).toBe(expected)
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
  ])('offers nothing for %s', (_, body) => {
    expect(fixed(body)).toBeNull()
  })
})
