/**
 * @file How the result of a call is bound: `const y = ...`, or taken apart as the user did, `const { mean, variance } = ...`,
 * with the items that are used.
 */
import { eachRef, type FxNode, type Graph, type ItemNames, type NodeId, type ValueType } from '@tsfx/ir'
import ts from 'typescript'
import { property, propertyName } from './literal.ts'
import { tfjsType } from './types.ts'

const { factory } = ts

export type Binding =
  | { readonly kind: 'whole'; readonly name: string }
  /** Identifiers by index, in order; those of items that nothing uses are left out. */
  | { readonly kind: 'list'; readonly items: ReadonlyMap<string, string> }
  | { readonly kind: 'record'; readonly items: ReadonlyMap<string, string> }

/** The items of a value that statements name, as text: empty where the value is named whole. */
export function boundItems(graph: Graph, node: FxNode): string {
  const binding = bindingOf(graph, node, (wanted) => wanted)
  return binding.kind === 'whole' ? '' : [...binding.items.keys()].join()
}

/** A value with items is taken apart where the user did so; else items are read where they are used. */
export function bindingOf(graph: Graph, node: FxNode, claim: (wanted: string) => string): Binding {
  const names = node.meta.outputs
  const keys = itemKeys(node.type)
  if (names === undefined || keys === null) return { kind: 'whole', name: claim(node.name) }
  const used = usedItems(graph, node.id)
  const bound = keys.filter((key) => used.has(key) || used.has(null))
  if (bound.length === 0) return { kind: 'whole', name: claim(node.name) }
  const items = new Map(
    bound.map((key) => [key, claim(itemName(names, key) ?? `${node.name}_${key}`)] as const),
  )
  return { kind: node.type?.kind === 'record' ? 'record' : 'list', items }
}

/** The items of a value as texts, in order; null for a value that has none. */
export function itemKeys(type: ValueType | null): readonly string[] | null {
  switch (type?.kind) {
    case 'tuple':
      return type.items.map((_, i) => String(i))
    case 'record':
      return Object.keys(type.fields)
    default:
      return null
  }
}

function itemName(names: ItemNames, key: string): string | null {
  const name: unknown = Object.hasOwn(names, key) ? Reflect.get(names, key) : null
  return typeof name === 'string' ? name : null
}

/** The items that are used, as texts; null for a use of the whole. */
function usedItems(graph: Graph, id: NodeId): ReadonlySet<string | null> {
  const used = new Set<string | null>()
  for (const user of graph.users(id))
    eachRef(graph.node(user).args, (ref) => {
      if (ref.node === id) used.add(ref.index === null ? null : String(ref.index))
    })
  return used
}

/** What stands behind `const`: a name or a pattern. Items before the last that are not used leave a hole in a list. */
export function bindingName(binding: Binding): ts.BindingName {
  if (binding.kind === 'whole') return factory.createIdentifier(binding.name)
  const entries = [...binding.items]
  if (binding.kind === 'record')
    return factory.createObjectBindingPattern(
      entries.map(([key, name]) =>
        factory.createBindingElement(undefined, key === name ? undefined : propertyName(key), name),
      ),
    )
  const length = Number(entries.at(-1)?.[0]) + 1
  return factory.createArrayBindingPattern(
    Array.from({ length }, (_, i) => {
      const name = binding.items.get(String(i))
      return name === undefined
        ? factory.createOmittedExpression()
        : factory.createBindingElement(undefined, undefined, name)
    }),
  )
}

/** The value of a node by its names. */
export function boundValue(binding: Binding): ts.Expression {
  switch (binding.kind) {
    case 'whole':
      return factory.createIdentifier(binding.name)
    case 'list':
      return factory.createArrayLiteralExpression(
        [...binding.items.values()].map((name) => factory.createIdentifier(name)),
      )
    case 'record':
      return factory.createObjectLiteralExpression(
        [...binding.items].map(([key, name]) => property(key, factory.createIdentifier(name))),
      )
  }
}

/** The type to assert for what a pattern takes: of a record, the fields that it names. */
export function boundType(binding: Binding, type: ValueType): ts.TypeNode {
  if (binding.kind !== 'record' || type.kind !== 'record') return tfjsType(type)
  const fields = Object.entries(type.fields).filter(([key]) => binding.items.has(key))
  return tfjsType({ kind: 'record', fields: Object.fromEntries(fields) })
}
