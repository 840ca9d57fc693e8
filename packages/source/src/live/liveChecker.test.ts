import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { liveChecker } from './liveChecker.ts'

const TF = "import * as tf from '@tensorflow/tfjs-core'\n"
const checker = liveChecker()
let folder = ''

beforeEach(() => {
  for (const file of checker.programs.opened) checker.programs.close(file)
  folder = mkdtempSync(join(tmpdir(), 'tsfx-live-'))
})

function open(name: string, text: string): string {
  const file = join(folder, name)
  checker.programs.open(file, text)
  return file
}

const found = (file: string) =>
  checker.check(file).map(({ code, place }) => `${code} ${place?.file.split('/').at(-1)}:${place?.line}`)

describe('liveChecker', () => {
  it('lists exported models, and functions of tensors whose comment says so', () => {
    const file = open(
      'net.ts',
      `${TF}
class Inner { forward(x: tf.Tensor) { return x } }
export abstract class Base { abstract forward(x: tf.Tensor): tf.Tensor }
export class Net extends Inner {}
export const made = new Inner()
export const make = () => new Inner()
export function classify(x: tf.Tensor) { return x }
/** @tsfx --input x:1 */
export function score(x: tf.Tensor) { return x }
export default class extends Inner {}
export { Inner as Other }
`,
    )
    expect(checker.models(file).map(({ exportName, line }) => [exportName, line])).toEqual([
      ['Other', 3],
      ['Net', 5],
      ['made', 6],
      ['make', 7],
      ['score', 10],
      ['default', 11],
    ])
  })

  it('checks the present text of every file that a model reaches', () => {
    const layer = open('layer.ts', `${TF}export const act = (x: tf.Tensor) => tf.relu(x)\n`)
    const net = open(
      'net.ts',
      `${TF}import { act } from './layer.ts'\nexport class Net { forward(x: tf.Tensor) { return act(x) } }\n`,
    )
    expect(found(net)).toEqual([])
    open('layer.ts', `${TF}export const act = (x: tf.Tensor) => (x ? tf.relu(x) : x)\n`)
    expect(found(net)).toEqual(['TSFX1101 layer.ts:2'])
    expect(found(layer)).toEqual([])
    writeFileSync(layer, `${TF}\nexport const act = (x: tf.Tensor) => -x\n`)
    checker.programs.close(layer)
    expect(found(net)).toEqual(['TSFX1103 layer.ts:3'])
  })

  it('checks code without types, with the inputs that a comment names', () => {
    const body = 'export class Net { forward(x, size) { return size > 3 ? x : -x } }\n'
    expect(found(open('net.js', TF + body))).toEqual(['TSFX1108 net.js:2', 'TSFX1103 net.js:2'])
    const tagged = `/** @tsfx --input x:?,4 --input size=3 */\n${body}`
    expect(found(open('net.js', TF + tagged))).toEqual(['TSFX1103 net.js:3'])
  })

  it('tells what is wrong with a comment', () => {
    const text = '/** @tsfx --out build */\nexport class Net { forward(x: tf.Tensor) { return x } }\n'
    expect(found(open('net.ts', TF + text))).toEqual(['TSFX1113 net.ts:2'])
  })

  it.each([
    ['', '/** @tsfx --input x:?,28,28,1 --input ids:?,10 --input training=false */\n'],
    [
      '/** A net. */\n',
      '/** A net.\n * @tsfx --input x:?,28,28,1 --input ids:?,10 --input training=false\n */\n',
    ],
    [
      '/**\n * A net.\n */\n',
      '/**\n * A net.\n * @tsfx --input x:?,28,28,1 --input ids:?,10 --input training=false\n */\n',
    ],
  ])('writes a comment to be filled in, under %j', (before, after) => {
    const net =
      'export class Net { forward(x: tf.Tensor4D, ids: tf.Tensor2D, training: boolean, mask?: tf.Tensor) { return x } }\n'
    const text = TF + before + net
    const [model] = checker.models(open('net.ts', text))
    const { start, end, text: put } = model?.tagEdit ?? { start: 0, end: 0, text: '' }
    expect(text.slice(0, start) + put + text.slice(end)).toBe(TF + after + net)
  })

  it('finds the call under a position, and the place by which V8 reports it', () => {
    const text = `${TF}export class Net {
  inner = { forward: (x: tf.Tensor) => x }
  forward(x: tf.Tensor) {
    const y = tf.relu(this.inner.forward(tf.abs(x)))
    return y
  }
}
`
    const file = open('net.ts', text)
    const at = (piece: string) => {
      const call = checker.callAt(file, text.indexOf(piece))
      return call && [call.line, call.column, text.slice(call.start, call.end), call.module?.text ?? null]
    }
    expect(at('relu')).toEqual([5, 18, 'tf.relu', null])
    expect(at('y = ')).toEqual([5, 18, 'tf.relu', null])
    expect(at('inner.forward')).toEqual([5, 34, 'this.inner.forward', 'this.inner'])
    expect(at('abs')).toEqual([5, 45, 'tf.abs', null])
    expect(at('return y')).toBeNull()
  })
})
