/** @file Models that end the process which runs them: each command says so, whatever the model asked for. */
import { join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { describe, expect, it } from 'vitest'
import { runNode, setupFile } from '../setup/runNode.ts'
import { project } from './models.ts'

const folder = project({
  'crash.ts': `import * as tf from '@tensorflow/tfjs-core'
export class K {
  forward(x: tf.Tensor2D) {
    try {
      process.exit(3)
    } catch {}
    return tf.neg(x)
  }
}
export class Done {
  forward(x: tf.Tensor2D) {
    process.exit(0)
    return tf.neg(x)
  }
}
`,
  'waits.ts': 'await new Promise(() => {})\nexport const net = (x: never) => x\n',
  'x.npy': writeNpy(new Float32Array(8), [2, 4]),
  'y.npy': writeNpy(new Float32Array(2), [2]),
})
const tsfx = (...args: string[]) => runNode([setupFile('tsfxMain.mjs'), ...args], folder)

describe('a model that ends the process', () => {
  it('is named by tsfx trace, with the place of the call', () => {
    const { status, stdout, stderr } = tsfx('trace', 'crash.ts#Done', '--input', 'x:?,4')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain(
      'TSFX7025 crash.ts#Done ended the process before the command was done: it called process.exit with code 0',
    )
    expect(stderr).toContain('at: crash.ts:12:13')
  })

  it('is told to tools by tsfx quantize', () => {
    const quantize = ['quantize', 'crash.ts#K', '--data', 'x.npy', '--out', 'out']
    const { status, stdout } = tsfx(...quantize, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'quantize',
      exitCode: 1,
      diagnostics: [{ code: 'TSFX7025', place: { file: join(folder, 'crash.ts'), line: 5, column: 15 } }],
      result: null,
    })
  })

  it('is named by tsfx run, where it computes', () => {
    const run = tsfx('run', 'crash.ts#K', '--input', 'x.npy', '--output', 'z.npy')
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('exit with code 3') })
    expect(run.stderr).toContain('at: crash.ts:5:15')
  })

  it('is named by tsfx eval, also when it waits for what never comes', () => {
    const { status, stderr } = tsfx('eval', 'waits.ts#net', '--input', 'x.npy', '--labels', 'y.npy')
    expect(status).toBe(1)
    expect(stderr).toContain('TSFX7025 waits.ts#net ended the process')
    expect(stderr).toContain('waits for something that never comes')
  })
})
