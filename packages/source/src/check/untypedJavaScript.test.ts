import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkCapture } from './captureChecker.ts'
import { check, places, placesInOneProgram, write } from './modelCheck.fixture.ts'

describe('untyped JavaScript', () => {
  const js = (body: string, more = '') =>
    `${more}export class Net {\n  forward(x, mask = null, training) {\n${body}\n    return x\n  }\n}\n`
  const options = { name: 'model.js', inputs: ['x', 'mask', null] }

  const hazards: readonly (readonly [string, string, string])[] = [
    ['if', 'if (x) x = tf.neg(x)', '1101 3:5'],
    ['dataSync', 'x.dataSync()', '1104 3:3'],
    ['comparison', 'const z = x > 0', '1108 3:11'],
    ['equality', 'const z = x === 3', '1102 3:11'],
    ['variable', 'const y = tf.relu(x); if (y) x = y', '1101 3:27'],
    ['method', 'const y = x.relu(); if (y) x = y', '1101 3:25'],
    ['later assignment', 'let y = this.y; for (;;) { if (y) break; y = tf.relu(x) }', '1101 3:32'],
    ['destructuring', 'const [a] = tf.split(x, 2); if (a) x = a', '1101 3:33'],
    ['any module', 'const y = this.conv.forward(x); if (y) x = y', '1101 3:37'],
    ['any apply', 'const y = this.layer.apply(x); if (y) x = y', '1101 3:36'],
    ['tidy', 'const y = tf.tidy(() => x.relu()); if (y) x = y', '1101 3:40'],
    ['reduce', 'const y = this.all.reduce((h, b) => b.forward(h), x); if (y) x = y', '1101 3:59'],
    ['field', 'this.last = x; if (this.last) x = 1', '1101 3:20'],
  ]
  const placesOf = placesInOneProgram(
    hazards.map(([, body]) => js(body)),
    options,
  )
  it.each(hazards)('%s', (_, body, expected) => {
    expect(placesOf(js(body))).toEqual([expected])
  })

  const harmless: readonly (readonly [string, string])[] = [
    ['presence of an optional input', 'if (mask) x = tf.mul(x, mask)'],
    ['a constant', 'if (training) x = tf.dropout(x, 0.5)'],
    ['a shape', 'const { shape } = x; if (shape[1] > 3 && x.rank === 4) x = tf.neg(x)'],
    ['numbers of a shape', 'const [n, h] = x.shape; const m = n * h; if (m) x = x.reshape([m])'],
    ['null', 'if (x === null) return x'],
  ]
  const placesOfHarmless = placesInOneProgram(
    harmless.map(([, body]) => js(body)),
    options,
  )
  it.each(harmless)('passes: %s', (_, body) => {
    expect(placesOfHarmless(js(body))).toEqual([])
  })

  it('follows arguments and returns through functions', () => {
    const more = 'function f(t) { if (t) return 1 }\nfunction g(t) { return t.relu() }\n'
    expect(places(js('f(x); if (g(x)) x = 1', more), options)).toEqual(['1101 1:21', '1101 5:11'])
  })

  it('follows a call by name into modules of an untyped list', () => {
    const more = 'class Block { forward(t) { if (t) return t } }\n'
    const text = `${more}export class Net { constructor() { this.all = [...Array(2)].map(() => new Block()) }\n forward(x) { for (const b of this.all) x = b.forward(x); return x } }`
    expect(places(text, options)).toEqual(['1101 1:32'])
  })

  it('covers parameters of a .ts file that are any, and records of inputs', () => {
    expect(places('export const net = (x: any) => (x ? 1 : 2)', { exportName: 'net' })).toEqual(['1101 1:33'])
    expect(
      places('export const net = ({ a, b: [c] }) => (c ? a : 2)', { ...options, exportName: 'net' }),
    ).toEqual(['1101 1:40'])
  })

  it.each(['model.js', 'model.ts'])('needs no types of TensorFlow.js (%s)', (name) => {
    const text =
      "import * as t from '@tensorflow/tfjs-missing'\nimport { relu } from '@tensorflow/tfjs-missing'\n" +
      'export class Net { forward(x) { const y = t.add(relu(x), 1); if (y) return y.square().dataSync() } }'
    expect(check(text, { name }).findings.map(({ code, loc }) => `${code} ${loc.column}`)).toEqual([
      'TSFX1101 66',
      'TSFX1104 87',
    ])
  })

  it('reports file, line and column', () => {
    const folder = write({
      'net.js':
        "import { relu } from '@tensorflow/tfjs-core'\nexport class Net {\n\tforward(x) {\n\t\tif (relu(x)) return 1\n\t}\n}\n",
    })
    const file = join(folder, 'net.js')
    const { findings } = checkCapture({ file, exportName: 'Net', inputs: ['x'] })
    expect(findings.map(({ loc }) => loc)).toEqual([{ file, line: 4, column: 7 }])
    expect(findings[0]?.frame).toContain('> 4 |     if (relu(x)) return 1\n    |         ^')
  })
})
