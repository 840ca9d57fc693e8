/** @file The types that follow from the types before them: of an op's call, of an item, of a tree of refs. */
import { type Arg, eachRef, isArgList, isArgRecord, Ref } from './arg.ts'
import { brokenGraph } from './diagnostics.generated.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { OpRules } from './opRules.ts'
import { printType, type ValueType } from './valueType.ts'

/** The type the op infers from its inputs' types; null while one of them is unknown, and for an op that infers none. */
export function inferType(
  node: FxNode,
  rules: OpRules,
  nodes: ReadonlyMap<NodeId, FxNode>,
): ValueType | null {
  let known = true
  eachRef(node.args, (ref) => {
    known &&= (nodes.get(ref.node)?.type ?? null) !== null
  })
  if (!known) return null
  return rules.infer(node.args, (ref) => itemType(nodes.get(ref.node)?.type as ValueType, ref.index))
}

/** The type of one item of a tuple or record; the type itself when `index` is null. @throws TSFX0004 when there is no such item. */
export function itemType(type: ValueType, index: number | string | null): ValueType {
  const item = findItem(type, index)
  if (!item) throw brokenGraph({ graph: '', problem: `${printType(type)} has no item ${index}` })
  return item
}

/** `itemType`, with null where there is no such item. */
export function findItem(type: ValueType, index: number | string | null): ValueType | null {
  if (index === null) return type
  if (type.kind === 'tuple') return type.items[Number(index)] ?? null
  if (type.kind === 'record' && Object.hasOwn(type.fields, index)) return type.fields[index] ?? null
  return null
}

/** The type of a tree of refs, as an output returns it; null when part of it is no tensor or of unknown type. */
export function typeOfTree(tree: Arg, typeOf: (ref: Ref) => ValueType | null): ValueType | null {
  if (tree instanceof Ref) return typeOf(tree)
  if (isArgList(tree)) {
    const items = tree.map((item) => typeOfTree(item, typeOf))
    return items.every((item) => item !== null) ? { kind: 'tuple', items } : null
  }
  if (!isArgRecord(tree)) return null
  const fields = Object.entries(tree).map(([key, item]) => [key, typeOfTree(item, typeOf)] as const)
  return fields.every((field): field is [string, ValueType] => field[1] !== null)
    ? { kind: 'record', fields: Object.fromEntries(fields) }
    : null
}
