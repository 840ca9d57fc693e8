/** @file Arguments of a node: a closed union, so that printing, JSON and codegen are exhaustive. */
import { DimPolynomial } from './dim.ts'
import type { NodeId } from './fxNode.ts'
import { recordOf } from './recordOf.ts'

/** A use of another node's value, or of one item of it when that value is a tuple or record. */
export class Ref {
  readonly node: NodeId
  readonly index: number | string | null

  constructor(node: NodeId, index: number | string | null = null) {
    this.node = node
    this.index = index
    Object.freeze(this)
  }
}

export type Arg = Ref | DimPolynomial | number | string | boolean | null | readonly Arg[] | ArgRecord

export interface ArgRecord {
  readonly [name: string]: Arg
}

/** Arguments by the names of the op's schema. */
export type Args = ArgRecord

export const isArgList = (arg: Arg): arg is readonly Arg[] => Array.isArray(arg)

export const isArgRecord = (arg: Arg): arg is ArgRecord =>
  typeof arg === 'object' &&
  arg !== null &&
  !Array.isArray(arg) &&
  !(arg instanceof Ref) &&
  !(arg instanceof DimPolynomial)

/** Calls `visit` for each ref inside `arg`, in order. */
export function eachRef(arg: Arg, visit: (ref: Ref) => void): void {
  if (arg instanceof Ref) visit(arg)
  else if (isArgList(arg)) for (const item of arg) eachRef(item, visit)
  else if (isArgRecord(arg)) for (const key of Object.keys(arg)) eachRef(arg[key] as Arg, visit)
}

/** Rebuilds `arg` with each leaf (ref, dim, number, string, boolean, null) mapped; unchanged parts keep their identity. */
export function mapArg(arg: Arg, mapLeaf: (leaf: Arg) => Arg): Arg {
  if (isArgList(arg)) {
    let mapped: Arg[] | null = null
    for (let i = 0; i < arg.length; i++) {
      const item = mapArg(arg[i] as Arg, mapLeaf)
      if (!Object.is(item, arg[i])) mapped ??= arg.slice()
      if (mapped) mapped[i] = item
    }
    return mapped ?? arg
  }
  if (isArgRecord(arg)) {
    const keys = Object.keys(arg)
    const items = keys.map((key) => mapArg(arg[key] as Arg, mapLeaf))
    return items.every((item, i) => Object.is(item, arg[keys[i]!])) ? arg : recordOf(keys, items)
  }
  return mapLeaf(arg)
}

/** `mapArg` for the refs alone. */
export const mapRefs = <T extends Arg>(arg: T, map: (ref: Ref) => Arg): T =>
  mapArg(arg, (leaf) => (leaf instanceof Ref ? map(leaf) : leaf)) as T

/** Freezes `arg` deeply, once, when a node is made; what its maker froze outside may be open inside. */
export function freezeArg<T extends Arg>(arg: T): T {
  if (isArgList(arg)) for (const item of arg) freezeArg(item)
  else if (isArgRecord(arg)) for (const key of Object.keys(arg)) freezeArg(arg[key] as Arg)
  return Object.freeze(arg)
}
