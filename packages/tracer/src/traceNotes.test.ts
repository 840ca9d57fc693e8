import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { type TraceOptions, traceWithReport } from './trace.ts'

bindTfjs(tf)

const notesOf = (shape: (number | string | null)[], options: TraceOptions = {}) => {
  // A branch that no trace without `largest` sees.
  const forward = (x: tf.Tensor) => (x.shape[1]! > 40 ? tf.neg(x) : tf.relu(x))
  return traceWithReport(forward, { x: shape }, options).notes
}

describe('notes', () => {
  it('say at which sizes each open dim was traced, where forward may branch at others', () => {
    expect(notesOf(['b', 't'])).toEqual([
      {
        kind: 'sizes',
        dim: 'b',
        from: 2,
        to: 1024,
        leading: true,
        loc: null,
        text: 'b was traced at sizes up to 1024; a branch beyond is not seen (the option largest of trace moves the bound)',
      },
      {
        kind: 'sizes',
        dim: 't',
        from: 33,
        to: 36,
        leading: false,
        loc: null,
        text: 't was traced at sizes 33 to 36; a branch at another is not seen (the options smallest and largest of trace move the bounds)',
      },
    ])
  })

  it('speak of no dim whose sizes are bounded by guards', () => {
    const options = { smallest: { t: 1 }, largest: { t: 40, b: 64 } }
    expect(notesOf(['b', 't'], options)).toEqual([])
    expect(notesOf(['b', 't'], { ...options, smallest: {} })).toMatchObject([{ dim: 't', from: 33, to: 40 }])
    expect(notesOf(['b', 't'], { smallest: { t: 1 }, largest: { b: 64 } })).toMatchObject([
      { dim: 't', from: 1, to: 4, text: expect.stringContaining('at sizes up to 4;') },
    ])
    expect(notesOf([2, 3])).toEqual([])
  })
})
