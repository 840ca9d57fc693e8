/** @file How a weight is read below a path, as a text: groups whose weights are read alike have one type and one reader. */
import type { Fields } from '../fields.ts'
import type { Weight, Weights } from '../weights.ts'
import { below, isWithin } from './region.ts'

export interface ReadingContext {
  readonly fields: Fields
  readonly weights: Weights
}

/**
 * The place of `weight` below `keys`, its kind, and its names in the file below `path`; a name that is not there is whole, so the text
 * is like no other's.
 */
export function weightReading(
  weight: Weight,
  keys: readonly string[],
  path: string,
  { fields, weights }: ReadingContext,
): string {
  const place = fields.keysOf(weight).slice(keys.length)
  const names = [
    weight.path,
    ...(weight.kind === 'layer' ? [weight.stored, ...biasNames(weight, weights)] : []),
  ]
  const relative = names.map((name) =>
    isWithin(name, path) && name !== path ? below(name, path) : `/${name}`,
  )
  return JSON.stringify([place, weightKind(weight), relative])
}

const biasNames = (weight: Extract<Weight, { kind: 'layer' }>, weights: Weights): readonly string[] => {
  const bias = weights.biasToRead(weight)
  return bias === undefined ? [] : [bias ?? '']
}

/** What its type in the emitted code depends on. */
export const weightKind = ({ kind, handle }: Weight): string =>
  kind === 'tensor' ? `tensor${handle.shape.length}` : kind
