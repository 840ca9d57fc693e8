import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { type TraceOptions, traceWithReport } from './trace.ts'

bindTfjs(tf)

const notesOf = (shape: (number | string | null)[], options: TraceOptions = {}) =>
  traceWithReport((x: tf.Tensor) => tf.relu(x), { x: shape }, options).notes

describe('notes', () => {
  it('say up to which size each open dim was looked at, as forward may branch beyond', () => {
    const sizes = { kind: 'sizes', from: 1, loc: null }
    const text = (name: string, to: number) =>
      `${name} was looked at from 1 to ${to}; a branch beyond is not seen (the option largest of trace moves the bound)`
    expect(notesOf(['b', 't'])).toEqual([
      { ...sizes, dim: 'b', to: 1024, leading: true, text: text('b', 1024) },
      { ...sizes, dim: 't', to: 512, leading: false, text: text('t', 512) },
    ])
    expect(notesOf(['b'], { smallest: { b: 3 } })).toMatchObject([{ from: 3, to: 1024 }])
    expect(notesOf(['b'], { smallest: { b: 2000 } })).toMatchObject([{ from: 2000, to: 2003 }])
  })

  it('speak of no dim with a largest size', () => {
    expect(notesOf(['b', 't'], { largest: { t: 40, b: 64 } })).toEqual([])
    expect(notesOf([2, 3])).toEqual([])
  })

  it('say which limits of forward became guards, and why', () => {
    const forward = (x: tf.Tensor) => {
      if (x.shape[1]! < 3 || x.shape[1]! > 77) throw new RangeError('3 to 77 tokens')
      return tf.relu(x)
    }
    const { graph, notes } = traceWithReport(forward, { x: [2, 't'] })
    expect(graph.meta.guards).toEqual([
      { kind: 'atLeast', dim: 't', size: 3 },
      { kind: 'atMost', dim: 't', size: 77 },
    ])
    const why = 'forward of forward threw: 3 to 77 tokens'
    expect(notes).toEqual([
      {
        kind: 'limit',
        dim: 't',
        size: 3,
        loc: null,
        text: `the graph is for t >= 3, because forward fails at t = 2: ${why}`,
      },
      {
        kind: 'limit',
        dim: 't',
        size: 77,
        loc: null,
        text: `the graph is for t <= 77, because forward fails at t = 78: ${why}`,
      },
    ])
  })
})
