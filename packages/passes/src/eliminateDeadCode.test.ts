import { printGraph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { eliminateDeadCode } from './eliminateDeadCode.ts'
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
