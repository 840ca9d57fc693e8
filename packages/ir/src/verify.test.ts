import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { DiagnosticError } from './diagnostics/diagnosticError.ts'
import type { Edit } from './edit.ts'
import type { NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { Link } from './graphState.ts'
import { named, smallGraph } from './graphs.fixture.ts'
import type { OpCatalog } from './opRules.ts'
import { tensorType } from './valueType.ts'
import { verify } from './verify.ts'

/** Ops of the small graph: float, with the type of their first operand. */
const catalog: OpCatalog = (op) =>
  op === 'relu' || op === 'add'
    ? {
        domain: 'float',
        checkArgs: (args) => ('extra' in args ? "there is no argument 'extra'" : null),
        infer: (args, typeOf) => typeOf((args.x ?? args.a) as Ref),
      }
    : null

function violation(graph: Graph): { problem: string; node: string | undefined; loc: unknown } | null {
  try {
    verify(graph, catalog)
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.code !== 'TSFX0004') throw error
    return { problem: error.summary, node: error.place.node, loc: error.place.loc }
  }
  return null
}

const edited = (recipe: (edit: Edit, id: (name: string) => NodeId) => unknown): Graph => {
  const base = smallGraph()
  return base.edit((edit) => {
    recipe(edit, (name) => named(base, name).id)
  }).graph
}

const withState = (change: (graph: Graph) => Partial<Graph['state']>): Graph => {
  const graph = smallGraph()
  return new Graph({ ...graph.state, ...change(graph) }, graph.store)
}

const renamed = (from: string, to: string): Graph =>
  withState((graph) => {
    const node = named(graph, from)
    return { nodes: new Map(graph.state.nodes).set(node.id, node.with({ name: to })) }
  })

describe('verify', () => {
  it('accepts a good graph', () => {
    expect(violation(smallGraph())).toBeNull()
  })

  it.each<[string, string | undefined, () => Graph]>([
    ['has a name that another node has', 'x', () => renamed('y', 'x')],
    ['has a name that is no legal identifier', 'class', () => renamed('y', 'class')],
    [
      'does not come before it',
      'y',
      () => edited((edit, id) => edit.setArgs(id('y'), { x: new Ref(id('z')) })),
    ],
    [
      'does not come before it',
      'y',
      () => edited((edit, id) => edit.setArgs(id('y'), { x: new Ref(id('y')) })),
    ],
    [
      'is an output and not the last node',
      'output',
      () => edited((edit, id) => edit.insertAfter(id('output'), { kind: 'call_function', target: 'relu' })),
    ],
    ['there is no output node', undefined, () => edited((edit, id) => edit.erase(id('output')))],
    ["reads 'head.w', which is no parameter", 'head_w', () => edited((edit) => edit.removeParam('head.w'))],
    [
      'is typed float32[3], but its parameter is float32[2]',
      'head_w',
      () => edited((edit, id) => edit.update(id('head_w'), { type: tensorType('float32', [3]) })),
    ],
    [
      "calls 'swish', which is no registered op",
      'y',
      () => edited((edit, id) => edit.update(id('y'), { target: 'swish' })),
    ],
    [
      "(relu) has bad arguments: there is no argument 'extra'",
      'y',
      () => edited((edit, id) => edit.setArgs(id('y'), { x: new Ref(id('x')), extra: 1 })),
    ],
    [
      '(relu) is typed float32[7], but its inputs make it float32[batch, 2]',
      'y',
      () => edited((edit, id) => edit.update(id('y'), { type: tensorType('float32', [7]) })),
    ],
    [
      '(relu) computes in float, but x is int8[2]',
      'y',
      () => edited((edit, id) => edit.update(id('x'), { type: tensorType('int8', [2]) })),
    ],
    [
      'some nodes are not linked into the order',
      undefined,
      () =>
        withState((graph) => {
          // The links pass over z, which the output no longer uses.
          const [x, , y, z, output] = graph.nodes
          return {
            nodes: new Map(graph.state.nodes).set(
              output!.id,
              output!.with({ args: { value: new Ref(x!.id) } }),
            ),
            links: new Map(graph.state.links).set(
              y!.id,
              new Link(graph.state.links.get(y!.id)!.prev, graph.state.links.get(z!.id)!.next),
            ),
          }
        }),
    ],
  ])('finds: %s', (problem, node, make) => {
    const found = violation(make())
    expect(found?.problem).toContain(problem)
    expect(found?.node).toBe(node)
  })

  it('gives the place in the user source', () => {
    const graph = edited((edit, id) => edit.update(id('y'), { target: 'swish' }))
    expect(violation(graph)?.loc).toEqual({ file: 'src/net.ts', line: 3, column: 9 })
  })

  it('leaves ops alone without a catalog, and types alone that are not known', () => {
    verify(edited((edit, id) => edit.update(id('y'), { target: 'swish' })))
    expect(violation(edited((edit, id) => edit.update(id('x'), { type: null })))).toBeNull()
  })
})
