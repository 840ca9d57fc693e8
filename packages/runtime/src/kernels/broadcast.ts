/**
 * @file numpy broadcasting of shapes, and where each element of the result lies in an operand.
 */
import { shapeMismatch } from '../diagnostics.generated.ts'
import type { OpName } from '../quantizedOps.ts'
import { sizeOf } from '../quantizedTensor.ts'

/** The broadcast shape of `a` and `b`. @throws TSFX6002 */
export function broadcastShape(op: OpName, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1]
    if (m !== n && m !== 1 && n !== 1) {
      throw shapeMismatch({ op, problem: `[${a}] and [${b}] do not broadcast` })
    }
    return m === 1 ? n : m
  })
}

/** `broadcastIndices` that remembers its last result, for steps that see the same shapes in each call. */
export function rememberedBroadcastIndices(): typeof broadcastIndices {
  let last: { readonly shapes: string; readonly indices: Int32Array } | undefined
  return (operand, result) => {
    const shapes = `${operand};${result}`
    if (last?.shapes !== shapes) last = { shapes, indices: broadcastIndices(operand, result) }
    return last.indices
  }
}

/** For each element of `result`, row-major, the index of its element in an operand of shape `operand`. */
export function broadcastIndices(operand: readonly number[], result: readonly number[]): Int32Array {
  let indices = Int32Array.of(0)
  let stride = sizeOf(operand)
  result.forEach((dim, axis) => {
    const own = operand[operand.length - result.length + axis] ?? 1
    stride /= own
    const next = new Int32Array(indices.length * dim)
    for (let i = 0; i < next.length; i++) {
      next[i] = indices[Math.floor(i / dim)]! + (own === 1 ? 0 : (i % dim) * stride)
    }
    indices = next
  })
  return indices
}
