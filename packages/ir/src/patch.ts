/**
 * @file Changes of a graph's state as data: what an edit made, and what undoes it. A version shares with the one before
 * all that no patch names.
 */
import { type Arg, freezeArg } from './arg.ts'
import type { NodeId } from './fxNode.ts'
import type { GraphState, Slot } from './graphState.ts'
import { IdTable } from './idTable.ts'
import type { ParamHandle } from './param.ts'
import { sealedMap } from './sealedMap.ts'

/** One change of a state: of a whole field (`['head']`), or of one entry of a Map in it (`['slots', 7]`). */
export interface Patch {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: readonly (string | number)[]
  /** What stands there now; absent when it was removed. */
  readonly value?: unknown
}

/** The state that `patches`, in that order, make of `state`, which is unchanged. */
export function applyPatches(state: GraphState, patches: readonly Patch[]): GraphState {
  const next = new NextState(state)
  for (const { op, path, value } of patches)
    next.set(path[0]!, path[1] ?? null, op === 'remove' ? undefined : value)
  return next.close()
}

/** A state in the making: the one before, with what was set since. */
export class NextState {
  readonly #before: GraphState
  readonly #fields: Record<string, unknown> = {}
  #slots: IdTable<Slot> | null = null
  #params: Map<string, ParamHandle> | null = null

  constructor(before: GraphState) {
    this.#before = before
  }

  /** Sets a field, or the entry `key` of a Map in it; undefined takes the entry out. */
  set(field: string | number, key: string | number | null, value: unknown): void {
    if (field === 'slots') {
      this.#slots ??= new IdTable(this.#before.slots)
      if (value === undefined) this.#slots.delete(key as NodeId)
      else this.#slots.set(key as NodeId, value as Slot)
    } else if (field === 'params') {
      this.#params ??= new Map(this.#before.params)
      if (value === undefined) this.#params.delete(key as string)
      else this.#params.set(key as string, freezeArg(value as ParamHandle & Arg))
    } else this.#fields[field] = freezeArg(value as Arg)
  }

  close(): GraphState {
    return Object.freeze({
      ...this.#before,
      ...this.#fields,
      ...(this.#slots && { slots: this.#slots.seal() }),
      ...(this.#params && { params: sealedMap(this.#params) }),
    })
  }
}
