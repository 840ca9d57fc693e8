import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { named, param, smallGraph } from './graphs.fixture.ts'
import { printGraph } from './printGraph.ts'
import { tabulateGraph } from './tabulateGraph.ts'
import { toGraphlib } from './toGraphlib.ts'
import { tensorType } from './valueType.ts'
import { verify } from './verify.ts'

describe('Graph', () => {
  it('derives users, inputs and output, and finds nodes by name', () => {
    const graph = smallGraph()
    const [x, y] = [named(graph, 'x'), named(graph, 'y')]
    expect(graph.users(x.id)).toEqual([y.id])
    expect(graph.users(graph.output!.id)).toEqual([])
    expect(graph.placeholders).toEqual([x])
    expect(graph.output?.kind).toBe('output')
    expect(graph.find('nobody')).toBeNull()
    expect(graph.nodes).toBe(graph.nodes)
    expect(Graph.empty().output).toBeNull()
  })

  it('counts a user once that uses a value twice', () => {
    const { graph } = Graph.empty().edit((edit) => {
      const x = new Ref(edit.append({ kind: 'placeholder', target: 'x' }).id)
      edit.append({ kind: 'call_function', target: 'add', args: { a: x, b: x } })
      edit.append({ kind: 'output', target: 'output', args: { value: [x, x] } })
    })
    expect(graph.users(named(graph, 'x').id)).toHaveLength(2)
  })

  it('is immutable: nodes, their args, and the maps of a version', () => {
    const graph = smallGraph()
    const y = named(graph, 'y')
    expect(() => Object.assign(y, { name: 'other' })).toThrow(TypeError)
    expect(() => Object.assign(y.args, { x: 1 })).toThrow(TypeError)
    const next = graph.edit((edit) => edit.setParam('other', param('other'))).graph
    for (const version of [Graph.empty(), graph, next, graphFromJson(graphToJson(graph))]) {
      for (const entries of [version.state.slots, version.params] as unknown as Map<unknown, unknown>[]) {
        for (const change of [() => entries.set(0, y), () => entries.delete(0), () => entries.clear()])
          expect(change).toThrow('TSFX0024')
      }
    }
  })

  it('shares untouched nodes between versions, and undoes parameters with their bytes', () => {
    const base = smallGraph()
    const { graph, inverse } = base.edit((edit) => {
      edit.setParam('head.w', param('other', [4]))
    })
    expect(named(graph, 'y')).toBe(named(base, 'y'))
    expect(graph.store.read(graph.params.get('head.w')!)).toHaveLength(4)
    const undone = graph.apply(inverse)
    expect(undone.store.read(undone.params.get('head.w')!)).toHaveLength(2)
  })

  it('gives what the recipe returns', () => {
    expect(smallGraph().edit((edit) => edit.users(edit.base.nodes[0]!.id).length).result).toBe(1)
  })

  it('holds a chain of 20,000 nodes without recursion over it', () => {
    const LENGTH = 20_000
    const type = tensorType('float32', [2])
    const { graph } = Graph.empty().edit((edit) => {
      let last = edit.append({ kind: 'placeholder', target: 'x', type })
      for (let i = 0; i < LENGTH; i++) {
        last = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(last.id) }, type })
      }
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(last.id) } })
    })
    expect(graph.nodes).toHaveLength(LENGTH + 2)
    verify(graph)
    expect(printGraph(graph).split('\n')).toHaveLength(LENGTH + 2)
    expect(tabulateGraph(graph).split('\n')).toHaveLength(LENGTH + 4)
    expect(toGraphlib(graph).nodeCount()).toBe(LENGTH + 2)
    const read = graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))))
    expect(printGraph(read)).toBe(printGraph(graph))
    const { graph: shorter, inverse } = graph.edit((edit) => {
      for (const node of graph.nodes.slice(1, -1).filter((_, i) => i % 2 === 0)) {
        edit.replaceAllUsesWith(node.id, node.args.x as Ref)
        edit.erase(node.id)
      }
    })
    expect(shorter.nodes).toHaveLength(LENGTH / 2 + 2)
    verify(shorter)
    expect(printGraph(shorter.apply(inverse))).toBe(printGraph(graph))
  })
})
