/** @file A function that a trace does not look into, and a module kept opaque: emitted as a call of the user's own code. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { wrap } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { emit, type Graph, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'

type Forward = (x: tf.Tensor2D) => unknown

/** Sorts rows: no op of tfjs does. */
const sortRows = wrap(
  function sortRows(x: tf.Tensor2D, descending: boolean): { values: tf.Tensor2D; least: tf.Tensor1D } {
    const rows = x.arraySync().map((row) => row.sort((a, b) => (descending ? b - a : a - b)))
    const values = tf.tensor2d(rows, x.shape)
    return { values, least: tf.min(x, 1) }
  },
  { from: '/project/src/sortRows.ts' },
)

class Gate {
  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(x, tf.sigmoid(x))
  }
}

class Net {
  gate = new Gate()

  forward(x: tf.Tensor2D): tf.Tensor {
    const gated = this.gate.forward(x)
    const { values, least } = sortRows(gated, true)
    return tf.add(values, tf.expandDims(least, 1))
  }
}

const callsOf = (graph: Graph) => graph.nodes.map(({ kind, target, type }) => [kind, target, type])

describe('code of the user', () => {
  it('is imported, called, and traced again as what it was', async () => {
    const inputs = { x: [null, 4] }
    const origin = { module: '/project/src/gate.ts', export: 'Gate' }
    const isLeaf = (module: object) => module instanceof Gate && origin
    const graph = trace(new Net(), inputs, { lookup: createSourceLookup(), isLeaf })
    const files = emit(graph, { name: 'net', outDir: '/project/out' })
    const text = files['net.fx.ts'] as string
    expect(text).toContain("import { sortRows } from '../src/sortRows.ts';")
    expect(text).toContain("import type { Gate } from '../src/gate.ts';")
    expect(text).toContain('const gated = opaque.gate.forward(x) as tf.Tensor2D;')
    expect(text).toContain('const { values, least } = sortRows(gated, true) as {')
    expect(typeErrors(files).filter((error) => !error.includes('Cannot find module'))).toEqual([])

    Object.assign(globalThis, { sortRowsOfTest: sortRows })
    const { load } = await importEmitted<{ load(opaque: object): Promise<{ forward: Forward }> }>({
      ...files,
      'net.fx.js': (files['net.fx.js'] as string).replace('../src/sortRows.ts', './sortRows.js'),
      'sortRows.js': 'export const sortRows = globalThis.sortRowsOfTest',
    })
    const net = await load({ gate: new Gate() })
    const x = tf.tensor2d([1, -2, 0.5, 3, 4, 0, -1, 2], [2, 4])
    expect((net.forward(x) as tf.Tensor).arraySync()).toEqual(new Net().forward(x).arraySync())
    const again = trace(net, inputs, { isLeaf })
    expect(callsOf(again)).toEqual(
      callsOf(graph).map(([kind, target, type]) => [kind, target === 'gate' ? 'opaque.gate' : target, type]),
    )
  })
})
