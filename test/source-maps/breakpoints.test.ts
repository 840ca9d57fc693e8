/** @file Breakpoints that are set in the user's file stop the emitted code, and stepping there goes through the user's lines. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { lineOf, smallNetProject } from './userProject.ts'

interface Stop {
  readonly by: string
  readonly functionName: string
  readonly isEmitted: boolean
  readonly source: string | null
  readonly line: number | null
}

const DEBUGGER = fileURLToPath(new URL('./debugger.mjs', import.meta.url))

/** Runs both modules once under the debugger, and prints where it stopped in each. */
const RUN = `import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

const [, , file, line, steps] = process.argv
const worker = new Worker(${JSON.stringify(DEBUGGER)}, { workerData: { file, line: Number(line), steps: Number(steps) } })
await once(worker, 'message')
const image = tf.zeros([1, 6, 6, 1])
const float = await (await import('./out/float/net.fx.js')).load()
float.forward(image)
const int8 = await (await import('./out/int8/net.fx.js')).load({ engine: 'scalar' })
int8.forward(image)
worker.postMessage('done')
const [stops] = await once(worker, 'message')
console.log(JSON.stringify(stops))
process.exit(0)
`

describe('a breakpoint in the model', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = smallNetProject({ 'run.js': RUN })
    file = join(folder, 'src/net.ts')
  })

  function stopsAt(text: string, steps: number): readonly Stop[] {
    const { stdout, stderr } = runNode(['run.js', file, String(lineOf(text)), String(steps)], folder)
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }

  /** The lines of the stops without repetition, those of the steps of blocks and of their loop apart. */
  const linesOf = (stops: readonly Stop[]): readonly (number | null)[] => {
    const inside = ['const change =', 'return tf.relu(', 'parts = block.forward'].map((text) => lineOf(text))
    const lines = stops.filter(({ line }) => line !== null && !inside.includes(line)).map(({ line }) => line)
    return lines.filter((line, i) => line !== lines[i - 1])
  }

  it('stops float and int8 code there, and steps go through the lines of forward in their order', () => {
    const stops = stopsAt('const edges =', 40)
    expect(stops[0]).toMatchObject({ by: 'breakpoint', source: file, line: lineOf('const edges =') })
    expect(stops.filter(({ source }) => source !== null && source !== file)).toEqual([])
    const once = ['const edges =', 'const features =', 'return this.head'].map((text) => lineOf(text))
    expect(linesOf(stops)).toEqual([...once, ...once])
  })

  it('stops in each of the modules that share the line', () => {
    const stops = stopsAt('const change =', 0)
    expect([...new Set(stops.map(({ line }) => line))]).toEqual([lineOf('const change =')])
    // Four blocks in each of two models; where they are a method, the line that calls it may lead there as well.
    expect(stops.length).toBeGreaterThanOrEqual(8)
  })

  it('stops nowhere at a line that made no step', () => {
    expect(stopsAt('manualSeed(7)', 0)).toEqual([])
  })
})
