import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { setRecorder } from './opFunction.ts'
import { deQuantStub, quantStub } from './stubs.ts'
import { bindTfjs } from './tfjsBinding.ts'

it('stubs return their input, and a trace records them', () => {
  bindTfjs(tf)
  const x = tf.tensor1d([1, 2])
  expect(quantStub(x)).toBe(x)
  expect(deQuantStub(x)).toBe(x)

  const recorded: unknown[] = []
  const before = setRecorder({ record: (op, args) => recorded.push(op.name, args) })
  quantStub(x)
  deQuantStub(x)
  setRecorder(before)
  expect(recorded).toEqual(['quantStub', { x }, 'deQuantStub', { x }])
})
