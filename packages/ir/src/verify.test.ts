import { describe, expect, it } from 'vitest'
import { type Arg, type Args, Ref } from './arg.ts'
import { DiagnosticError } from './diagnostics/diagnosticError.ts'
import { brokenGraph } from './diagnostics.generated.ts'
import type { Edit } from './edit.ts'
import type { NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { Slot } from './graphState.ts'
import { named, smallGraph, withNode } from './graphs.fixture.ts'
import type { OpCatalog } from './opRules.ts'
import type { Patch } from './patch.ts'
import type { SourceLocation } from './sourceLocation.ts'
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
    if (!(error instanceof DiagnosticError) || !VIOLATIONS.has(error.code)) throw error
    return { problem: error.summary, node: error.place.node, loc: error.place.loc }
  }
  return null
}

const VIOLATIONS: ReadonlySet<string> = new Set(['TSFX0004', 'TSFX0007', 'TSFX0014'])

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

/** Around the transaction, which refuses what is out of order itself. */
const withArgs = (name: string, argsOf: (graph: Graph) => Args): Graph => {
  const graph = smallGraph()
  return withNode(graph, named(graph, name).with({ args: argsOf(graph) }))
}

const renamed = (from: string, to: string): Graph => {
  const graph = smallGraph()
  return withNode(graph, named(graph, from).with({ name: to }))
}

/** An opaque call with a pair of values, float and int8, and an output. */
function tupleGraph(value: (pair: NodeId, edit: Edit) => Arg = (pair) => [new Ref(pair, 1)]): Graph {
  const inputs = { xs: ['xs.0', { b: 'xs.1.b' }] }
  return Graph.empty({ name: 'Net', inputs }).edit((edit) => {
    const a = edit.append({ kind: 'placeholder', target: 'xs.0', name: 'a' })
    edit.append({ kind: 'placeholder', target: 'xs.1.b', name: 'b' })
    const items = [tensorType('float32', [2]), tensorType('int8', [2])]
    const args = { input0: new Ref(a.id) }
    const type = { kind: 'tuple', items } as const
    const pair = edit.append({ kind: 'call_module', target: 'split', name: 'pair', args, type })
    const output = value(pair.id, edit)
    edit.append({ kind: 'output', target: 'output', args: { value: output } })
  }).graph
}

const opaque = (edit: Edit, input0: Ref): Ref =>
  new Ref(edit.append({ kind: 'call_module', target: 'head', args: { input0 } }).id)

describe('verify', () => {
  it('accepts a good graph', () => {
    expect(violation(smallGraph())).toBeNull()
  })

  it.each<[string, string | undefined, () => Graph]>([
    ['has a name that another node has', 'x', () => renamed('y', 'x')],
    ['has a name that is no legal identifier', 'class', () => renamed('y', 'class')],
    [
      'y uses z, which does not come before it',
      'y',
      () => withArgs('y', (graph) => ({ x: new Ref(named(graph, 'z').id) })),
    ],
    ['y uses node 99, which is not there', 'y', () => withArgs('y', () => ({ x: new Ref(99 as NodeId) }))],
    [
      'y uses y, which does not come before it',
      'y',
      () => withArgs('y', (graph) => ({ x: new Ref(named(graph, 'y').id) })),
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
          const after = output!.with({ args: { value: new Ref(x!.id) } })
          const [ySlot, zSlot] = [graph.state.slots.get(y!.id)!, graph.state.slots.get(z!.id)!]
          return {
            slots: new Map(withNode(graph, after).state.slots).set(
              y!.id,
              new Slot(y!, ySlot.prev, zSlot.next),
            ),
          }
        }),
    ],
  ])('finds: %s', (problem, node, make) => {
    const found = violation(make())
    expect(found?.problem).toContain(problem)
    expect(found?.node).toBe(node)
  })

  const patched = (change: (graph: Graph) => readonly Patch[]): Graph => {
    const graph = smallGraph()
    return graph.apply(change(graph))
  }
  /** Links that node `name` has got from a patch. */
  const linked = (name: string, change: (slot: Slot, graph: Graph) => Slot) => (): Graph =>
    patched((graph) => {
      const { id } = named(graph, name)
      return [{ op: 'replace', path: ['slots', id], value: change(graph.state.slots.get(id)!, graph) }]
    })

  it.each<[string, string | undefined, () => Graph]>([
    [
      'z comes after y, but is linked to x',
      'z',
      linked('z', ({ node, next }, graph) => new Slot(node, named(graph, 'x').id, next)),
    ],
    [
      'x comes after nothing, but is linked to z',
      'x',
      linked('x', ({ node, next }, graph) => new Slot(node, named(graph, 'z').id, next)),
    ],
    [
      'z comes after y, but is linked to node 99, which is not there',
      'z',
      linked('z', ({ node, next }) => new Slot(node, 99 as NodeId, next)),
    ],
    [
      'the order runs in a circle: y comes again',
      undefined,
      linked('output', ({ node, prev }, graph) => new Slot(node, prev, named(graph, 'y').id)),
    ],
    [
      'the order leads to node 99, which is not there',
      undefined,
      linked('z', ({ node, prev }) => new Slot(node, prev, 99 as NodeId)),
    ],
    [
      'the order ends with output, but its tail is y',
      undefined,
      () => patched((graph) => [{ op: 'replace', path: ['tail'], value: named(graph, 'y').id }]),
    ],
    [
      'the order ends with output, but its tail is nothing',
      undefined,
      () => patched(() => [{ op: 'replace', path: ['tail'], value: null }]),
    ],
    [
      'some nodes are not linked into the order',
      undefined,
      () => patched((graph) => [{ op: 'replace', path: ['head'], value: named(graph, 'y').id }]),
    ],
    [
      'output has id 4, which is not below nextId 4',
      'output',
      () => patched(() => [{ op: 'replace', path: ['nextId'], value: 4 }]),
    ],
    [
      'y has id 2, but stands in the place of id 3',
      'y',
      linked('z', (slot, graph) => new Slot(named(graph, 'y'), slot.prev, slot.next)),
    ],
  ])('finds what patches of another graph do to the order: %s', (problem, node, make) => {
    const found = violation(make())
    expect(found?.problem).toContain(problem)
    expect(found?.node).toBe(node)
  })

  it('checks 100,000 nodes, and ends in a circle of as many', () => {
    const { graph, result: last } = Graph.empty().edit((edit) => {
      let value = edit.append({ kind: 'placeholder', target: 'x', name: 'x' })
      for (let i = 1; i < 99_999; i++)
        value = edit.append({
          kind: 'call_function',
          target: 'relu',
          args: { x: new Ref(value.id) },
          name: 'r',
        })
      return edit.append({ kind: 'output', target: 'output', args: { value: new Ref(value.id) } })
    })
    verify(graph, catalog)
    const slot = graph.state.slots.get(last.id)!
    const round = graph.apply([
      { op: 'replace', path: ['slots', last.id], value: new Slot(last, slot.prev, graph.state.head) },
    ])
    expect(violation(round)?.problem).toContain('the order runs in a circle: x comes again')
  })

  it('accepts inputs in lists and records, and refs to items', () => {
    expect(violation(tupleGraph())).toBeNull()
  })

  it.each<[string, string | undefined, () => Graph]>([
    [
      "is a second placeholder of 'x'",
      'x_1',
      () => edited((edit, id) => edit.insertAfter(id('x'), { kind: 'placeholder', target: 'x' })),
    ],
    [
      "is the input 'x', which meta.inputs does not name",
      'x',
      () => edited((edit) => edit.setMeta({ inputs: { y: 'y' } })),
    ],
    [
      "meta.inputs names 'z', which is no placeholder",
      undefined,
      () => edited((edit) => edit.setMeta({ inputs: { x: 'x', more: [{ z: 'z' }] } })),
    ],
    [
      "meta.inputs names 'x' twice",
      undefined,
      () => edited((edit) => edit.setMeta({ inputs: { x: 'x', again: ['x'] } })),
    ],
    [
      'meta.modules holds something else than texts',
      undefined,
      () => edited((edit) => edit.setMeta({ modules: { 'blocks.0': 3 as unknown as string } })),
    ],
    [
      'meta.calls holds something else than places',
      undefined,
      () => edited((edit) => edit.setMeta({ calls: { a: 'net.ts:3:1' as unknown as SourceLocation } })),
    ],
    ['has no value', 'output', () => edited((edit, id) => edit.setArgs(id('output'), {}))],
    [
      'is typed float32[7], but its value is float32[batch, 2]',
      'output',
      () => edited((edit, id) => edit.update(id('output'), { type: tensorType('float32', [7]) })),
    ],
    [
      'uses item 0 of x, which is float32[batch, 2]',
      'y',
      () => edited((edit, id) => edit.setArgs(id('y'), { x: new Ref(id('x'), 0) })),
    ],
    [
      'uses item 2 of pair, which is (float32[2], int8[2])',
      'output',
      () => tupleGraph((pair) => [new Ref(pair, 2)]),
    ],
    [
      'uses item __proto__ of pair, which is (float32[2], int8[2])',
      'output',
      () => tupleGraph((pair) => [new Ref(pair, '__proto__')]),
    ],
    [
      'is opaque and computes in float, but x is int8[2]',
      'head',
      () =>
        edited((edit, id) => {
          edit.update(id('x'), { type: tensorType('int8', [2]) })
          edit.insertBefore(id('y'), {
            kind: 'call_module',
            target: 'head',
            args: { input0: new Ref(id('x')) },
          })
        }),
    ],
    [
      'is opaque and computes in float, but pair is int8[2]',
      'head',
      () => tupleGraph((pair, edit) => [opaque(edit, new Ref(pair, 1))]),
    ],
  ])('finds: %s', (problem, node, make) => {
    const found = violation(make())
    expect(found?.problem).toContain(problem)
    expect(found?.node).toBe(node)
  })

  it.each<[string, Error]>([
    ['sizes differ', brokenGraph({ graph: 'op', problem: 'sizes differ' })],
    ['RangeError: out of range', new RangeError('out of range')],
  ])('reports what an op throws at its node, as the cause: %s', (problem, cause) => {
    const refusing: OpCatalog = (op) => ({
      domain: 'float',
      checkArgs: () => null,
      infer: () => {
        if (op === 'relu') throw cause
        return tensorType('float32', [])
      },
    })
    let error: unknown
    try {
      verify(smallGraph(), refusing)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({
      code: 'TSFX0004',
      summary: expect.stringContaining('y (relu) does not fit its inputs: '),
      place: { node: 'y', loc: { line: 3 } },
    })
    expect((error as DiagnosticError).message).toContain(problem)
    expect((error as DiagnosticError).cause).toBe(cause)
  })

  it('checks types against an output whose value is not typed no further', () => {
    const graph = edited((edit, id) => {
      edit.update(id('z'), { type: null })
      edit.update(id('output'), { type: tensorType('float32', [7]) })
    })
    verify(graph)
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
