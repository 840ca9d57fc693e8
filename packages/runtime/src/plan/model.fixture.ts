/** @file A small integer model as codegen writes it, for the tests of `loadModel`. */
import type { QuantizedOps } from '../quantizedOps.ts'
import type { FloatInput, FloatTensor } from '../quantizedTensor.ts'
import type { WeightedLayer } from '../weightedLayer.ts'
import { writeSafetensors } from '../weights/safetensors.ts'
import { sha256 } from '../weights/sha256.ts'
import type { WeightFile } from '../weights/weightFile.ts'

const weights = writeSafetensors(
  {
    'conv.weight': {
      dtype: 'I8',
      shape: [3, 3, 1, 2],
      data: Int8Array.from({ length: 18 }, (_, i) => i * 9 - 80),
    },
    'conv.weight.scale': { dtype: 'F32', shape: [2], data: Float32Array.of(0.01, 0.02) },
    'conv.bias': { dtype: 'I32', shape: [2], data: Int32Array.of(100, -100) },
    'head.weight': { dtype: 'I8', shape: [8, 3], data: Int8Array.from({ length: 24 }, (_, i) => i * 7 - 90) },
    'head.weight.scale': { dtype: 'F32', shape: [], data: Float32Array.of(0.02) },
  },
  { 'conv.weight.axes': '[3]' },
)
const digest = sha256(weights)

/** As codegen writes it. */
export class NetInt8 {
  readonly q: QuantizedOps
  readonly conv: WeightedLayer
  readonly head: WeightedLayer
  /** Turns on a branch that leaves the plan. */
  detour: 'none' | 'op' | 'options' | 'operand' | 'short' | 'long' | 'throw' = 'none'

  constructor(q: QuantizedOps, w: WeightFile) {
    this.q = q
    this.conv = w.layer('conv')
    this.head = w.layer('head')
  }

  forward(x: FloatInput): FloatTensor {
    const { q, conv, head, detour } = this
    const xQ = q.quantize(x, { scale: 0.02, zeroPoint: -6 })
    const y = q.conv2d(xQ, conv, {
      strides: 2,
      pad: 'same',
      activation: 'relu',
      output: { scale: detour === 'options' ? 0.2 : 0.02, zeroPoint: -128 },
    })
    if (detour === 'short') return q.dequantize(y)
    if (detour === 'throw') throw new RangeError('from forward')
    const z =
      detour === 'op' ? q.relu6(y, { output: y }) : q.relu(detour === 'operand' ? xQ : y, { output: y })
    const flat = q.reshape(z, [x.shape[0]!, 8])
    const logits = q.linear(flat, head, { output: { scale: 0.05, zeroPoint: 0 } })
    if (detour === 'long') q.relu(logits, { output: logits })
    return q.dequantize(logits)
  }
}

export const description = { weights, digest, rounding: 'float32', inputs: { x: [null, 4, 4, 1] } } as const
export const images = (count: number): FloatTensor => ({
  data: Float32Array.from({ length: count * 16 }, (_, i) => Math.sin(i * 1.7) * 2),
  shape: [count, 4, 4, 1],
})
