import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { changedNodes } from './changedNodes.ts'
import { diff, isEmptyDiff } from './diff.ts'
import { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { graphToJson } from './graphJson.ts'
import { Slot } from './graphState.ts'
import { named, param, smallGraph } from './graphs.fixture.ts'
import { anyEdits, anyGraph, applyEdits } from './history.fixture.ts'
import { History } from './history.ts'
import type { Json } from './jsonForm.ts'
import { patchesFromJson, patchesToJson } from './patchesJson.ts'

const text = (graph: Graph): string => JSON.stringify(graphToJson(graph))

/** Both ways, through text. */
const throughJson = (patches: Parameters<typeof patchesToJson>[0]): ReturnType<typeof patchesFromJson> =>
  patchesFromJson(JSON.parse(JSON.stringify(patchesToJson(patches))) as Json)

describe('History', () => {
  it('goes back and forward through labelled edits', () => {
    const first = smallGraph()
    const history = new History(first)
    const renamed = history.edit('rename', (edit) => edit.update(named(first, 'y').id, { name: 'act' }))
    expect(history.graph).toBe(renamed.graph)
    expect(renamed.result.name).toBe('act')
    history.record(
      'meta',
      history.graph.edit((edit) => edit.setMeta({ name: 'Other' })),
    )
    expect(history.entries.map(({ label, changedNodes }) => [label, changedNodes])).toEqual([
      ['rename', 1],
      ['meta', 0],
    ])

    expect(history.undo()?.meta.name).toBe('Net')
    expect(history.position).toBe(1)
    expect(history.undo()?.nodes).toEqual(first.nodes)
    expect(history.graph.nodes.every((node, i) => node === first.nodes[i])).toBe(true)
    expect(history.redo()?.find('act')).not.toBeNull()
    expect(history.redo()?.meta.name).toBe('Other')
  })

  it('has null, and stays as it is, where there is nothing to undo or redo', () => {
    const graph = smallGraph()
    const history = new History(graph)
    expect(history.undo()).toBeNull()
    expect(history.redo()).toBeNull()
    expect(history.graph).toBe(graph)
  })

  it('forgets what was undone when a new edit takes its place', () => {
    const history = new History(smallGraph())
    history.edit('a', (edit) => edit.setMeta({ name: 'A' }))
    history.edit('b', (edit) => edit.setMeta({ name: 'B' }))
    history.undo()
    expect(history.entries.map(({ label }) => label)).toEqual(['a', 'b'])
    history.edit('c', (edit) => edit.setMeta({ name: 'C' }))
    expect(history.redo()).toBeNull()
    expect(history.entries.map(({ label }) => label)).toEqual(['a', 'c'])
  })

  it('gives any version and the difference of any two, and stays where it is', () => {
    const history = new History(smallGraph())
    for (const name of ['A', 'B', 'C']) history.edit(name, (edit) => edit.setMeta({ name }))
    history.undo()
    expect([0, 1, 2, 3].map((i) => history.versionAt(i).meta.name)).toEqual(['Net', 'A', 'B', 'C'])
    expect(history.graph.meta.name).toBe('B')
    expect(history.diff(3, 0).meta).toEqual([{ field: 'name', before: '"C"', after: '"Net"' }])
    for (const index of [-1, 4, 0.5, Number.NaN]) expect(() => history.versionAt(index)).toThrow('TSFX0021')
  })

  it('has of several edits at once the net change, in which nothing comes and goes', () => {
    const first = smallGraph()
    const there = first.edit((edit) => {
      edit.setParam('other', param('other'))
      edit.update(named(first, 'y').id, { name: 'act' })
      return edit.insertAfter(named(first, 'x').id, { kind: 'call_function', target: 'f' }).id
    })
    const back = there.graph.edit((edit) => {
      edit.removeParam('other')
      edit.erase(there.result)
    })
    const patches = [...there.patches, ...back.patches]
    const inverse = [...back.inverse, ...there.inverse]
    const history = new History(first)
    history.record('there and back', { ...back, patches, inverse })
    const [entry] = history.entries
    for (const list of [entry!.patches, entry!.inverse])
      expect(list.map(({ path }) => path)).toEqual([['slots', named(first, 'y').id], ['nextId']])
    expect(entry!.changedNodes).toBe(1)
    expect(changedNodes(patches, inverse)).toEqual([named(first, 'y').id])
    expect(text(history.undo()!)).toBe(text(first))
    expect(text(history.redo()!)).toBe(text(back.graph))
  })

  it('refuses edits of another version, and stays as it is (TSFX0020)', () => {
    const first = smallGraph()
    const history = new History(first)
    history.edit('rename', (edit) => edit.update(named(first, 'y').id, { name: 'act' }))
    const present = history.graph
    const edits = [first, smallGraph(), Graph.empty()].map((graph) =>
      graph.edit((edit) => edit.append({ kind: 'call_function', target: 'f' })),
    )
    for (const result of edits) expect(() => history.record('late', result)).toThrow('TSFX0020')
    expect(() =>
      history.record(
        'nothing',
        first.edit(() => {}),
      ),
    ).toThrow('TSFX0020')
    expect([history.graph, history.entries.length]).toEqual([present, 1])
  })

  it('refuses an edit of a version that had the same nodes in another order (TSFX0020)', () => {
    const first = smallGraph()
    const history = new History(first)
    history.edit('move', (edit) => edit.moveBefore(named(first, 'y').id, named(first, 'head_w').id))
    const late = first.edit((edit) => edit.update(named(first, 'z').id, { name: 'sum' }))
    expect(() => history.record('late', late)).toThrow('TSFX0020')
  })

  it('has the patches of each edit, and those that lead back', () => {
    fc.assert(
      fc.property(anyGraph, anyEdits, (graph, edits) => {
        const made = applyEdits(graph, edits)
        const history = new History(graph)
        history.record('edits', made)
        const [entry] = history.entries
        expect(isDeepStrictEqual(entry?.patches, made.patches)).toBe(true)
        const byPath = (patches: readonly { readonly path: unknown }[]) =>
          [...patches].sort((a, b) => (JSON.stringify(a.path) < JSON.stringify(b.path) ? -1 : 1))
        expect(isDeepStrictEqual(byPath(entry?.inverse ?? []), byPath(made.inverse))).toBe(true)
      }),
    )
  })

  it('undoes and redoes any edits to the identical content', () => {
    fc.assert(
      fc.property(anyGraph, fc.array(anyEdits, { maxLength: 4 }), (graph, rounds) => {
        const history = new History(graph)
        const texts = [text(graph)]
        for (const [i, edits] of rounds.entries())
          texts.push(text(history.record(`${i}`, applyEdits(history.graph, edits))))
        const last = history.graph
        for (let i = rounds.length - 1; i >= 0; i--) expect(text(history.undo()!)).toBe(texts[i])
        expect(history.graph.nodes.every((node, i) => node === graph.nodes[i])).toBe(true)
        expect(isEmptyDiff(diff(graph, history.graph))).toBe(true)
        while (history.redo()) expect(text(history.graph)).toBe(texts[history.position])
        expect(history.graph.nodes.every((node, i) => node === last.nodes[i])).toBe(true)
        rounds.forEach((_, i) => {
          expect(text(history.versionAt(i))).toBe(texts[i])
        })
      }),
    )
  })
})

describe('patches in JSON', () => {
  it('lead to the same version, and back', () => {
    fc.assert(
      fc.property(anyGraph, anyEdits, (graph, edits) => {
        const { graph: next, patches, inverse } = applyEdits(graph, edits)
        const there = graph.apply(throughJson(patches))
        expect(text(there)).toBe(text(next))
        expect(isDeepStrictEqual(there.nodes, next.nodes)).toBe(true)
        expect(text(there.apply(throughJson(inverse)))).toBe(text(graph))
        // What was revived can be edited on.
        expect(text(applyEdits(there, edits).graph)).toBe(text(applyEdits(next, edits).graph))
      }),
    )
  })

  it('revive slots and nodes as their classes', () => {
    const { patches } = smallGraph().edit((edit) => {
      edit.append({ kind: 'call_function', target: 'f', args: { x: new Ref(edit.base.nodes[0]!.id), n: -0 } })
      edit.setParam('__proto__', param('p'))
    })
    const read = throughJson(patches)
    const of = (field: string): readonly unknown[] =>
      read.filter(({ path }) => path[0] === field).map(({ value }) => value)
    expect(of('slots').every((value) => value instanceof Slot && value.node instanceof FxNode)).toBe(true)
    expect(of('slots').length).toBeGreaterThan(0)
    expect(smallGraph().apply(read).params.get('__proto__')).toMatchObject({ digest: 'p' })
  })

  const node = {
    id: 9,
    kind: 'output',
    target: 'o',
    name: 'o',
    scope: '',
    args: {},
    meta: {},
    type: null,
    loc: null,
  }
  const slot = { node, prev: null, next: null }
  it.each<[string, Json]>([
    ['an unknown field', { op: 'replace', path: ['users', 1], value: [] }],
    ['a whole map', { op: 'replace', path: ['slots'], value: {} }],
    ['a part of a node', { op: 'replace', path: ['slots', 0, 'node'], value: {} }],
    ['a path through __proto__', { op: 'replace', path: ['__proto__', 'polluted'], value: 1 }],
    ['the root', { op: 'replace', path: [], value: {} }],
    ['an unknown operation', { op: 'test', path: ['slots', 9], value: slot }],
    ['a node under another id', { op: 'add', path: ['slots', 8], value: slot }],
    ['a node under a name', { op: 'add', path: ['slots', 'x'], value: slot }],
    ['a neighbour that is no id', { op: 'add', path: ['slots', 9], value: { ...slot, prev: 'x' } }],
    ['a parameter that is none', { op: 'add', path: ['params', 'w'], value: { shape: [] } }],
    ['a parameter by number', { op: 'remove', path: ['params', 3] }],
    ['a removed field', { op: 'remove', path: ['head'] }],
    ['a head that is no id', { op: 'replace', path: ['head'], value: 'x' }],
    ['a nextId that is none', { op: 'replace', path: ['nextId'], value: 0.5 }],
    ['meta without a name', { op: 'replace', path: ['meta'], value: { inputs: {} } }],
  ])('refuse %s (TSFX0022)', (_, patch) => {
    const document = { format: 'tsfx-patches', version: 3, sources: [], patches: [patch] }
    expect(() => patchesFromJson(document)).toThrow('TSFX0022')
  })

  it.each<[string, Json]>([
    ['null', null],
    [
      'a node that is none',
      { format: 'tsfx-patches', version: 3, patches: [{ op: 'add', path: ['slots', 9], value: 7 }] },
    ],
    ['a patch that is none', { format: 'tsfx-patches', version: 3, patches: [7] }],
  ])('refuse %s (TSFX0005)', (_, json) => {
    expect(() => patchesFromJson(json)).toThrow('TSFX0005')
  })

  it('refuse another version of the form', () => {
    expect(() => patchesFromJson({ format: 'tsfx-patches', version: 4, patches: [] })).toThrow('TSFX0022')
  })
})
