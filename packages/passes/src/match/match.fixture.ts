/** @file Values and read-outs that the tests of the matcher share. */
import { type Graph, Ref } from '@tsfx/ir'
import { BATCH, type GraphBuilder } from '../graphs.fixture.ts'
import { type MatchOptions, match } from './match.ts'
import type { Match, Pattern } from './pattern.ts'

export const image = (g: GraphBuilder, name = 'x'): Ref => g.input(name, [BATCH, 6, 6, 4])
export const conv = (g: GraphBuilder, x: Ref, name = 'c', more: object = {}): Ref =>
  g.op('conv2d', name, { x, filter: g.param(`${name}.filter`, [3, 3, 4, 4]), pad: 'same', ...more })

/** Names of the nodes of each match. */
export const nodesOf = (matches: readonly Match<unknown>[]): string[] =>
  matches.map(({ nodes }) => nodes.map((node) => node.name).join(' '))

/** What does not match, and why. */
export function reasons<B>(graph: Graph, pattern: Pattern<B>, options: MatchOptions<B> = {}): string[] {
  const found: string[] = []
  match(graph, pattern, { ...options, onNearMiss: (node, reason) => found.push(`${node.name}: ${reason}`) })
  return found
}

/** An opaque module that returns two tensors. */
export function tuple(g: GraphBuilder): Ref {
  const type = g.edit.node(image(g, `t${g.edit.freeName('t')}`).node).type!
  const made = g.edit.append({
    kind: 'call_module',
    target: 'head.split',
    name: 'pair',
    type: { kind: 'tuple', items: [type, type] },
  })
  return new Ref(made.id)
}
