import { type Arg, type Graph, isArgList, isArgRecord, Ref } from '@tsfx/ir'
import { itemKeys } from './binding.ts'

/** The value whose items `arg` lists all in order, or by their own names: a list or record that is passed on as it is. */
export function wholeValue(graph: Graph, arg: Arg): Ref | null {
  const items = isArgList(arg) || isArgRecord(arg) ? Object.entries(arg) : []
  const [first] = items[0]?.slice(1) ?? []
  if (!(first instanceof Ref) || first.index === null) return null
  const { type } = graph.node(first.node)
  const keys = itemKeys(type)
  const isWhole =
    keys?.length === items.length &&
    (type?.kind === 'tuple') === isArgList(arg) &&
    items.every(
      ([key, item]) =>
        item instanceof Ref && item.node === first.node && String(item.index) === key && keys.includes(key),
    )
  return isWhole ? new Ref(first.node) : null
}
