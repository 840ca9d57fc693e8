import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { calibrate } from '../calibrate/calibrate.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import { BATCH, buildGraph, calibrated, residualNet } from '../graphs.fixture.ts'
import { prepare } from '../prepare/prepare.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { conversionNotes } from './conversionNotes.ts'
import { convert } from './convert.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

/** A linear layer of 3 inputs and 2 channels. */
const linear = (weight: readonly number[], bias: readonly number[]) =>
  buildGraph((g) => {
    g.edit.setParam('w', bytesParam(Float32Array.from(weight), 'float32', [3, 2]))
    g.edit.setParam('b', bytesParam(Float32Array.from(bias), 'float32', [2]))
    return g.op('linear', 'y', { x: g.input('x', [BATCH, 3]), weight: g.read('w'), bias: g.read('b') })
  })

const int8 = defaultQConfig(wasmBackend)
const perTensor = new QConfigMapping().setGlobal({
  ...int8,
  weight: { ...int8.weight, perChannel: false, observer: { kind: 'minMax' } },
})

describe('conversionNotes', () => {
  it('has nothing to say of a usual network', async () => {
    const { prepared, stats } = await calibrated(residualNet())
    expect(conversionNotes(prepared, stats)).toEqual([])
  })

  it('names channels whose weights got coarser for their bias', async () => {
    const { prepared, stats } = await calibrated(linear([0.5, 1e-12, -0.5, 1e-12, 0.25, -1e-12], [1, 1]))
    expect(conversionNotes(prepared, stats)).toEqual([
      {
        kind: 'enlargedWeightScale',
        point: 'w',
        message: expect.stringMatching(
          /^channel 1 of w stored up to \d+ times coarser, so that the bias of y fits in int32$/,
        ),
      },
    ])
  })

  it('names points that saw nothing but zeros', async () => {
    const prepared = prepare(linear([1, 2, 3, 4, 5, 6], [1, 1]))
    const stats = await calibrate(prepared, [{ x: tf.zeros([2, 3]) }])
    expect(conversionNotes(prepared, stats).map(({ kind, point }) => [kind, point])).toEqual([
      ['constantZero', 'x'],
    ])
  })
})

describe('a weight with one scale', () => {
  /** With a scale of 1e-9 the bias would be `factor` times what fits. */
  const biased = async (factor: number) => {
    const inputScale = 2 / 255
    const graph = linear([127e-9, 0, 0, 0, 0, 0], [0, 2 ** 30 * inputScale * 1e-9 * factor])
    const qconfig = new QConfigMapping().setGlobal({
      activation: { ...int8.activation, observer: { kind: 'minMax' } },
      weight: { ...int8.weight, perChannel: false, observer: { kind: 'minMax' } },
    })
    const again = prepare(graph, { qconfig })
    return { prepared: again, stats: await calibrate(again, [{ x: tf.tensor2d([[-1, 1, 0]]) }]) }
  }

  it('gets up to twice as coarse for its bias, and that is said', async () => {
    const { prepared, stats } = await biased(1.9)
    expect(convert(prepared, stats).params.get('w')!.q!.scale[0]).toBeCloseTo(1.9e-9, 11)
    expect(conversionNotes(prepared, stats)[0]?.message).toMatch(/^w stored up to 1\.9 times coarser/)
  })

  it('is refused when its bias asks for more', async () => {
    const { prepared, stats } = await biased(2.1)
    expect(() => convert(prepared, stats)).toThrow(/TSFX3021.*bias of y.*w stored 2\.1 times coarser/)
  })

  it('that is zero takes any scale', async () => {
    const { prepared, stats } = await calibrated(linear([0, 0, 0, 0, 0, 0], [1e12, 0]), {
      qconfig: perTensor,
    })
    const integer = convert(prepared, stats)
    expect(integer.store.read(integer.params.get('b')!)[0]).toBeGreaterThan(2 ** 29)
  })
})
