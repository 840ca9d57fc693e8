import { printGraph } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph } from './graphs.fixture.ts'
import { runPasses } from './manager/runPasses.ts'
import { removeDropout } from './removeDropout.ts'

describe('removeDropout', () => {
  it('puts the input in the place of every dropout', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      const once = g.op('dropout', 'once', { x, rate: 0.5 })
      const twice = g.op('dropout', 'twice', { x: once, rate: 0.1 })
      return [g.op('relu', 'y', { x: twice }), once]
    })
    const after = runPasses(before, [removeDropout]).graph
    expect(`\n${printGraph(after, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        y = relu(x)  : float32[batch, 5]
        return [y, x]
      "
    `)
    expect(runPasses(after, [removeDropout]).graph).toBe(after)
  })
})
