import { type FxNode, printShape } from '@tsfx/ir'
import { lineComment } from './comment.ts'

/** More shapes than one line says well. */
const MAX_SHAPES = 3

/** The shapes of a value in each instance as a trailing comment: ` // [batch, 16, 16, 8], [batch, 8, 8, 8]`. */
export function shapeComment(nodes: readonly FxNode[]): string {
  const shapes = [
    ...new Set(nodes.flatMap(({ type }) => (type?.kind === 'tensor' ? [printShape(type.shape)] : []))),
  ]
  if (shapes.length === 0) return ''
  const shown = [...shapes.slice(0, MAX_SHAPES), ...(shapes.length > MAX_SHAPES ? ['...'] : [])]
  return lineComment(shown.join(', '))
    .map((line) => ` ${line}`)
    .join('')
}
