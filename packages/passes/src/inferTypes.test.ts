import { Graph, printGraph, printType, Ref, tensorType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph } from './graphs.fixture.ts'
import { inferTypes } from './inferTypes.ts'
import { runPasses } from './manager/runPasses.ts'

const withoutTypes = (graph: Graph): Graph =>
  graph.edit((edit) => {
    for (const node of graph.nodes) if (node.kind !== 'placeholder') edit.update(node.id, { type: null })
  }).graph

describe('inferTypes', () => {
  it('propagates shapes with named dims from inputs and parameters', () => {
    const typed = buildGraph((g) => {
      const x = g.input('x', [BATCH, 6, 6, 3])
      const y = g.op('conv2d', 'y', { x, filter: g.param('f', [3, 3, 3, 4]), strides: 2, pad: 'same' })
      return g.op('concat', 'both', { xs: [y, g.op('relu', 'z', { x: y })], axis: 3 })
    })
    const after = runPasses(withoutTypes(typed), [inferTypes]).graph
    expect(`\n${printGraph(after, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 6, 6, 3])
        f = get_attr f                                                : float32[3, 3, 3, 4]
        y = conv2d(x, f, strides=[2, 2], pad=same, dilations=[1, 1])  : float32[batch, 3, 3, 4]
        z = relu(y)                                                   : float32[batch, 3, 3, 4]
        both = concat(xs=[y, z], axis=3)                              : float32[batch, 3, 3, 8]
        return both
      "
    `)
    expect(printGraph(after)).toBe(printGraph(typed))
    expect(runPasses(after, [inferTypes]).graph).toBe(after)
  })

  it('carries a changed input through', () => {
    const before = buildGraph((g) => g.op('relu', 'y', { x: g.input('x', [BATCH, 5]) }))
    const changed = before.edit((edit) =>
      edit.update(before.placeholders[0]!.id, { type: tensorType('float32', [2, 7]) }),
    ).graph
    const after = runPasses(changed, [inferTypes], { verify: false }).graph
    expect(printType(after.find('y')!.type)).toBe('float32[2, 7]')
  })

  it('reports shapes that do not fit at the node', () => {
    const before = Graph.empty().edit((edit) => {
      const a = edit.append({ kind: 'placeholder', target: 'a', type: tensorType('float32', [2]) })
      const b = edit.append({ kind: 'placeholder', target: 'b', type: tensorType('float32', [3]) })
      const args = opNamed('add')!.normalize({ a: new Ref(a.id), b: new Ref(b.id) })
      const sum = edit.append({ kind: 'call_function', target: 'add', name: 'sum', args })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(sum.id) } })
    }).graph
    expect(() => runPasses(before, [inferTypes])).toThrow(
      /TSFX2004 pass inferTypes failed: .*broadcast[\s\S]*node: sum/,
    )
  })
})
