import { type FxNode, printGraph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { eliminateDeadCode, eliminateDeadCodeWith, isImpure } from './eliminateDeadCode.ts'
import { BATCH, buildGraph } from './graphs.fixture.ts'
import { runPasses } from './manager/runPasses.ts'

describe('eliminateDeadCode', () => {
  it('removes what nothing uses, together with its parameters; inputs stay', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      g.input('unused', [BATCH, 2])
      const y = g.op('linear', 'y', { x, weight: g.param('dead.weight', [5, 2]) })
      g.op('relu', 'z', { x: y })
      g.param('unread', [3])
      return g.op('linear', 'kept', { x, weight: g.param('fc.weight', [5, 2]) })
    })
    const after = runPasses(before, [eliminateDeadCode]).graph
    expect(`\n${printGraph(after, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5], unused: float32[batch, 2])
        fc_weight = get_attr fc.weight  : float32[5, 2]
        kept = linear(x, fc_weight)     : float32[batch, 2]
        return kept
      "
    `)
    expect([...after.params.keys()]).toEqual(['fc.weight'])
    expect(runPasses(after, [eliminateDeadCode]).graph).toBe(after)
  })

  it('keeps impure ops and opaque modules with what they own', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      g.op('dropout', 'random', { x, rate: 0.5 })
      g.param('opaque.weight', [3])
      g.edit.append({ kind: 'call_module', target: 'opaque', args: { x: new Ref(x.node) } })
      return x
    })
    const after = runPasses(before, [eliminateDeadCode]).graph
    expect(after.nodes.map((node) => node.name)).toEqual(['x', 'random', 'opaque', 'output'])
    expect([...after.params.keys()]).toEqual(['opaque.weight'])
  })
})

describe('eliminateDeadCodeWith', () => {
  const model = () =>
    buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      g.op('relu', 'logged', { x: g.op('tanh', 'inner', { x }) })
      g.op('dropout', 'random', { x, rate: 0.5 })
      g.edit.append({ kind: 'call_module', target: 'opaque', args: { x } })
      g.param('unread', [3])
      return x
    })
  const left = (isImpure?: (node: FxNode) => boolean) =>
    runPasses(model(), [eliminateDeadCodeWith(isImpure ? { isImpure } : {})]).graph.nodes.map(
      ({ name }) => name,
    )

  it('asks the caller what is impure; its inputs stay as well', () => {
    expect(left((node) => node.isOp('relu'))).toEqual(['x', 'inner', 'logged', 'output'])
  })

  it('never removes inputs, whatever the caller says, and always parameters without a reader', () => {
    expect(left(() => false)).toEqual(['x', 'output'])
    expect(left(() => true)).toEqual(['x', 'inner', 'logged', 'random', 'opaque', 'output'])
  })

  it('can build on the rule of ops', () => {
    expect(left()).toEqual(['x', 'random', 'opaque', 'output'])
    expect(left((node) => isImpure(node) || node.name === 'inner')).toEqual([
      'x',
      'inner',
      'random',
      'opaque',
      'output',
    ])
  })

  it('takes a dead chain of 100,000 nodes', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      let y = x
      for (let i = 0; i < 100_000; i++) y = g.op('relu', 'r', { x: y })
      return x
    })
    const { graph } = before.edit((edit) => eliminateDeadCode.run(edit, null as never))
    expect(graph.nodes).toHaveLength(2)
  })

  it('keeps the parameters of an opaque module, and not those of one whose name only begins alike', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      for (const path of ['a.b.weight', 'a.bc.weight', 'a.b']) g.param(path, [1])
      g.edit.append({ kind: 'call_module', target: 'a.b', args: { x } })
      return x
    })
    expect([...runPasses(before, [eliminateDeadCode]).graph.params.keys()]).toEqual(['a.b.weight'])
  })
})
