/**
 * @file Changes of a graph's state as data: what an edit made, and what undoes it. A version shares with the one before
 * all that no patch names.
 */
import { type Arg, freezeArg } from './arg.ts'
import type { NodeId } from './fxNode.ts'
import type { GraphState, Slot } from './graphState.ts'
import type { ParamHandle } from './param.ts'

/** One change of a state: of a whole field (`['head']`), or of one entry of a Map in it (`['slots', 7]`). */
export interface Patch {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: readonly (string | number)[]
  /** What stands there now; absent when it was removed. */
  readonly value?: unknown
}

/** Patches of one edit, both ways. */
export class PatchRecord {
  readonly patches: Patch[] = []
  readonly inverse: Patch[] = []

  /** Records that what stands at `path` was `before` and is `after`; undefined means that nothing stands there. */
  change(path: readonly (string | number)[], before: unknown, after: unknown): void {
    if (before === after) return
    this.patches.push(patchTo(path, before, after))
    this.inverse.push(patchTo(path, after, before))
  }
}

function patchTo(path: readonly (string | number)[], from: unknown, to: unknown): Patch {
  if (to === undefined) return { op: 'remove', path }
  return { op: from === undefined ? 'add' : 'replace', path, value: to }
}

/** The state that `patches`, in that order, make of `state`, which is unchanged. */
export function applyPatches(state: GraphState, patches: readonly Patch[]): GraphState {
  let slots: Map<NodeId, Slot> | null = null
  let params: Map<string, ParamHandle> | null = null
  const fields: Record<string, unknown> = {}
  for (const { op, path, value } of patches) {
    const [field, key] = path as readonly [keyof GraphState, never]
    if (field === 'slots') {
      slots ??= new Map(state.slots)
      if (op === 'remove') slots.delete(key)
      else slots.set(key, value as Slot)
    } else if (field === 'params') {
      params ??= new Map(state.params)
      if (op === 'remove') params.delete(key)
      else params.set(key, freezeArg(value as ParamHandle & Arg))
    } else fields[field] = freezeArg(value as Arg)
  }
  return Object.freeze({
    ...state,
    ...fields,
    ...(slots && { slots: sealed(slots) }),
    ...(params && { params: sealed(params) }),
  })
}

const refusal = {
  value(): never {
    throw new TypeError('a version of a graph is immutable; graph.edit makes the next one')
  },
}

/** A Map that also plain JavaScript cannot write to: freezing one does not close its entries. */
const sealed = <K, V>(map: Map<K, V>): ReadonlyMap<K, V> =>
  Object.freeze(Object.defineProperties(map, { set: refusal, delete: refusal, clear: refusal }))
