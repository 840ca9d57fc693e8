/** @file Shapes of ops, with named dims. */
import { type Dim, equalDims, printShape } from '@tsfx/ir'
import { badInputs } from './diagnostics.generated.ts'

/**
 * The shape of an element-wise op by numpy broadcasting: aligned at the end, 1 stretches.
 * @throws TSFX0511 when the shapes do not fit.
 */
export function broadcastShape(op: string, a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1
    const right = b[b.length - rank + i] ?? 1
    if (left === 1) return right
    if (right === 1 || equalDims(left, right)) return left
    throw badInputs({ op, problem: `shapes ${printShape(a)} and ${printShape(b)} do not broadcast` })
  })
}
