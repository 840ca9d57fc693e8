/** @file Which calls are loops, what they are named, and what they are over. */
import type { Graph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { block, repeated, stacked } from '../testing/repeatedGraph.ts'

const loops = (graph: Graph) => {
  const { outline, names } = moduleContext(graph, { name: 'net' })
  return outline.forward.flatMap((step) =>
    step.kind !== 'chain'
      ? []
      : step.links.flatMap((link) =>
          link.kind === 'loop'
            ? [{ name: names.loops.get(link), paths: link.calls.map(({ region }) => region.path) }]
            : [],
        ),
  )
}
const pathsOf = (list: string, ...items: readonly number[]) => items.map((i) => `${list}.${i}`)

describe('a loop', () => {
  it('is a run of calls that each take the result of the one before', () => {
    expect(loops(repeated([{}, {}, {}, {}]))).toEqual([
      { name: 'block', paths: pathsOf('blocks', 0, 1, 2, 3) },
    ])
  })

  it('ends where a result is used once more', () => {
    const graph = stacked((g, x) => {
      const values = [x]
      for (let i = 0; i < 6; i++) values.push(block(g, values.at(-1) as Ref, `blocks.${i}`))
      return [values.at(-1) as Ref, values[3] as Ref]
    })
    expect(loops(graph).map(({ paths }) => paths)).toEqual([
      pathsOf('blocks', 0, 1, 2),
      pathsOf('blocks', 3, 4, 5),
    ])
  })

  it('shares its name with others of one body, but not with a value', () => {
    const graph = stacked((g, x) => {
      const named = g.call('relu', { x }, { name: 'item' })
      let value = g.call('add', { a: named, b: x })
      for (const list of ['items', 'items.4.items'])
        for (let i = 0; i < 4; i++) value = block(g, value, `${list}.${i}`)
      return g.call('mul', { a: value, b: named })
    })
    expect(loops(graph).map(({ name }) => name)).toEqual(['item_1', 'item_1'])
  })
})
