/** @file Comments of the user's by the module in whose code they stand: in a method, or above its call. */
import type { FxNode } from '@tsfx/ir'
import { isWithin } from './region.ts'

/** The comments on a node that stand in the code of the module at `path` or inside it; of the root, all. */
export const commentsWithin = (node: FxNode, path: string): readonly string[] =>
  partsOf(node).flatMap(({ scope, text }) => (path === '' || isWithin(scope, path) ? [text] : []))

/** The comments on a node that stand in the code of the module at `outer`, but not in that of the module at `inner`. */
export const commentsBetween = (node: FxNode, outer: string, inner: string): readonly string[] => {
  const inside = commentsWithin(node, inner)
  return commentsWithin(node, outer).filter((text) => !inside.includes(text))
}

const partsOf = ({ meta, scope }: FxNode) =>
  meta.comments ?? (meta.comment === undefined ? [] : [{ scope, text: meta.comment }])
