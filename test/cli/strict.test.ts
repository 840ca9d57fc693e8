/** @file `--strict`: conditions that no type and no reading of the source tells of. */
import { describe, expect, it } from 'vitest'
import { runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

const folder = project({
  'net.js': `import * as tf from '@tensorflow/tfjs-core'
const acts = new Map()
export const register = (name, act) => acts.set(name, act)
register('gate', (t) => {
  if (t) return tf.relu(t)
  return t
})
export class Net {
  forward(x, mask = null) {
    const y = acts.get('gate')(x)
    return mask ? tf.mul(y, mask) : y
  }
}
export class Catches {
  forward(x) {
    const relu = (t) => acts.get('gate')(t)
    try {
      return relu(x)
    } catch {
      return tf.abs(x)
    }
  }
}
export class Fine {
  forward(x, mask = null) {
    const y = mask ? tf.mul(x, mask) : tf.relu(x)
    return mask === null ? y : tf.add(y, mask)
  }
}
`,
  'broken.js': 'export const net = (a => { a.relu()',
})
const inputs = ['--input', 'x:?,4', '--input', 'mask:?,4']

describe('tsfx trace --strict', () => {
  // Modules that were loaded before --strict stay as they are, so these are processes of their own.
  const [loose] = runTsfx([['trace', 'net.js#Net', ...inputs]], folder)
  const [strict, fine, catches, broken] = runTsfx(
    [
      ['trace', 'net.js#Net', ...inputs, '--strict'],
      ['trace', 'net.js#Fine', ...inputs, '--strict'],
      ['trace', 'net.js#Catches', '--input', 'x:?,4', '--strict'],
      ['trace', 'broken.js#net', '--input', 'x:?,4', '--strict'],
    ],
    folder,
  )

  it('refuses what is only said to be not followed without it', () => {
    expect(loose).toMatchObject({ status: 0, stderr: expect.stringContaining('not checked completely') })
    expect(strict?.status).toBe(1)
    expect(strict?.stderr).toMatch(
      /note: [\s\S]*\nTSFX1101 `if` tests[\s\S]*net\.js:5:7\n[\s\S]*> 5 \| {3}if \(t\) return/,
    )
  })

  it('refuses a tensor although forward catches what its condition throws', () => {
    expect(catches?.status).toBe(1)
    expect(catches?.stderr).toMatch(/TSFX1101 `if` tests[\s\S]*net\.js:5:7\n/)
  })

  it('does not repair the syntax of a file', () => {
    expect(broken?.status).toBe(1)
    expect(broken?.stderr).toContain('TSFX7019')
  })

  it('lets tests for presence pass, and keeps the places of ops', () => {
    expect(fine?.status).toBe(0)
    expect(fine?.stdout).toMatch(/mul\(.*net\.js:26:25/)
  })
})
