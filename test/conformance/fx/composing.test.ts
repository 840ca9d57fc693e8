/** @file Copying nodes and graphs into other graphs, replacing regions, restoring order. */
import '@tensorflow/tfjs-backend-cpu'
import { type Edit, Graph, type NodeId, opCatalog, Ref, verify } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, compute, idOf, named, names, refusal, reluAdd, sketch, usersOf } from './graphs.fixture.ts'

/** `w = x * scale; return w + x` with a parameter. */
const scaled = (): Graph =>
  sketch((g) => {
    const x = g.input('x')
    const w = g.op('mul', { a: x, b: g.param('scale', [2, 3]) }, { name: 'w', scope: 'inner' })
    return g.op('add', { a: w, b: x }, { name: 'sum' })
  })

describe('copyNode', () => {
  it('copies a node with its arguments under a name of its own', () => {
    const base = reluAdd()
    const { graph, result } = base.edit((edit) => edit.copyNode(idOf(base, 'z'), named(base, 'y')))
    expect(names(graph)).toEqual(['x', 'y', 'y_1', 'z', 'output'])
    expect(result.args).toEqual(named(base, 'y').args)
    expect(result.id).not.toBe(idOf(base, 'y'))
  })

  it('copies a node of another graph, its inputs mapped', () => {
    const base = reluAdd()
    const other = sketch((g) => g.op('tanh', { x: g.input('a') }, { name: 'bent' }))
    const { graph } = base.edit((edit) => {
      const copy = edit.copyNode(idOf(base, 'output'), named(other, 'bent'), () => new Ref(idOf(base, 'z')))
      edit.setArgs(idOf(base, 'output'), { value: new Ref(copy.id) })
    })
    expect(usersOf(graph, 'z')).toEqual(['bent'])
    verify(graph, opCatalog)
  })

  it('refuses a node whose inputs stayed in the other graph', () => {
    const far = named(chain(9), 'r_8')
    const base = reluAdd()
    expect(refusal(() => base.edit((edit) => edit.copyNode(idOf(base, 'z'), far)))).toMatch(
      /^TSFX0002: node r_8 of another graph is not in graph Net/,
    )
  })
})

describe('inline', () => {
  const inlined = (base: Graph, inner: Graph, at: string) =>
    base.edit((edit) => {
      const value = edit.inline(idOf(base, 'output'), inner, { x: new Ref(idOf(base, at)) })
      edit.setArgs(idOf(base, 'output'), { value })
    }).graph

  it('copies the nodes of a graph in order and gives the value of its output', () => {
    const graph = inlined(reluAdd(), scaled(), 'z')
    expect(names(graph)).toEqual(['x', 'y', 'z', 'scale', 'w', 'sum', 'output'])
    expect(graph.output?.args.value).toEqual(new Ref(idOf(graph, 'sum')))
    expect(compute(graph, [1, 2])).toEqual([6, 16])
    verify(graph, opCatalog)
  })

  it('leaves the graph that it copies as it was', () => {
    const inner = scaled()
    inlined(reluAdd(), inner, 'z')
    expect(names(inner)).toEqual(['x', 'scale', 'w', 'sum', 'output'])
  })

  it('twice gives names of their own and shares the parameter', () => {
    const graph = inlined(inlined(reluAdd(), scaled(), 'z'), scaled(), 'sum')
    expect(names(graph).slice(3)).toEqual(['scale', 'w', 'sum', 'scale_1', 'w_1', 'sum_1', 'output'])
    expect([...graph.params.keys()]).toEqual(['scale'])
    expect(compute(graph, [1, 1])).toEqual([18, 32])
  })

  it('gives another parameter of the same path a free path', () => {
    const base = sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('scale', [10, 10]) }, { name: 'z' }))
    const graph = inlined(base, scaled(), 'z')
    expect([...graph.params.keys()]).toEqual(['scale', 'scale_1'])
    expect(compute(graph, [1, 1])).toEqual([30, 40])
  })

  it('refuses to guess an input that is left out', () => {
    const base = reluAdd()
    expect(refusal(() => base.edit((edit) => edit.inline(idOf(base, 'output'), scaled(), {})))).toBe(
      "TSFX0009: graph Net cannot be inlined: nothing is given for its input 'x'",
    )
  })

  it('builds a whole graph out of another: a copy', () => {
    const inner = scaled()
    const { graph } = Graph.empty({ name: 'Copy' }).edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type: named(inner, 'x').type })
      const output = edit.append({ kind: 'output', target: 'output', args: { value: 0 } })
      edit.setArgs(output.id, { value: edit.inline(output.id, inner, { x: new Ref(x.id) }) })
    })
    expect(names(graph)).toEqual(names(inner))
    expect(compute(graph, [1, 2])).toEqual(compute(inner, [1, 2]))
  })
})

describe('splice', () => {
  const spliced = (base: Graph, nodes: readonly string[], outputs: readonly string[], inner: Graph) =>
    base.edit((edit) => {
      const ids = (list: readonly string[]): NodeId[] => list.map((name) => idOf(base, name))
      edit.splice({ nodes: ids(nodes), outputs: ids(outputs) }, inner, { x: new Ref(idOf(base, 'x')) })
    }).graph

  it('replaces a region by a graph', () => {
    const graph = spliced(chain(3), ['r', 'r_1'], ['r_1'], scaled())
    expect(names(graph)).toEqual(['x', 'scale', 'w', 'sum', 'r_2', 'output'])
    expect(usersOf(graph, 'sum')).toEqual(['r_2'])
    expect(compute(graph, [1, -1])).toEqual([3, 0])
  })

  it('replaces a region with two outputs by a graph that returns two values', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      return [g.op('relu', { x }, { name: 'a' }), g.op('exp', { x }, { name: 'b' })]
    })
    const swapped = sketch((g) => {
      const x = g.input('x')
      return [g.op('tanh', { x }, { name: 't' }), g.op('sigmoid', { x }, { name: 's' })]
    })
    const graph = spliced(base, ['a', 'b'], ['a', 'b'], swapped)
    expect(graph.output?.args.value).toEqual([new Ref(idOf(graph, 't')), new Ref(idOf(graph, 's'))])
  })

  it('refuses a region with an inner value that is used outside, and names both', () => {
    expect(refusal(() => spliced(reluAdd(), ['y'], [], scaled()))).toBe(
      'TSFX0003: y cannot be erased: it is still used by z',
    )
  })

  it('refuses a region that holds an input', () => {
    expect(refusal(() => spliced(reluAdd(), ['x', 'y'], ['y'], scaled()))).toBe(
      'TSFX0012: graph Net cannot be spliced in: the region holds the placeholder x',
    )
  })

  it('refuses a graph that returns another number of values', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      return [g.op('relu', { x }, { name: 'a' }), g.op('exp', { x }, { name: 'b' })]
    })
    expect(refusal(() => spliced(base, ['a', 'b'], ['a', 'b'], scaled()))).toBe(
      'TSFX0012: graph Net cannot be spliced in: the region has 2 outputs, and the graph does not return one value for each',
    )
  })
})

describe('order', () => {
  const edited = (recipe: (edit: Edit, id: (name: string) => NodeId) => void): Graph => {
    const base = chain(3)
    return base.edit((edit) => recipe(edit, (name) => idOf(base, name))).graph
  }

  it('a node moved before what it uses is refused, and both are named', () => {
    expect(refusal(() => edited((edit, id) => edit.moveBefore(id('r_1'), id('r'))))).toBe(
      'TSFX0006: r_1 uses node r before it is defined',
    )
  })

  it('an argument that uses a later node is refused, and both are named', () => {
    const recipe = (edit: Edit, id: (name: string) => NodeId) =>
      edit.setArgs(id('r'), { x: new Ref(id('r_2')) })
    expect(refusal(() => edited(recipe))).toBe('TSFX0006: r uses node r_2 before it is defined')
  })

  it('a node inserted before what it uses is refused, and both are named', () => {
    const recipe = (edit: Edit, id: (name: string) => NodeId) =>
      edit.insertBefore(id('r'), { kind: 'call_function', target: 'exp', args: { x: new Ref(id('r_2')) } })
    expect(refusal(() => edited(recipe))).toBe('TSFX0006: exp uses node r_2 before it is defined')
  })

  it('within an edit order may be broken, as long as it is whole at the end', () => {
    const graph = edited((edit, id) => {
      edit.moveAfter(id('r'), id('r_1'))
      edit.moveBefore(id('r'), id('r_1'))
    })
    expect(names(graph)).toEqual(['x', 'r', 'r_1', 'r_2', 'output'])
  })

  it('sort puts a node that is used too early before its first user, and moves nothing else', () => {
    const graph = edited((edit, id) => {
      const late = edit.insertBefore(id('output'), {
        kind: 'call_function',
        target: 'exp',
        args: { x: new Ref(id('x')) },
      })
      edit.setArgs(id('r_1'), { x: new Ref(late.id) })
      edit.sort()
    })
    expect(names(graph)).toEqual(['x', 'r', 'exp', 'r_1', 'r_2', 'output'])
    verify(graph)
  })

  it('sort refuses a cycle and names its nodes', () => {
    const recipe = (edit: Edit, id: (name: string) => NodeId) => {
      edit.setArgs(id('r'), { x: new Ref(id('r_1')) })
      edit.sort()
    }
    expect(refusal(() => edited(recipe))).toMatch(
      /^TSFX0011: the nodes use each other in a cycle: (r -> r_1 -> r|r_1 -> r -> r_1)$/,
    )
  })

  it('positions count from 0 in execution order', () => {
    const graph = chain(2)
    expect(names(graph).map((name) => graph.indexOf(idOf(graph, name)))).toEqual([0, 1, 2, 3])
    graph.edit((edit) => {
      expect([edit.previous(idOf(graph, 'x')), edit.next(idOf(graph, 'output'))]).toEqual([null, null])
      expect([edit.previous(idOf(graph, 'r_1'))?.name, edit.next(idOf(graph, 'r'))?.name]).toEqual([
        'r',
        'r_1',
      ])
    })
  })

  it('nodesOf finds the calls of an op in execution order, and no others', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) =>
      edit.insertBefore(idOf(base, 'y'), {
        kind: 'call_function',
        target: 'relu',
        name: 'first',
        args: { x: new Ref(idOf(base, 'x')) },
      }),
    )
    expect(graph.nodesOf('relu').map((node) => node.name)).toEqual(['first', 'y'])
    expect(graph.nodesOf('exp')).toEqual([])
    expect(base.nodesOf('relu').map((node) => node.name)).toEqual(['y'])
  })
})
