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
export class Fine {
  forward(x, mask = null) {
    const y = mask ? tf.mul(x, mask) : tf.relu(x)
    return mask === null ? y : tf.add(y, mask)
  }
}
`,
})
const inputs = ['--input', 'x:?,4', '--input', 'mask:?,4']

describe('tsfx trace --strict', () => {
  // Modules that were loaded before --strict stay as they are, so these are processes of their own.
  const [loose] = runTsfx([['trace', 'net.js#Net', ...inputs]], folder)
  const [strict, fine] = runTsfx(
    ['Net', 'Fine'].map((name) => ['trace', `net.js#${name}`, ...inputs, '--strict']),
    folder,
  )

  it('refuses what is only said to be not followed without it', () => {
    expect(loose).toMatchObject({ status: 0, stderr: expect.stringContaining('not checked completely') })
    expect(strict?.status).toBe(1)
    expect(strict?.stderr).toMatch(/note: [\s\S]*\nTSFX1101 `if` tests[\s\S]*net\.js:5:7\n[\s\S]*> 5 \| {3}if \(t\) return/)
  })

  it('lets tests for presence pass, and keeps the places of ops', () => {
    expect(fine?.status).toBe(0)
    expect(fine?.stdout).toMatch(/mul\(.*net\.js:16:25/)
  })
})
