import { describe, expect, it } from 'vitest'
import type { JsonRecord } from './jsonRecord.ts'
import { KERAS_3 } from './keras3.fixture.ts'
import { KERAS_24 } from './keras24.fixture.ts'
import { normalizeKerasTopology } from './normalizeKerasTopology.ts'

interface Layer {
  readonly class_name: string
  readonly name?: string
  readonly config: Record<string, unknown>
  readonly inbound_nodes?: unknown
}
interface Model {
  readonly class_name: string
  readonly config: { layers: Layer[]; input_layers: unknown; output_layers: unknown }
}
const normalized = (topology: JsonRecord): Model => normalizeKerasTopology(topology) as unknown as Model
const sequential = (...layers: unknown[]): JsonRecord => ({ class_name: 'Sequential', config: { layers } })
const config = (className: string, options: object): Record<string, unknown> =>
  normalized(sequential({ class_name: className, config: options })).config.layers[0]!.config

describe('normalizeKerasTopology', () => {
  it('writes what Keras 2.4 writes in the form of Keras 2.1', () => {
    const model = normalized(KERAS_24)
    const [input, conv, bn] = model.config.layers
    expect(model.class_name).toBe('Model')
    expect(input!.config.batch_input_shape).toEqual([null, 2, 2, 1])
    expect(conv!.config).toMatchObject({
      dtype: 'float32',
      kernel_size: [1, 1],
      kernel_initializer: { class_name: 'Zeros', config: {} },
      kernel_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 0.25 } },
      bias_regularizer: null,
      kernel_constraint: null,
      bias_constraint: { class_name: 'NonNeg', config: {} },
    })
    expect(bn!.config.axis).toBe(3)
  })

  it('writes what Keras 3 writes in the form of Keras 2.1', () => {
    const { layers, input_layers, output_layers } = normalized(KERAS_3).config
    expect(layers.map(({ inbound_nodes }) => inbound_nodes)).toEqual([
      [],
      [[['x', 0, 0, {}]]],
      [[['x', 0, 0, {}]]],
      [
        [
          ['hidden', 0, 0, {}],
          ['leaky', 0, 0, {}],
        ],
      ],
    ])
    expect([input_layers, output_layers]).toEqual([[['x', 0, 0]], [['sum', 0, 0]]])
    expect(layers[0]!.config.batch_input_shape).toEqual([null, 2])
    expect(layers[1]!.config).toMatchObject({
      activation: 'swish',
      kernel_regularizer: { class_name: 'L1L2', config: { l1: 0.5, l2: 0 } },
      bias_regularizer: null,
    })
    expect(layers[2]!.config.alpha).toBe(0.5)
  })

  it('does not touch what it is given, and changes nothing the second time', () => {
    const given = structuredClone(KERAS_24)
    const once = normalizeKerasTopology(given)
    expect(given).toEqual(KERAS_24)
    expect(normalizeKerasTopology(once)).toEqual(once)
  })

  it('reads a sequential model of Keras before 2.2.3, whose config is a list', () => {
    const dense = { class_name: 'Dense', config: { name: 'd', units: 1, kernel_regularizer: 'l2' } }
    const old = { class_name: 'Sequential', config: [dense] }
    const regularizer = { class_name: 'L1L2', config: { l1: 0, l2: 0.01 } }
    expect(normalizeKerasTopology({ model_config: old })).toEqual({
      class_name: 'Sequential',
      config: [{ class_name: 'Dense', config: { ...dense.config, kernel_regularizer: regularizer } }],
    })
  })

  it('gives the first layer the shape that a sequential model was built with', () => {
    const dense = { class_name: 'Dense', config: { name: 'd', units: 1 } }
    const built = { class_name: 'Sequential', config: { layers: [dense], build_input_shape: [null, 3] } }
    expect(normalized(built).config.layers[0]!.config.batch_input_shape).toEqual([null, 3])
    expect('build_input_shape' in normalized(built).config).toBe(false)
  })

  it('reaches layers inside of wrappers, cells and models', () => {
    const dense = {
      class_name: 'Dense',
      config: { bias_initializer: 'lecun', kernel_size: { class_name: '__tuple__', items: [1] } },
    }
    const plain = {
      class_name: 'Dense',
      config: { bias_initializer: { class_name: 'Zeros', config: {} }, kernel_size: [1] },
    }
    expect(config('TimeDistributed', { layer: dense }).layer).toEqual(plain)
    expect(config('RNN', { cell: dense }).cell).toEqual(plain)
    expect(config('StackedRNNCells', { cells: [dense] }).cells).toEqual([plain])
    expect(config('Functional', { layers: [dense], input_layers: ['a', 0, 0], output_layers: [] })).toEqual({
      layers: [plain],
      input_layers: [['a', 0, 0]],
      output_layers: [],
    })
  })

  it('reaches layers that are activations', () => {
    const leaky = { module: 'keras.layers', class_name: 'LeakyReLU', config: { negative_slope: 0.1 } }
    const plain = { class_name: 'LeakyReLU', config: { alpha: 0.1 } }
    expect(config('Dense', { activation: leaky }).activation).toEqual(plain)
    expect(config('LSTM', { recurrent_activation: leaky }).recurrent_activation).toEqual(plain)
    const nested = config('TimeDistributed', {
      layer: { class_name: 'Activation', config: { activation: leaky } },
    })
    expect(nested.layer).toEqual({ class_name: 'Activation', config: { activation: plain } })
  })

  it('takes out the dropout of recurrent layers, whose masks tfjs keeps from one call to the next', () => {
    const options = { units: 2, dropout: 0.5, recurrent_dropout: 0.25 }
    expect(config('LSTM', options)).toEqual({ units: 2, dropout: 0, recurrent_dropout: 0 })
  })

  it('leaves a call that Keras 2 has no form for', () => {
    const node = {
      args: [{ class_name: '__keras_tensor__', config: { keras_history: ['a', 0, 0] } }, 2],
      kwargs: {},
    }
    const layer = { class_name: 'Power', name: 'p', config: {}, inbound_nodes: [node] }
    expect(normalized(sequential(layer)).config.layers[0]!.inbound_nodes).toEqual([node])
  })

  it('keeps names that look like members of Object', () => {
    const layer = JSON.parse('{ "class_name": "Dense", "config": { "name": "__proto__", "__proto__": 1 } }')
    const [first] = normalized(sequential(layer)).config.layers
    expect(first!.config.name).toBe('__proto__')
    expect(Object.hasOwn(first!.config, '__proto__')).toBe(true)
    expect(({} as { name?: string }).name).toBeUndefined()
  })
})
