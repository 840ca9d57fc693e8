import type { Ref } from '@tsfx/ir'
import ts from 'typescript'
import { type Binding, boundValue } from './binding.ts'
import { propertyAccess } from './literal.ts'

/** A value by the names it is bound to, or an item of it. */
export function boundRef(binding: Binding, { index }: Ref): ts.Expression {
  const item = index === null || binding.kind === 'whole' ? undefined : binding.items.get(String(index))
  if (item !== undefined) return ts.factory.createIdentifier(item)
  const whole = boundValue(binding)
  return index === null ? whole : propertyAccess(whole, String(index))
}
