import type { FxNode } from '@tsfx/ir'

/** Says what does not fit when `value` has not the dtype of `node`; null when it has, or when the node is no typed tensor. */
export function wrongDtype({ type }: FxNode, value: unknown): string | null {
  if (type?.kind !== 'tensor') return null
  if (typeof value !== 'object' || value === null || !('dtype' in value))
    return `is no tensor, but one of ${type.dtype} is expected`
  return value.dtype === type.dtype ? null : `is of ${String(value.dtype)}, but ${type.dtype} is expected`
}
