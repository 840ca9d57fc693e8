import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { diff, isEmptyDiff } from './diff.ts'
import { printDiff } from './diffText.ts'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { named, param, smallGraph } from './graphs.fixture.ts'
import { anyEdits, anyGraph, applyEdits } from './history.fixture.ts'
import type { Json } from './jsonForm.ts'
import { tensorType } from './valueType.ts'

/** The same graph with another store, and with every id 100 higher: nothing left to match by but names. */
function renumbered(graph: Graph): Graph {
  const text = JSON.stringify(graphToJson(graph)).replace(
    /"(id|\$ref|nextId)":(\d+)/g,
    (_, key, id) => `"${key}":${Number(id) + 100}`,
  )
  return graphFromJson(JSON.parse(text) as Json)
}

const relu = (x: FxNode) => ({ kind: 'call_function' as const, target: 'relu', args: { x: new Ref(x.id) } })

describe('diff', () => {
  it('tells added, removed and changed nodes with pass and sources, in graph order', () => {
    const before = smallGraph()
    const after = before.edit((edit) => {
      edit.attributeTo('fuse')
      const [y, z] = [named(before, 'y'), named(before, 'z')]
      const fused = edit.insertBefore(z.id, {
        ...relu(named(before, 'x')),
        name: 'fused',
        from: [y],
        type: y.type,
      })
      edit.replaceAllUsesWith(y.id, fused.id)
      edit.erase(y.id)
      edit.setParam('head.b', param('b'))
      edit.setMeta({ rounding: 'single' })
    }).graph
    const found = diff(before, after)
    expect(printDiff(found)).toBe(
      [
        'nodes: 1 added, 1 removed, 1 changed, 3 unchanged; parameters: 1 added; graph: rounding',
        '  ... 2 unchanged',
        '- y = relu(x)             : float32[batch, 2]',
        '+ fused = relu(x)         : float32[batch, 2]   # by fuse, from y (net.ts:3:9)',
        '~ z = add(fused, head_w)  : float32[batch, 2]',
        '~     args.a: y -> fused',
        '  ... 1 unchanged',
        '+ parameter head.b: float32[2] bytes b',
        '~ graph',
        '~     rounding: null -> "single"',
      ].join('\n'),
    )
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
    expect(found.counts).toEqual({ unchanged: 3, added: 1, removed: 1, changed: 1, moved: 0 })
  })

  it('prints one line when nothing differs', () => {
    const graph = smallGraph()
    expect(printDiff(diff(graph, graph))).toBe('no difference')
    expect(printDiff(diff(graph, renumbered(graph)))).toBe('no difference')
  })

  it('matches by id inside a lineage: a rename is one change, of the node alone', () => {
    const before = smallGraph()
    const after = before.edit((edit) => edit.update(named(before, 'y').id, { name: 'act' })).graph
    expect(diff(before, after).nodes).toMatchObject([
      { kind: 'unchanged', count: 2 },
      { kind: 'changed', fields: [{ field: 'name', before: 'y', after: 'act' }] },
      { kind: 'unchanged', count: 2 },
    ])
    expect(diff(before, after, 'name').counts).toMatchObject({ added: 1, removed: 1, changed: 1 })
  })

  it('does not take a use of another node that prints the same for a change', () => {
    const before = smallGraph()
    const after = before.edit((edit) => {
      const y = named(before, 'y')
      edit.update(y.id, { name: 'old' })
      const twin = edit.insertAfter(y.id, { ...relu(named(before, 'x')), name: 'y', type: y.type })
      edit.replaceAllUsesWith(y.id, twin.id)
      edit.erase(y.id)
    }).graph
    expect(diff(before, after).counts).toMatchObject({ added: 1, removed: 1, changed: 0, unchanged: 4 })
  })

  it('lists what was removed before what stands in its place, at the start and at the end too', () => {
    const make = (targets: readonly string[]) =>
      Graph.empty().edit((edit) => {
        for (const target of targets) edit.append({ kind: 'placeholder', target, name: target })
      }).graph
    const marks = (before: string, after: string): string =>
      diff(make(before.split('')), make(after.split('')))
        .nodes.map((entry) =>
          entry.kind === 'unchanged' ? `=${entry.count}` : `${entry.kind[0]}${entry.node.name}`,
        )
        .join(' ')
    expect(marks('abcd', 'xbcy')).toBe('ra ax =2 rd ay')
    expect(marks('abcde', 'axye')).toBe('=1 rb rc rd ax ay =1')
    expect(marks('abcd', 'dabc')).toBe('md =3')
    expect(marks('ab', 'xy')).toBe('ra rb ax ay')
    expect(marks('', 'ab')).toBe('aa ab')
    expect(marks('ab', '')).toBe('ra rb')
  })

  it('says which nodes moved, and behind which they stand', () => {
    const before = smallGraph()
    const after = before.edit((edit) =>
      edit.moveBefore(named(before, 'head_w').id, named(before, 'x').id),
    ).graph
    const moved = diff(before, after).nodes.filter((entry) => entry.kind !== 'unchanged')
    expect(moved).toHaveLength(1)
    expect(moved[0]).toMatchObject({ kind: 'moved', fields: [{ field: 'position' }] })
  })

  it.each<[string, Partial<FxNode>, string]>([
    ['a string that prints like a number', { args: { axis: '1' } }, 'args.axis: 1 (1) -> 1 ("1")'],
    ['a negative zero', { args: { axis: -0 } }, 'args.axis: 1 -> -0'],
    ['an argument that is gone', { args: {} }, 'args.axis: 1 -> (absent)'],
    ['a scope with a newline', { scope: 'a\nb' }, 'scope: "" -> "a\\nb"'],
    ['a comment', { meta: { comment: '- x' } }, 'meta.comment: (absent) -> "- x"'],
    [
      'a place in a file of the same name',
      { loc: { file: 'b/n.ts', line: 1, column: 1 } },
      'loc: n.ts:1:1 (file = "a/n.ts") -> n.ts:1:1 (file = "b/n.ts")',
    ],
  ])('tells %s', (_, change, line) => {
    const before = Graph.empty().edit((edit) => {
      edit.append({
        kind: 'call_function',
        target: 'f',
        args: { axis: 1 },
        loc: { file: 'a/n.ts', line: 1, column: 1 },
      })
    }).graph
    const after = before.edit((edit) => edit.update(before.nodes[0]!.id, change)).graph
    expect(printDiff(diff(before, after)).split('\n')).toContain(`~     ${line}`)
  })

  it('tells one scale of many', () => {
    const type = (scale: number) =>
      tensorType('int8', [2], { scale: [0.5, scale], zeroPoint: [0, 0], axes: [0], qmin: -128, qmax: 127 })
    const before = Graph.empty().edit((edit) =>
      edit.append({ kind: 'placeholder', target: 'x', type: type(0.25) }),
    ).graph
    const after = before.edit((edit) => edit.update(before.nodes[0]!.id, { type: type(0.125) })).graph
    expect(printDiff(diff(before, after))).toContain(
      '(q.scale.1 = 0.25) -> int8[2]{per axis 0} (q.scale.1 = 0.125)',
    )
  })

  it('tells parameters by path', () => {
    const before = smallGraph()
    const after = before.edit((edit) => edit.setParam('head.w', param('other'))).graph
    expect(diff(before, after).params).toMatchObject([
      { kind: 'changed', path: 'head.w', fields: [{ field: 'digest', before: 'w', after: 'other' }] },
    ])
    expect(diff(after, before.edit((edit) => edit.removeParam('head.w')).graph).params).toMatchObject([
      { kind: 'removed' },
    ])
  })

  it('is empty of a graph and itself, and turns around when its sides do', () => {
    fc.assert(
      fc.property(anyGraph, anyEdits, (graph, edits) => {
        expect(isEmptyDiff(diff(graph, graph))).toBe(true)
        expect(printDiff(diff(graph, renumbered(graph)))).toBe('no difference')
        const next = applyEdits(graph, edits).graph
        for (const by of ['id', 'name'] as const) {
          const [there, back] = [diff(graph, next, by), diff(next, graph, by)]
          expect([
            there.counts.added,
            there.counts.removed,
            there.counts.moved + there.counts.changed + there.counts.unchanged,
          ]).toEqual([
            back.counts.removed,
            back.counts.added,
            back.counts.moved + back.counts.changed + back.counts.unchanged,
          ])
          expect(isEmptyDiff(there)).toBe(isEmptyDiff(back))
          expect(
            there.counts.added + there.counts.changed + there.counts.moved + there.counts.unchanged,
          ).toBe(next.nodes.length)
        }
      }),
    )
  })

  it('takes a chain of 100,000 nodes, also turned around', () => {
    const chain = Graph.empty().edit((edit) => {
      for (let i = 0; i < 100_000; i++) edit.append({ kind: 'placeholder', target: 'x', name: 'x' })
    }).graph
    const last = chain.nodes.at(-1)!
    const after = chain.edit((edit) => {
      for (const node of chain.nodes) if (node !== last) edit.moveAfter(node.id, last.id)
    }).graph
    const { counts } = diff(chain, after)
    expect(counts.moved).toBe(99_999)
    expect(counts.unchanged).toBe(1)
  })
})
