/** @file A graph through JSON and back: nothing lost, nothing executed, nothing taken on trust. */
import {
  eliminateDeadCode,
  type Graph,
  graphFromJson,
  graphToJson,
  type Json,
  multiplyDims,
  ParamStore,
  printGraph,
  Ref,
  runPasses,
  tensorType,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { batch, chain, compute, idOf, named, names, refusal, reluAdd, sketch } from './graphs.fixture.ts'
import '@tensorflow/tfjs-backend-cpu'

declare module 'tsfx' {
  interface NodeMeta {
    readonly conformanceTag?: string
  }
}

const text = (graph: Graph): string => JSON.stringify(graphToJson(graph))
const again = (graph: Graph): Graph => graphFromJson(JSON.parse(text(graph)) as Json, graph.store)
/** The graph that `change` makes of the JSON of a good one. */
const damaged = (change: (text: string) => string): string =>
  refusal(() => graphFromJson(JSON.parse(change(text(reluAdd()))) as Json))

describe('a graph through JSON', () => {
  it('is the same text when written again', () => {
    const graph = reluAdd()
    expect(text(again(graph))).toBe(text(graph))
  })

  it('keeps nodes, order, users and types', () => {
    const graph = again(reluAdd())
    expect(printGraph(graph)).toBe(printGraph(reluAdd()))
    expect(graph.users(idOf(graph, 'x'))).toEqual([idOf(graph, 'y'), idOf(graph, 'z')])
    verify(graph)
  })

  it('keeps numbers that JSON has no form for', () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-45]
    const graph = again(sketch((g) => [g.input('x'), ...special]))
    const value = graph.output?.args.value as readonly unknown[]
    expect(value.slice(1).map((item, i) => Object.is(item, special[i]))).toEqual(special.map(() => true))
  })

  it('keeps named sizes as the polynomials that they are', () => {
    const graph = again(sketch((g) => g.input('x', [multiplyDims(2, batch), 3])))
    expect(printGraph(graph)).toBe('Net(x: float32[2*batch, 3])\n  return x')
    expect(named(graph, 'x').type).toEqual(tensorType('float32', [multiplyDims(2, batch), 3]))
  })

  it('tells a use of a node from a record or a text that looks like one', () => {
    const value = { $ref: 0, text: '$ref', list: ['%x', { $number: 'NaN' }] }
    const graph = again(sketch((g) => [g.input('x'), value]))
    expect((graph.output!.args.value as readonly unknown[])[1]).toEqual(value)
    expect(graph.users(idOf(graph, 'x'))).toEqual([graph.output?.id])
  })

  it('keeps which item of a value is used', () => {
    const graph = again(
      sketch((g) => {
        const { node } = g.module('split', g.input('x'), {
          name: 'parts',
          type: { kind: 'tuple', items: [tensorType('float32', [1]), tensorType('float32', [1])] },
        })
        return new Ref(node, 1)
      }),
    )
    expect(graph.output?.args.value).toEqual(new Ref(idOf(graph, 'parts'), 1))
  })

  it('keeps source places, modules, comments and origins', () => {
    const graph = again(
      sketch((g) =>
        g.module('gate', g.input('x'), {
          loc: { file: 'net.ts', line: 3, column: 7 },
          scope: 'blocks.0',
          meta: { comment: 'opens', origin: { module: './gate.ts', export: 'Gate' } },
        }),
      ),
    )
    expect(named(graph, 'gate')).toMatchObject({
      loc: { file: 'net.ts', line: 3, column: 7 },
      scope: 'blocks.0',
      meta: { comment: 'opens', origin: { module: './gate.ts', export: 'Gate' } },
    })
  })

  it('finds parameters again by their digest, in the store that it is given', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [1, 2]) }))
    expect(compute(again(graph), [10, 20])).toEqual([11, 22])
    const alone = graphFromJson(graphToJson(graph), new ParamStore())
    expect(refusal(() => alone.store.read(alone.params.get('bias')!))).toMatch(
      /^TSFX0010: no bytes for the parameter with digest [0-9a-f]{64}$/,
    )
  })

  it('keeps data of the user in meta, which edits of the node leave alone', () => {
    const base = sketch((g) =>
      g.op('relu', { x: g.input('x') }, { name: 'y', meta: { conformanceTag: 'hot' } }),
    )
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'y'), { name: 'renamed' }))
    expect(named(again(graph), 'renamed').meta.conformanceTag).toBe('hot')
  })

  it('can be edited, and new ids do not meet old ones', () => {
    const graph = again(chain(1))
    const { graph: edited, result } = graph.edit((edit) =>
      edit.append({ kind: 'call_function', target: 'exp' }),
    )
    expect(names(edited)).toEqual(['x', 'r', 'exp', 'output'])
    expect(graph.has(result.id)).toBe(false)
  })

  it('keeps the kind of every plain argument', () => {
    const plain = ['1', 1, true, null, [], {}]
    const graph = again(sketch((g) => [g.input('x'), ...plain]))
    expect((graph.output!.args.value as readonly unknown[]).slice(1)).toEqual(plain)
  })

  it('goes through passes as the graph it was written from does', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.op('relu', { x }, { name: 'dead' })
      return g.op('exp', { x })
    })
    const clean = (given: Graph) => printGraph(runPasses(given, [eliminateDeadCode]).graph)
    expect(clean(again(graph))).toBe(clean(graph))
    expect(clean(graph)).not.toContain('dead')
  })
})

describe('JSON that is no graph', () => {
  it('of another version is refused', () => {
    expect(damaged((json) => json.replace('"version":5', '"version":9'))).toBe(
      'TSFX0005: this JSON is not a graph: format tsfx-graph version 9 is not tsfx-graph 5',
    )
  })

  it('with a node of no known kind is refused', () => {
    expect(damaged((json) => json.replace('call_function', 'call_method'))).toBe(
      'TSFX0005: this JSON is not a graph: node 1 is of no known kind',
    )
  })

  it('with two nodes of one id is refused', () => {
    expect(damaged((json) => json.replace('"id":1', '"id":0'))).toBe(
      'TSFX0005: this JSON is not a graph: node ids are not unique, or not below nextId',
    )
  })

  it('with a use that names no node is refused', () => {
    expect(damaged((json) => json.replace('"$ref":0', '"$ref":"x"'))).toBe(
      "TSFX0005: this JSON is not a graph: 'x' is no reference to a node",
    )
  })

  it('that is a list is refused', () => {
    expect(refusal(() => graphFromJson([]))).toBe(
      'TSFX0005: this JSON is not a graph: the document is not an object',
    )
  })
})
