import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Arg, Ref } from './arg.ts'
import { DiagnosticError } from './diagnostics/diagnosticError.ts'
import type { Edit } from './edit.ts'
import type { NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { graphToJson } from './graphJson.ts'
import { named, param, smallGraph } from './graphs.fixture.ts'
import { legalIdentifier } from './legalIdentifier.ts'
import { sourceOf } from './nodeSource.ts'
import { printGraph } from './printGraph.ts'
import { verify } from './verify.ts'

const names = (graph: Graph): string[] => graph.nodes.map((node) => node.name)
const NOWHERE = 99 as NodeId
const codeOf = (recipe: (edit: Edit) => unknown): string => {
  try {
    smallGraph().edit(recipe)
  } catch (error) {
    if (error instanceof DiagnosticError) return error.code
    throw error
  }
  return 'nothing was thrown'
}

describe('Edit', () => {
  it('inserts before, after, at the end, and at the end before the output', () => {
    const base = smallGraph()
    const make = (name: string) => ({ kind: 'call_function', target: 'f', name }) as const
    const { graph } = base.edit((edit) => {
      edit.insertBefore(named(base, 'x').id, make('first'))
      edit.insertAfter(named(base, 'y').id, make('afterY'))
      edit.insertBefore(named(base, 'y').id, make('beforeY'))
      edit.append(make('last'))
    })
    expect(names(graph)).toEqual(['first', 'x', 'head_w', 'beforeY', 'y', 'afterY', 'z', 'last', 'output'])
    expect(names(base)).toEqual(['x', 'head_w', 'y', 'z', 'output'])
    verify(graph)
  })

  it('keeps order, users and names true under any edits', () => {
    const step = fc.record({
      what: fc.constantFrom('before', 'after', 'append', 'erase', 'replace', 'rename'),
      at: fc.nat(30),
      to: fc.nat(30),
      name: fc.constantFrom('y', 'x', 'class', 'a b', '1st', ''),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const base = smallGraph()
        const { graph, patches, inverse } = base.edit((edit) => {
          const alive = base.nodes.filter((node) => node.kind !== 'output').map((node) => node.id)
          for (const { what, at, to, name } of steps) {
            const id = alive[at % alive.length]!
            const node = { kind: 'call_function', target: 'f', name } as const
            if (what === 'before') alive.push(edit.insertBefore(id, node).id)
            else if (what === 'after')
              alive.push(edit.insertAfter(id, { ...node, args: { x: new Ref(id) } }).id)
            else if (what === 'append') alive.push(edit.append({ ...node, args: { x: new Ref(id) } }).id)
            else if (what === 'rename') edit.update(id, { name })
            else if (what === 'replace')
              edit.replaceAllUsesWith(id, alive[to % alive.length]!, (user) => user.kind === 'output')
            else if (alive.length > 1 && edit.users(id).length === 0) {
              edit.erase(id)
              alive.splice(alive.indexOf(id), 1)
            }
          }
          for (const id of alive) expect(edit.node(id).id).toBe(id)
        })
        verify(graph)
        for (const node of graph.nodes) expect(legalIdentifier(node.name)).toBe(node.name)
        expect(base.apply(patches).state).toEqual(graph.state)
        expect(graph.apply(inverse).state).toEqual(base.state)
        expect(JSON.stringify(graphToJson(graph.apply(inverse)))).toBe(JSON.stringify(graphToJson(base)))
      }),
    )
  })

  it('is unchanged by a method that throws', () => {
    const kind = 'call_function'
    const bad = [new Ref(NOWHERE)]
    type Step = (edit: Edit, id: NodeId, name: string) => unknown
    const good: Record<string, Step> = {
      insert: (edit, id, name) => edit.insertAfter(id, { kind, target: 'f', name, args: { x: new Ref(id) } }),
      append: (edit, id, name) => edit.append({ kind, target: 'f', name, args: { x: new Ref(id) } }),
      rename: (edit, id, name) => edit.update(id, { name }),
    }
    const throwing: Record<string, Step> = {
      insert: (edit, id, name) => edit.insertBefore(id, { kind, target: 'f', name, args: { bad } }),
      append: (edit, _, name) => edit.append({ kind, target: 'f', name, args: { bad } }),
      update: (edit, id, name) => edit.update(id, { name, args: { bad } }),
      frozen: (edit, id, name) => edit.update(id, { name, args: { x: new Float32Array(1) as never } }),
      'foreign anchor': (edit, _, name) => edit.insertAfter(NOWHERE, { kind, target: 'f', name }),
      'used node': (edit) => edit.erase(named(edit.base, 'x').id),
      'foreign replacement': (edit, id) => edit.replaceAllUsesWith(id, NOWHERE),
    }
    const step = fc.record({
      what: fc.oneof(
        fc.constantFrom(...Object.values(good)).map((run) => ({ run, throws: false })),
        fc.constantFrom(...Object.values(throwing)).map((run) => ({ run, throws: true })),
      ),
      at: fc.nat(3),
      name: fc.constantFrom('y', 'x', 'f', 'f_1', 'class'),
    })
    const run = (steps: readonly { what: { run: Step; throws: boolean }; at: number; name: string }[]) =>
      smallGraph().edit((edit) => {
        for (const { what, at, name } of steps) {
          const apply = () => what.run(edit, edit.base.nodes[at]!.id, name)
          if (what.throws) expect(apply).toThrow()
          else apply()
        }
      }).graph
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const graph = run(steps)
        verify(graph)
        expect(graph.state).toEqual(run(steps.filter(({ what }) => !what.throws)).state)
      }),
    )
  })

  it('replaces no use when the filter throws', () => {
    const base = smallGraph()
    const [x, y] = [named(base, 'x').id, named(base, 'y').id]
    const { graph } = base.edit((edit) => {
      edit.setArgs(named(base, 'z').id, { a: new Ref(x), b: new Ref(y) })
      let asked = 0
      const filter = () => {
        if (++asked === 2) throw new TypeError('no answer')
        return true
      }
      expect(() => edit.replaceAllUsesWith(x, named(base, 'head_w').id, filter)).toThrow('no answer')
    })
    expect(graph.users(x)).toHaveLength(2)
  })

  it('gives the users of a node as they are at the moment', () => {
    const base = smallGraph()
    base.edit((edit) => {
      const [x, y, z] = ['x', 'y', 'z'].map((name) => named(base, name).id) as [NodeId, NodeId, NodeId]
      expect(edit.users(x)).toEqual([y])
      const twice = edit.insertAfter(y, {
        kind: 'call_function',
        target: 'add',
        args: { a: new Ref(x), b: new Ref(x) },
      })
      expect(edit.users(x)).toEqual([y, twice.id])
      edit.setArgs(twice.id, { a: new Ref(x), b: new Ref(y) })
      expect(edit.users(x)).toEqual([y, twice.id])
      edit.setArgs(twice.id, { a: new Ref(y), b: new Ref(y) })
      expect(edit.users(x)).toEqual([y])
      edit.erase(twice.id)
      expect(edit.users(y)).toEqual([z])
    })
  })

  it('replaces uses, all or some, by a value or one item of it', () => {
    const base = smallGraph()
    const [x, y, z] = ['x', 'y', 'z'].map((name) => named(base, name).id) as [NodeId, NodeId, NodeId]
    const { graph } = base.edit((edit) => {
      edit.replaceAllUsesWith(y, new Ref(x, 1))
      edit.replaceAllUsesWith(z, x, () => false)
    })
    expect(graph.node(z).args.a).toEqual(new Ref(x, 1))
    expect(graph.output?.args.value).toEqual(new Ref(z))
  })

  it('puts a node behind another: what it uses itself stays', () => {
    const base = smallGraph()
    const y = named(base, 'y').id
    const { graph } = base.edit((edit) => {
      const observed = edit.insertAfter(y, {
        kind: 'call_function',
        target: 'observe',
        args: { x: new Ref(y) },
      })
      edit.replaceAllUsesWith(y, observed.id)
    })
    expect(named(graph, 'observe').args.x).toEqual(new Ref(y))
    expect(named(graph, 'z').args.a).toEqual(new Ref(named(graph, 'observe').id))
    verify(graph)
  })

  it('makes names legal and unique, and frees them', () => {
    const { graph } = Graph.empty().edit((edit) => {
      const make = (name: string) => edit.append({ kind: 'placeholder', target: name, name })
      for (const name of [
        'a',
        'a',
        'a_1',
        'a',
        'class',
        'q.conv2d',
        'conv.0.weight',
        '1st',
        '__proto__',
        'größe',
        '',
      ])
        make(name)
      edit.erase(make('gone').id)
      make('gone')
      const b = make('b')
      edit.update(b.id, { name: 'b' })
      edit.update(b.id, { name: 'a' })
    })
    expect(names(graph)).toEqual([
      ...[
        'a',
        'a_1',
        'a_1_1',
        'a_2',
        'class_',
        'conv2d',
        'conv_0_weight',
        '_1st',
        '__proto___',
        'gr_e',
        'value',
      ],
      ...['gone', 'a_3'],
    ])
  })

  it('edits parameters, and hands out nothing that dies with the transaction', () => {
    const base = smallGraph()
    const { graph, result } = base.edit((edit) => {
      expect(edit.readersOf('head.w')).toEqual([named(base, 'head_w').id])
      expect(edit.freeParamPath('head.w')).toBe('head.w_1')
      expect(edit.freeParamPath('head.v')).toBe('head.v')
      edit.setParam('head.v', param('v', [3]))
      edit.getAttrBefore(edit.base.output!.id, 'head.v')
      const again = edit.getAttrBefore(edit.base.output!.id, 'head.w')
      expect(edit.readersOf('head.w')).toEqual([named(base, 'head_w').id, again.id])
      edit.erase(again.id)
      expect(() => edit.removeParam('nothing')).toThrow('TSFX0017')
      expect(() => edit.getAttrBefore(edit.base.output!.id, 'nothing')).toThrow('TSFX0017')
      return { handle: edit.param('head.w'), all: [...edit.params.keys()] }
    })
    expect(result.handle?.shape).toEqual([2])
    expect(result.all).toEqual(['head.w', 'head.v'])
    expect(named(graph, 'head_v').type).toEqual({ kind: 'tensor', shape: [3], dtype: 'float32' })
    expect(graph.store.read(graph.params.get('head.v')!)).toHaveLength(3)
    expect(base.params.has('head.v')).toBe(false)
    expect(graph.edit((edit) => edit.removeParam('head.v')).graph.params.has('head.v')).toBe(false)
  })

  it('attributes inserted nodes to the pass, and changes meta', () => {
    const { graph } = smallGraph().edit((edit) => {
      edit.attributeTo('fold')
      edit.append({ kind: 'call_function', target: 'f', from: [named(edit.base, 'y')] })
      edit.setMeta({ rounding: 'single' })
    })
    expect(named(graph, 'f').meta).toEqual({ pass: 'fold', from: [sourceOf(named(graph, 'y'))] })
    expect(named(graph, 'y').meta).toEqual({})
    expect(graph.meta).toMatchObject({ name: 'Net', rounding: 'single', inputs: {} })
  })

  it('leaves the base as it was when the recipe throws', () => {
    const base = smallGraph()
    const before = printGraph(base)
    expect(() =>
      base.edit((edit) => {
        edit.append({ kind: 'call_function', target: 'f' })
        edit.removeParam('head.w')
        throw new TypeError('stop')
      }),
    ).toThrow(new TypeError('stop'))
    expect(printGraph(base)).toBe(before)
    expect(base.params.has('head.w')).toBe(true)
    expect(base.edit(() => {}).graph).toBe(base)
  })

  it.each<[string, string, (edit: Edit) => unknown]>([
    ['TSFX0002', 'node', (edit) => edit.node(NOWHERE)],
    ['TSFX0002', 'insertBefore', (edit) => edit.insertBefore(NOWHERE, { kind: 'placeholder', target: 'a' })],
    ['TSFX0002', 'insertAfter', (edit) => edit.insertAfter(NOWHERE, { kind: 'placeholder', target: 'a' })],
    ['TSFX0002', 'update', (edit) => edit.update(NOWHERE, {})],
    ['TSFX0002', 'replaceAllUsesWith', (edit) => edit.replaceAllUsesWith(edit.base.nodes[0]!.id, NOWHERE)],
    ['TSFX0002', 'erase', (edit) => edit.erase(NOWHERE)],
    ['TSFX0002', 'users', (edit) => edit.users(NOWHERE)],
    [
      'TSFX0002',
      'replaceAllUsesWith of nothing',
      (edit) => edit.replaceAllUsesWith(NOWHERE, edit.base.nodes[0]!.id),
    ],
    [
      'TSFX0002',
      'replaceInputWith of nothing',
      (edit) => edit.replaceInputWith(edit.base.nodes[2]!.id, NOWHERE, edit.base.nodes[0]!.id),
    ],
    ['TSFX0003', 'erase of a used node', (edit) => edit.erase(edit.base.nodes[0]!.id)],
    [
      'TSFX0002',
      'append',
      (edit) => edit.append({ kind: 'call_function', target: 'f', args: { x: new Ref(NOWHERE) } }),
    ],
    ['TSFX0002', 'setArgs', (edit) => edit.setArgs(edit.base.nodes[2]!.id, { x: [new Ref(NOWHERE)] })],
  ])('throws %s from %s', (code, _method, recipe) => {
    expect(codeOf(recipe)).toBe(code)
  })

  it('throws TSFX0001 for a node of another version', () => {
    expect(() => smallGraph().node(NOWHERE)).toThrow('TSFX0001')
  })

  it('takes no change after its end, and no recipe that waits', async () => {
    const base = smallGraph()
    const { graph, result: edit } = base.edit((open) => open)
    const y = named(base, 'y')
    const late: readonly ((edit: Edit) => unknown)[] = [
      (over) => over.append({ kind: 'call_function', target: 'f' }),
      (over) => over.update(y.id, { name: 'other' }),
      (over) => over.erase(over.base.output!.id),
      (over) => over.moveBefore(named(base, 'z').id, y.id),
      (over) => over.setParam('p', param('p')),
      (over) => over.setMeta({ name: 'Other' }),
    ]
    for (const change of late) expect(() => change(edit)).toThrow('TSFX0016')
    expect(graph).toBe(base)
    expect(() => base.edit(async (open) => open.setMeta({ name: 'Other' }))).toThrow('TSFX0015')
  })

  it('says so when a node is given where its id belongs', () => {
    expect(() => smallGraph().edit((edit) => edit.erase(edit.base.output as never))).toThrow(
      'TSFX0002 node output, given whole where node.id belongs, is not in graph Net',
    )
  })

  it('makes no new node of an edit that changes nothing', () => {
    const base = smallGraph()
    const { graph, patches } = base.edit((edit) => {
      for (const node of base.nodes) edit.setArgs(node.id, node.args)
      edit.replaceInputWith(named(base, 'z').id, named(base, 'x').id, named(base, 'head_w').id)
      edit.update(named(base, 'y').id, { name: 'y' })
    })
    expect(graph).toBe(base)
    expect(patches).toEqual([])
  })

  it('freezes arguments to the bottom, and refuses those without one', () => {
    const list: Arg[] = [1, 2]
    const endless: Arg[] = []
    endless.push(endless)
    const { graph } = smallGraph().edit((edit) => {
      edit.setArgs(named(edit.base, 'y').id, Object.freeze({ list }))
      expect(() => edit.setArgs(named(edit.base, 'z').id, { a: endless })).toThrow(
        'TSFX0008 argument a of z is nested more than 100 deep',
      )
    })
    expect(() => list.push(3)).toThrow(TypeError)
    expect(named(graph, 'y').args).toEqual({ list: [1, 2] })
  })

  it('walks the nodes that were there, whatever is moved, inserted or erased on the way', () => {
    const base = smallGraph()
    const seen: string[] = []
    base.edit((edit) => {
      const [x, w, y, z] = base.nodes.map((node) => node.id) as [NodeId, NodeId, NodeId, NodeId]
      for (const node of edit.nodes()) {
        seen.push(node.name)
        if (node.id === x) edit.moveBefore(w, x)
        if (node.id === w) edit.insertAfter(w, { kind: 'call_function', target: 'f' })
        if (node.id === y) {
          edit.setArgs(base.output!.id, { value: new Ref(x) })
          edit.erase(z)
        }
      }
    })
    expect(seen).toEqual(['x', 'head_w', 'y', 'output'])
  })
})
