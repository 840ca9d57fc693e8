import type { QuantRole } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { defaultQConfig } from '../defaultQConfig.ts'
import { type Backend, opSupport } from './backend.ts'
import { checkQConfig, requireQConfig } from './checkQConfig.ts'
import { BACKENDS, getBackend } from './getBackend.ts'
import { wasmBackend } from './wasmBackend.ts'

const conv: QuantRole = {
  kind: 'weighted',
  input: 'x',
  weight: 'w',
  bias: null,
  channelAxes: [3],
  integer: 'conv2d',
}
const add: QuantRole = { kind: 'ownObserver', inputs: ['a', 'b'], integer: 'add' }
const sin: QuantRole = { kind: 'floatOnly', reason: 'sin has no integer kernel' }
const int8 = defaultQConfig(wasmBackend)

/** An engine with uint8 activations of 7 bits, one scale per weight, and no average pool. */
const plain: Backend = {
  ...wasmBackend,
  name: 'plain',
  activations: { uint8: [0, 127] },
  weights: { ...wasmBackend.weights, perChannel: false },
  roles: { ...wasmBackend.roles, ownObserver: 'float' },
  exceptions: { avgPool: 'it rounds ties otherwise' },
}

describe('getBackend', () => {
  it('finds each backend by name, and names them all when there is none', () => {
    for (const backend of BACKENDS) expect(getBackend(backend.name)).toBe(backend)
    expect(() => getBackend('wsam')).toThrow(/TSFX3008.*'wsam'[\s\S]*one of: wasm/)
  })
})

describe('opSupport', () => {
  it('says why an op stays float', () => {
    expect(opSupport(wasmBackend, 'conv2d', conv)).toEqual({ kind: 'quantized' })
    expect(opSupport(wasmBackend, 'sin', sin)).toEqual({ kind: 'float', reason: 'sin has no integer kernel' })
    expect(opSupport(plain, 'avgPool', conv)).toEqual({ kind: 'float', reason: 'it rounds ties otherwise' })
    expect(opSupport(plain, 'add', add)).toEqual({
      kind: 'float',
      reason: 'backend plain has no integer form of add',
    })
    expect(opSupport(wasmBackend, 'toString', add)).toEqual({ kind: 'quantized' })
  })
})

describe('checkQConfig', () => {
  it.each(BACKENDS)('finds nothing wrong with the defaults of $name', (backend) => {
    for (const role of [conv, add, sin])
      expect(checkQConfig(defaultQConfig(backend), backend, role)).toEqual([])
  })

  it('finds nothing wrong with float', () => {
    expect(checkQConfig(null, plain, conv)).toEqual([])
    expect(checkQConfig(int8, plain, sin)).toEqual([])
    expect(checkQConfig(int8, plain, add)).toEqual([])
  })

  it('reports every request that cannot be met', () => {
    expect(checkQConfig(int8, plain, conv)).toEqual([
      { subject: 'activation', request: 'dtype int8', reason: 'activations are uint8' },
      { subject: 'weight', request: 'one scale per channel', reason: 'weights have one scale' },
    ])
    const { activation, weight } = int8
    const affine = { activation, weight: { ...weight, qmin: -128, symmetric: false } }
    expect(checkQConfig(affine, wasmBackend, conv)).toEqual([
      { subject: 'weight', request: 'stored range -128..127', reason: 'the range is -127..127' },
      { subject: 'weight', request: 'a zero point', reason: 'weights are symmetric' },
    ])
    expect(checkQConfig(affine, wasmBackend, add)).toEqual([])
    expect(checkQConfig(defaultQConfig(wasmBackend, 'uint8'), plain, conv)[0]).toEqual({
      subject: 'activation',
      request: 'stored range 0..255',
      reason: 'the range is 0..127',
    })
    const perAxis = { ...activation, axes: [3], observer: { kind: 'perChannelMinMax' } as const }
    expect(checkQConfig({ activation: perAxis, weight }, wasmBackend, add)).toEqual([
      {
        subject: 'activation',
        request: 'one scale per index of axes [3]',
        reason: 'activations have one scale',
      },
    ])
  })
})

describe('requireQConfig', () => {
  it('throws the first problem with the place it is about', () => {
    expect(() => requireQConfig(int8, plain, conv, { node: 'conv1' })).toThrow(
      /TSFX3007 backend 'plain' cannot give the activation dtype int8: activations are uint8\n {2}node: conv1/,
    )
    requireQConfig(int8, wasmBackend, conv)
  })
})

describe('defaultQConfig', () => {
  it('refuses a dtype that the backend lacks', () => {
    expect(() => defaultQConfig(plain, 'int8')).toThrow(/TSFX3007/)
    expect(defaultQConfig(plain).weight.observer.kind).toBe('minMax')
    expect(defaultQConfig(wasmBackend, 'uint8').activation).toMatchObject({
      dtype: 'uint8',
      qmin: 0,
      qmax: 255,
    })
  })
})
