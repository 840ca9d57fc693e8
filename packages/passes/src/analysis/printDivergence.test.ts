import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type FxNode, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildGraph } from '../graphs.fixture.ts'
import { bisect } from './bisect.ts'
import { printDivergence } from './printDivergence.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

describe('printDivergence', () => {
  it('names the nodes, the place, what was read, expected and computed', () => {
    const before = buildGraph((g) => g.op('concat', 'both', { xs: [g.input('x', [3, 2])], axis: 1 }))
    const loc = { file: 'net.ts', line: 3, column: 7 }
    const { graph } = before.edit((edit) => edit.update(edit.base.find('both')!.id, { loc }))
    const { graph: other } = graph.edit((edit) => {
      const both = edit.base.find('both')!
      const [x] = edit.base.placeholders as [FxNode]
      edit.update(both.id, { name: 'rows', target: 'relu', args: { x: new Ref(x.id) } })
    })
    const x = tf.tensor2d([1, -2, 1 / 3, 4, 5, 6], [3, 2])
    const found = bisect(graph, other, { x })
    expect(printDivergence(found)).toBe(
      [
        'rows (relu), which was both (concat): number 1 of result 0 is 0 instead of -2',
        '  at                  net.ts:3:7',
        '  largest difference  2',
        '  args.x              float32[3, 2]  1, -2, 0.3333, 4, ...',
        '  expected            float32[3, 2]  1, -2, 0.3333, 4, ...',
        '  actual              float32[3, 2]  1, 0, 0.3333, 4, ...',
      ].join('\n'),
    )
    expect(printDivergence(null)).toBe('no node differs')
  })
})
