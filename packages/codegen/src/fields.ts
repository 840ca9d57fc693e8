/** @file The fields of an emitted class. They mirror module paths: `layers.0.conv` is `this.layers[0].conv`. */
import { legalIdentifier } from '@tsfx/ir'
import type ts from 'typescript'
import { isIdentifier, isIndex, propertyAccess } from './literal.ts'
import type { Weight } from './weights.ts'

/** Members the class has for itself; a module of that name gets an underscore. */
export const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  '__proto__',
  'forward',
  'dispose',
  'opaque',
  'q',
  'tf',
])

export interface FieldGroup {
  readonly kind: 'group'
  readonly children: Map<string, FieldGroup | Weight>
}

export interface Fields {
  /** Top-level fields by the name of the member. */
  readonly members: ReadonlyMap<string, FieldGroup | Weight>
  /** The path of a weight as keys from `this`. */
  keysOf(weight: Weight): readonly string[]
  /** The path of a module as keys from `this`. */
  keysOfPath(path: string): readonly string[]
  /** Weights inside the group that `keys` lead to. */
  at(keys: readonly string[]): FieldGroup | Weight | null
}

/** Arranges weights by path. A path that runs through another weight stays one key: `this['a.b']`. */
export function arrangeFields(weights: readonly Weight[]): Fields {
  const root: FieldGroup = { kind: 'group', children: new Map() }
  const keys = new Map<Weight, readonly string[]>()
  const first = new Set(weights.map(({ path }) => firstSegment(path)))
  const keysOfPath = (path: string): readonly string[] => {
    const segments = path.split('.')
    return [memberName(segments[0] as string, first), ...segments.slice(1)]
  }
  for (const weight of weights) {
    const place = insert(root, keysOfPath(weight.path), weight) ?? insert(root, [weight.path], weight)
    keys.set(weight, place ?? [weight.path])
  }
  sortLists(root)
  const at = (path: readonly string[]) => {
    let node: FieldGroup | Weight | undefined = root
    for (const key of path) node = node?.kind === 'group' ? node.children.get(key) : undefined
    return node ?? null
  }
  return { members: root.children, keysOf: (weight) => keys.get(weight) ?? [], keysOfPath, at }
}

/** Items of lists stand in their order, whichever of them is used first. */
function sortLists(group: FieldGroup): void {
  const { children } = group
  for (const child of children.values()) if (child.kind === 'group') sortLists(child)
  if (![...children.keys()].every(isIndex)) return
  const sorted = [...children].sort(([a], [b]) => Number(a) - Number(b))
  children.clear()
  for (const [key, child] of sorted) children.set(key, child)
}

const firstSegment = (path: string): string => path.split('.')[0] as string

function memberName(segment: string, others: ReadonlySet<string>): string {
  let name = segment
  const isTaken = () => OWN_MEMBERS.has(name) || (name !== segment && others.has(name))
  while (isTaken()) name += '_'
  return name
}

function insert(root: FieldGroup, keys: readonly string[], weight: Weight): readonly string[] | null {
  let group = root
  for (const key of keys.slice(0, -1)) {
    const next = group.children.get(key) ?? { kind: 'group', children: new Map() }
    if (next.kind !== 'group') return null
    group.children.set(key, next)
    group = next
  }
  const last = keys.at(-1) as string
  if (group.children.has(last)) return null
  group.children.set(last, weight)
  return keys
}

/** Says whether the keys are 0, 1, 2, ...: a list of modules without gaps. */
export const isList = (group: FieldGroup): boolean =>
  [...group.children.keys()].every((key, i) => key === String(i))

/** The weights in a field, with their paths below it. */
export function weightsIn(field: FieldGroup | Weight): readonly Weight[] {
  return field.kind === 'group' ? [...field.children.values()].flatMap(weightsIn) : [field]
}

/** `root.layers[0].conv`. */
export const accessPath = (root: ts.Expression, keys: readonly string[]): ts.Expression =>
  keys.reduce<ts.Expression>((target, key) => propertyAccess(target, key), root)

/** Says whether a member can be destructured under its own name. */
export const isPlainMember = (key: string): boolean => isIdentifier(key) && legalIdentifier(key) === key
