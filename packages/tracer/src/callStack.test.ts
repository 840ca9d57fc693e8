import { describe, expect, it } from 'vitest'
import { userFrames } from './callStack.ts'

const siblings = new URL('../../', import.meta.url).href
const framesOf = (...lines: string[]) =>
  userFrames({ name: 'Error', message: '', stack: ['Error', ...lines].join('\n') })

describe('userFrames', () => {
  it.each([
    ['    at Net.forward (/home/u/net.ts:3:7)', '/home/u/net.ts'],
    ['    at Net.forward [as call] (file:///home/u/my%20net.ts:3:7)', '/home/u/my net.ts'],
    ['    at /home/u/net (copy)/net.ts:3:7', '/home/u/net (copy)/net.ts'],
    ['    at forward (/home/u/net (copy)/net.ts?t=1:3:7)', '/home/u/net (copy)/net.ts'],
    ['    at file:///C:/u/net.ts:3:7', 'C:/u/net.ts'],
    ['    at forward (C:\\u\\net.ts:3:7)', 'C:\\u\\net.ts'],
    ['forward@http://localhost:5173/net.ts:3:7', 'http://localhost:5173/net.ts'],
  ])('reads %s', (line, file) => {
    expect(framesOf(line).frames).toEqual([{ file, line: 3, column: 7 }])
  })

  it('leaves out libraries, tsfx and Node, and counts the module calls among them', () => {
    const { frames, callsInside } = framesOf(
      '    at relu (/home/u/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:1:1)',
      `    at Conv2d.forward (${siblings}nn/src/layers/conv2d.ts:50:1)`,
      `    at Conv2d.tsfxModuleCall [as forward] (${siblings}tracer/src/interceptModules.ts:30:1)`,
      '    at Array.map (<anonymous>)',
      '    at node:internal/process/task_queues:95:5',
      '    at Net.forward (/home/u/net.ts:3:7)',
      `    at Net.tsfxModuleCall [as forward] (${siblings}tracer/dist/interceptModules.js:30:1)`,
      `    at forward (${siblings}zoo/src/digitsNet.ts:9:9)`,
    )
    expect(frames.map(({ line }) => line)).toEqual([3, 9])
    expect(callsInside).toEqual([1, 2])
  })

  it('ends where the trace began', () => {
    const { frames } = framesOf(
      '    at Net.forward (/home/u/net.ts:3:7)',
      `    at tsfxTracedForward (${siblings}tracer/src/recordForward.ts:58:1)`,
      '    at main (/home/u/app.ts:1:1)',
    )
    expect(frames).toHaveLength(1)
  })
})
