import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Arg, Ref } from './arg.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { named, param, smallGraph } from './graphs.fixture.ts'
import { printGraph } from './printGraph.ts'
import { call, diamond, graphOf, ids, lines } from './regions.fixture.ts'
import { tensorType } from './valueType.ts'
import { verify } from './verify.ts'

describe('moving', () => {
  it('puts a node before or after another, and leaves it where it is beside itself', () => {
    const base = diamond()
    const { graph } = base.edit((edit) => {
      const other = call(edit, 'k', { x: new Ref(named(base, 'x').id) })
      edit.moveBefore(other.id, named(base, 'a').id)
      edit.moveBefore(other.id, other.id)
      edit.moveAfter(other.id, other.id)
      const last = call(edit, 'm', { x: new Ref(named(base, 'x').id) })
      edit.moveAfter(last.id, named(base, 'a').id)
    })
    expect(graph.nodes.map((node) => node.name)).toEqual(['x', 'k', 'a', 'm', 'b', 'c', 'output'])
    verify(graph)
  })

  it('is refused at the end when a node comes to stand after its user or before what it uses', () => {
    const base = diamond()
    const [a, b, c] = ids(base, 'a', 'b', 'c') as [NodeId, NodeId, NodeId]
    expect(() => base.edit((edit) => edit.moveAfter(a, c))).toThrow(
      'TSFX0006 b uses node a before it is defined',
    )
    expect(() => base.edit((edit) => edit.moveBefore(b, a))).toThrow('TSFX0006 b uses node a')
    const swapped = base.edit((edit) => {
      edit.moveBefore(b, a)
      edit.moveBefore(a, b)
    }).graph
    expect(swapped.nodes.map((node) => node.name)).toEqual(base.nodes.map((node) => node.name))
  })

  it('sorts what an edit left out of order, and nothing else', () => {
    const base = diamond()
    const { graph } = base.edit((edit) => {
      const late = call(edit, 'late', { x: new Ref(named(base, 'x').id) })
      call(edit, 'bystander', {})
      edit.replaceInputWith(named(base, 'a').id, named(base, 'x').id, late.id)
      edit.sort()
    })
    expect(graph.nodes.map((node) => node.name)).toEqual(['x', 'late', 'a', 'b', 'c', 'bystander', 'output'])
  })

  it('names the cycle it cannot sort', () => {
    const base = diamond()
    const [a, , c] = ids(base, 'a', 'b', 'c') as [NodeId, NodeId, NodeId]
    expect(() =>
      base.edit((edit) => {
        edit.replaceInputWith(a, named(base, 'x').id, c)
        edit.sort()
      }),
    ).toThrow('TSFX0011 the nodes use each other in a cycle: a -> c -> a')
  })

  it('sorts any acyclic graph into an order that verifies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { minLength: 1, maxLength: 30 }),
        (uses) => {
          // Node i uses earlier ones; then the list is turned round.
          const base = graphOf(['x'], (edit, [x]) => {
            const made: FxNode[] = []
            for (const used of uses) {
              const args = Object.fromEntries(
                used.map((at, k) => [`a${k}`, new Ref(made[at % (made.length || 1)]?.id ?? x!.node)]),
              )
              made.push(call(edit, 'f', args))
            }
            return new Ref(made.at(-1)!.id)
          })
          const { graph } = base.edit((edit) => {
            const first = base.nodes[0]!.id
            for (const node of base.nodes.slice(1, -1)) edit.moveBefore(node.id, first)
            for (const node of base.nodes.slice(1, -1)) edit.moveAfter(node.id, first)
            edit.sort()
          })
          verify(graph)
          expect(new Set(graph.nodes)).toEqual(new Set(base.nodes))
          expect(graph.edit((edit) => edit.sort()).graph).toBe(graph)
        },
      ),
    )
  })
})

describe('replacing one input', () => {
  it('changes the uses in one node, with the item that is used', () => {
    const base = diamond()
    const [x, a, , c] = ids(base, 'x', 'a', 'b', 'c') as [NodeId, NodeId, NodeId, NodeId]
    const { graph } = base.edit((edit) => {
      edit.setArgs(c, { a: [new Ref(a, 1), new Ref(a)], b: 2 })
      edit.replaceInputWith(c, a, x)
    })
    expect(graph.node(c).args).toEqual({ a: [new Ref(x, 1), new Ref(x)], b: 2 })
    expect(graph.users(a).map((id) => graph.node(id).name)).toEqual(['b'])
  })
})

describe('copying', () => {
  it('copies a node with fields and comment, under a name of its own, from its source', () => {
    const base = smallGraph()
    const y = named(base, 'y')
    const { graph, result } = base.edit((edit) => edit.copyNode(named(base, 'z').id, y))
    expect(graph.node(result.id)).toMatchObject({
      name: 'y_1',
      target: 'relu',
      args: y.args,
      loc: y.loc,
      scope: 'head',
    })
    expect(result.meta.from).toMatchObject([{ name: 'y', target: 'relu', pass: null }])
  })

  it('refuses a node of another graph whose ids happen to be here, and parameters of another graph', () => {
    const base = smallGraph()
    const other = graphOf(['p'], (edit, [p]) => {
      edit.setParam('w', param('other'))
      const w = edit.append({ kind: 'get_attr', target: 'w' })
      return new Ref(call(edit, 'bent', { a: p!, w: new Ref(w.id) }).id)
    })
    const copy = (name: string, mapRef?: (ref: Ref) => Arg) => () =>
      base.edit((edit) => edit.copyNode(base.output!.id, named(other, name), mapRef))
    expect(copy('bent')).toThrow('TSFX0002 node bent of another graph is not in graph Net')
    expect(copy('w', (ref) => ref)).toThrow('TSFX0002 node w of another graph')
    expect(copy('bent', () => 1)().result.args).toEqual({ a: 1, w: 1 })
  })

  it('refuses a node of another graph whose refs lead nowhere here', () => {
    const base = diamond()
    const lonely = graphOf(['x'], (edit, [x]) => new Ref(call(edit, 'f', { x: x! }, 'deep').id))
    expect(() =>
      base.edit((edit) => edit.copyNode(base.output!.id, lonely.find('deep')!, () => new Ref(77 as NodeId))),
    ).toThrow('TSFX0002 node 77, which deep uses,')
  })

  it('copies a whole graph: the same text, ids and parameters of its own', () => {
    const base = smallGraph()
    const copy = Graph.empty(base.meta).edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type: named(base, 'x').type })
      const output = edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
      edit.setArgs(output.id, { value: edit.inline(output.id, base, { x: new Ref(x.id) }) })
    }).graph
    verify(copy)
    expect(printGraph(copy)).toBe(printGraph(base))
    expect(copy.store.read(copy.params.get('head.w')!)).toEqual(base.store.read(base.params.get('head.w')!))
  })
})

describe('inlining', () => {
  const inner = (digest: string): Graph =>
    graphOf(['x', 'k'], (edit, [x, k]) => {
      edit.setParam('w', param(digest))
      const w = edit.append({ kind: 'get_attr', target: 'w', type: tensorType('float32', [2]) })
      const f = call(edit, 'f', { x: x!, k: k!, w: new Ref(w.id) }, 'a')
      return { whole: new Ref(f.id), part: new Ref(f.id, 1) }
    })

  it('renames what is taken, scopes parameters, and returns the value of the output', () => {
    const base = diamond()
    const { graph, result } = base.edit((edit) =>
      edit.inline(
        named(base, 'c').id,
        inner('w'),
        { x: new Ref(named(base, 'b').id), k: 3 },
        { scope: 'block.0' },
      ),
    )
    expect(lines(graph)).toEqual([
      'a = f(x)',
      'b = g(a)',
      'w = get_attr block.0.w',
      'a_1 = f(b, k=3, w)',
      'c = h(a, b)',
      'return c',
    ])
    const f = named(graph, 'a_1').id
    expect(result).toEqual({ whole: new Ref(f), part: new Ref(f, 1) })
    expect(named(graph, 'a_1').scope).toBe('block.0')
  })

  it('shares a parameter of the same content, and keeps apart one of another', () => {
    const base = diamond()
    const inline = (edit: Edit, graph: Graph) =>
      edit.inline(base.output!.id, graph, { x: new Ref(named(base, 'b').id), k: null })
    const { graph } = base.edit((edit) => {
      inline(edit, inner('one'))
      inline(edit, inner('one'))
      inline(edit, inner('two'))
    })
    expect([...graph.params].map(([path, { digest }]) => [path, digest])).toEqual([
      ['w', 'one'],
      ['w_1', 'two'],
    ])
    verify(graph)
  })

  it('binds an input to an item, a list or a constant', () => {
    const pair = graphOf(
      ['p'],
      (edit, [p]) => new Ref(call(edit, 'f', { a: new Ref(p!.node, 0), b: new Ref(p!.node, 1) }).id),
    )
    const base = diamond()
    const [a, b] = ids(base, 'a', 'b') as [NodeId, NodeId]
    const { graph } = base.edit((edit) => {
      edit.inline(base.output!.id, pair, { p: new Ref(a) })
      edit.inline(base.output!.id, pair, { p: [new Ref(b), 7] })
    })
    expect(
      graph
        .nodesOf('f')
        .slice(1)
        .map((node) => node.args),
    ).toEqual([
      { a: new Ref(a, 0), b: new Ref(a, 1) },
      { a: new Ref(b), b: 7 },
    ])
    expect(() => base.edit((edit) => edit.inline(base.output!.id, pair, { p: new Ref(a, 0) }))).toThrow(
      'TSFX0013',
    )
    expect(() => base.edit((edit) => edit.inline(base.output!.id, pair, { p: [new Ref(a)] }))).toThrow(
      'TSFX0013 f uses item 1',
    )
    expect(() => base.edit((edit) => edit.inline(base.output!.id, pair, {}))).toThrow(
      "TSFX0009 graph inner cannot be inlined: nothing is given for its input 'p'",
    )
  })
})

describe('splicing', () => {
  const twice = graphOf(['x'], (edit, [x]) => new Ref(call(edit, 'half', { x: x! }, 'r').id))

  it('replaces a region by a graph, in its place and with its source', () => {
    const base = diamond()
    const [x, a, b, c] = ids(base, 'x', 'a', 'b', 'c') as [NodeId, NodeId, NodeId, NodeId]
    const { graph } = base.edit((edit) =>
      edit.splice({ nodes: [c, a, b], outputs: [c] }, twice, { x: new Ref(x) }),
    )
    expect(lines(graph)).toEqual(['r = half(x)', 'return r'])
    expect(named(graph, 'r').meta.from?.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    verify(graph)
  })

  it('replaces several outputs, also when one is used before the region ends', () => {
    const base = diamond()
    const [x, a, b, c] = ids(base, 'x', 'a', 'b', 'c') as [NodeId, NodeId, NodeId, NodeId]
    const two = graphOf(['x'], (edit, [input]) => {
      const f = call(edit, 'two', { x: input! }, 'r')
      return [new Ref(f.id, 0), new Ref(f.id, 1)]
    })
    const { graph } = base.edit((edit) =>
      edit.splice({ nodes: [a, c], outputs: [a, c] }, two, { x: new Ref(x) }),
    )
    expect(lines(graph)).toEqual(['r = two(x)', 'b = g(r[0])', 'return r[1]'])
    expect(graph.node(b).args).toEqual({ x: new Ref(named(graph, 'r').id, 0) })
  })

  it.each<[string, string, (id: (name: string) => NodeId) => { nodes: NodeId[]; outputs: NodeId[] }]>([
    [
      'TSFX0003',
      'a cannot be erased: it is still used by c',
      (id) => ({ nodes: [id('a'), id('b')], outputs: [id('b')] }),
    ],
    ['TSFX0012', 'the region has no node', () => ({ nodes: [], outputs: [] })],
    ['TSFX0012', 'b is an output outside the region', (id) => ({ nodes: [id('c')], outputs: [id('b')] })],
    ['TSFX0012', 'the region holds the placeholder x', (id) => ({ nodes: [id('x')], outputs: [id('x')] })],
    [
      'TSFX0012',
      'the region has 2 outputs',
      (id) => ({ nodes: [id('a'), id('c')], outputs: [id('a'), id('c')] }),
    ],
  ])('refuses with %s: %s', (code, problem, region) => {
    const base = diamond()
    const edit = () =>
      base.edit((open) => {
        const before = [...open.nodes()]
        expect(() =>
          open.splice(
            region((name) => named(base, name).id),
            twice,
            { x: new Ref(named(base, 'x').id) },
          ),
        ).toThrow(problem)
        expect([...open.nodes()]).toEqual(before)
        open.splice(
          region((name) => named(base, name).id),
          twice,
          { x: new Ref(named(base, 'x').id) },
        )
      })
    expect(edit).toThrow(code)
  })
})

describe('a chain of 100,000 nodes', () => {
  it('is built, turned round, sorted, spliced and inlined without recursion', () => {
    const n = 100_000
    const chain = graphOf(['x'], (edit, [x]) => {
      let last = x!
      for (let i = 0; i < n; i++) last = new Ref(call(edit, 'f', { x: last }).id)
      return last
    })
    verify(chain)
    const first = chain.nodes[1]!.id
    const sorted = chain.edit((edit) => {
      for (const { id } of chain.nodes.slice(2, -1)) edit.moveBefore(id, first)
      edit.sort()
    }).graph
    expect(sorted.nodes).toEqual(chain.nodes)
    const { graph } = smallGraph().edit((edit) => {
      const y = named(edit.base, 'y').id
      edit.splice({ nodes: [y], outputs: [y] }, chain, { x: new Ref(edit.base.nodes[0]!.id) })
    })
    expect(graph.nodes).toHaveLength(n + smallGraph().nodes.length - 1)
    verify(graph)
  })
})

describe('classes of modules, and the places of their calls,', () => {
  const place = (line: number) => ({ file: 'net.ts', line, column: 1 })
  const inner = Graph.empty({ modules: { '': 'Block', conv: 'Conv' }, calls: { conv: place(7) } }).edit(
    (edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x' })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
    },
  ).graph

  it('come along with what is inlined, under its scope, and take no place that is taken', () => {
    const base = diamond().edit((edit) =>
      edit.setMeta({ modules: { '': 'Net' }, calls: { 'blocks.0.conv': place(3) } }),
    ).graph
    const { graph } = base.edit((edit) => {
      const x = new Ref(named(base, 'x').id)
      for (const options of [{}, { scope: 'blocks.0' }, { scope: '__proto__' }])
        edit.inline(named(base, 'a').id, inner, { x }, options)
    })
    expect(Object.entries(graph.meta.modules)).toEqual([
      ['', 'Net'],
      ['conv', 'Conv'],
      ['blocks.0', 'Block'],
      ['blocks.0.conv', 'Conv'],
      ['__proto__', 'Block'],
      ['__proto__.conv', 'Conv'],
    ])
    expect(Object.entries(graph.meta.calls)).toEqual([
      ['blocks.0.conv', place(3)],
      ['conv', place(7)],
      ['__proto__.conv', place(7)],
    ])
  })
})
