/** @file What a call is captured as, for tests. */
import type { Args, Ref } from '@tsfx/ir'
import { capturesOf } from './registry.ts'

/** Stands for a tensor in a call: it has a shape, as a symbolic tensor has. */
export class Operand {
  readonly ref: Ref
  readonly shape: readonly number[]
  constructor(ref: Ref, shape: readonly number[]) {
    this.ref = ref
    this.shape = shape
  }
}

/** `value` with refs in place of operands. */
export const toRefs = (value: unknown): unknown =>
  value instanceof Operand ? value.ref : Array.isArray(value) ? value.map(toRefs) : value

/** The op and arguments that a call of `from` is captured as; null when no op takes it. */
export function captureCall(
  from: string,
  call: readonly unknown[],
): { readonly op: string; readonly args: Args } | null {
  for (const { op, form } of capturesOf(from)) {
    const bound = form.bind(call)
    if (!bound) continue
    const raw = Object.entries(bound).map(([key, value]) => [key, toRefs(value)])
    return { op: op.name, args: op.normalize(Object.fromEntries(raw)) }
  }
  return null
}
