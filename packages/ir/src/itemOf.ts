/** @file The one place that takes an item of what stands for a value now: a ref has one index, so no item has items. */
import { type Arg, type ArgRecord, isArgList, isArgRecord, Ref } from './arg.ts'
import { noSuchItem } from './diagnostics.generated.ts'
import type { FxNode } from './fxNode.ts'

/**
 * What `ref` stands for once its node has become `value`: all of it, or one item.
 * @throws TSFX0013 naming `user` when `value` has no such item, or is one item already.
 */
export function itemOf(value: Arg, { index }: Ref, user: Pick<FxNode, 'name' | 'loc'>): Arg {
  if (index === null) return value
  if (value instanceof Ref && value.index === null) return new Ref(value.node, index)
  const items = isArgList(value) || isArgRecord(value) ? (value as ArgRecord) : {}
  if (Object.hasOwn(items, index)) return items[index] as Arg
  throw noSuchItem({ name: user.name, index }, { node: user.name, loc: user.loc })
}
