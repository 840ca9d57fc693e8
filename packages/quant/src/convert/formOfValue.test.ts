import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, expect, it } from 'vitest'
import { BATCH, buildGraph, calibrated } from '../graphs.fixture.ts'
import { convert } from './convert.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

it('names quantized items and values after the variables of the user', async () => {
  const graph = buildGraph((g) => {
    const { node: x } = g.input('x', [BATCH, 4, 4, 4])
    const waves = g.op('sin', 'blocks1Waves', { x: new Ref(x) })
    g.edit.update(waves.node, { meta: { variable: 'waves' } })
    const halves = g.op('split', 'halves', { x: waves, parts: 2, axis: 3 })
    g.edit.update(halves.node, {
      meta: { outputs: ['blocks1Kept', null], variables: ['kept', null] },
    })
    const kept = g.conv('first', new Ref(halves.node, 0), 2, 2)
    const rest = g.conv('second', new Ref(halves.node, 1), 2, 2)
    const whole = g.conv('third', waves, 4, 2)
    return g.op('concat', 'all', { xs: [kept, rest, whole], axis: 3 })
  })
  const { prepared, stats } = await calibrated(graph)
  const forms = convert(prepared, stats).nodes.filter(({ target }) => /quantize/.test(target))
  expect(forms.map(({ name, meta }) => [name, meta.variable])).toEqual([
    ['blocks1KeptQ', 'keptQ'],
    ['halves1Q', 'split1Q'],
    ['blocks1WavesQ', 'wavesQ'],
    ['allReal', 'concatReal'],
  ])
})
