import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import type { Edit } from './edit.ts'
import type { NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { named, param } from './graphs.fixture.ts'
import { call, diamond, graphOf, ids, lines } from './regions.fixture.ts'
import { tensorType } from './valueType.ts'

describe('an item of an item', () => {
  it('has no form, so replacing by one item a value whose items are used is refused, and changes nothing', () => {
    const base = graphOf(['s', 'p'], (edit, [s]) => [
      new Ref(call(edit, 'f', { x: new Ref(s!.node, 0) }, 'a').id),
      new Ref(call(edit, 'g', { x: new Ref(s!.node, 1), y: s! }, 'b').id),
    ])
    const [s, p, b] = ids(base, 's', 'p', 'b') as [NodeId, NodeId, NodeId]
    const { graph } = base.edit((edit) => {
      expect(() => edit.replaceAllUsesWith(s, new Ref(p, 0))).toThrow('TSFX0013 a uses item 0')
      expect(() => edit.replaceInputWith(b, s, new Ref(p, 0))).toThrow('TSFX0013 b uses item 1')
      const first = graphOf(['x'], (inner, [x]) => new Ref(call(inner, 'pair', { x: x! }).id, 0))
      const pair = call(edit, 'two', { x: new Ref(p) })
      const user = call(edit, 'h', { x: new Ref(pair.id, 1) })
      expect(() => edit.splice({ nodes: [pair.id], outputs: [pair.id] }, first, { x: new Ref(p) })).toThrow(
        'TSFX0013 h uses item 1',
      )
      edit.erase(user.id)
      edit.erase(pair.id)
    })
    expect(lines(graph)).toEqual(lines(base))
  })
})

describe('inline and splice that throw', () => {
  const pairUser = graphOf(['p'], (edit, [p]) => {
    edit.setParam('w', param('w'))
    const w = edit.append({ kind: 'get_attr', target: 'w', type: tensorType('float32', [2]) })
    return new Ref(call(edit, 'f', { a: new Ref(p!.node, 1), w: new Ref(w.id) }).id)
  })
  const identity = graphOf(['x'], (_, [x]) => x!)
  const half = graphOf(['x'], (edit, [x]) => new Ref(call(edit, 'half', { x: x! }).id))

  it.each<[string, (edit: Edit, id: (name: string) => NodeId) => unknown]>([
    [
      'TSFX0002',
      (edit, id) => edit.inline(77 as NodeId, pairUser, { p: [new Ref(id('a')), new Ref(id('b'))] }),
    ],
    ['TSFX0002', (edit, id) => edit.inline(id('c'), pairUser, { p: [1, new Ref(77 as NodeId)] })],
    ['TSFX0009', (edit, id) => edit.inline(id('c'), pairUser, {})],
    ['TSFX0013', (edit, id) => edit.inline(id('c'), pairUser, { p: [1] })],
    [
      'TSFX0011',
      (edit, id) =>
        edit.splice(
          { nodes: [id('a'), id('c')], outputs: [id('a'), id('c')] },
          graphOf(['x'], (_, [x]) => [x!, x!]),
          { x: new Ref(id('b')) },
        ),
    ],
    [
      'TSFX0011',
      (edit, id) => edit.splice({ nodes: [id('a')], outputs: [id('a')] }, half, { x: new Ref(id('a')) }),
    ],
    ['TSFX0012', (edit, id) => edit.splice({ nodes: [id('a')], outputs: [id('a')] }, identity, { x: 0 })],
  ])('with %s have changed nothing', (code, recipe) => {
    const base = diamond()
    const { graph } = base.edit((edit) => {
      expect(() => recipe(edit, (name) => named(base, name).id)).toThrow(code)
      expect([...edit.params.keys()]).toEqual([])
      expect([...edit.nodes()]).toEqual(base.nodes)
    })
    expect(graph).toBe(base)
  })

  it('do not need an output: a region at the end of a graph under construction is replaced', () => {
    const { graph } = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x' })
      const f = call(edit, 'f', { x: new Ref(x.id) })
      edit.splice({ nodes: [f.id], outputs: [f.id] }, half, { x: new Ref(x.id) })
    })
    expect(graph.nodes.map((node) => node.name)).toEqual(['x', 'half'])
  })
})

describe('parameters of equal bytes', () => {
  it('are one only with equal shape and scale', () => {
    const q = (scale: number) => ({ scale: [scale], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 })
    const quantized = (scale: number) =>
      graphOf([], (edit) => {
        const data = new Int8Array(2)
        edit.setParam('w', {
          handle: { kind: 'bytes', shape: [2], dtype: 'int8', digest: 'd', q: q(scale) },
          data,
        })
        return new Ref(edit.append({ kind: 'get_attr', target: 'w' }).id)
      })
    const { graph } = quantized(0.5).edit((edit) => {
      edit.inline(edit.base.output!.id, quantized(4), {})
      edit.inline(edit.base.output!.id, quantized(0.5), {})
    })
    expect([...graph.params].map(([path, handle]) => [path, handle.q?.scale])).toEqual([
      ['w', [0.5]],
      ['w_1', [4]],
    ])
  })
})

describe('a node with thousands of inputs', () => {
  it('is edited behind each of them in steps that add up, not multiply', () => {
    const wide = graphOf(['x'], (edit, [x]) => {
      const items = Array.from({ length: 2000 }, (_, i) => new Ref(call(edit, 'f', { x: x!, i }).id))
      return new Ref(call(edit, 'concat', { xs: items }).id)
    })
    let compared = 0
    const { graph } = wide.edit((edit) => {
      for (const f of wide.nodesOf('f')) {
        const g = edit.insertAfter(f.id, { kind: 'call_function', target: 'g', args: { x: new Ref(f.id) } })
        edit.replaceAllUsesWith(f.id, g.id)
        compared++
      }
    })
    expect(compared).toBe(2000)
    expect(graph.nodesOf('concat')[0]!.args.xs).toEqual(graph.nodesOf('g').map((g) => new Ref(g.id)))
  })
})
