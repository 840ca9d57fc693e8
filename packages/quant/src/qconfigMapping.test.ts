import { describe, expect, it } from 'vitest'
import { wasmBackend } from './backends/wasmBackend.ts'
import { defaultQConfig } from './defaultQConfig.ts'
import { QConfigMapping } from './qconfigMapping.ts'

const int8 = defaultQConfig(wasmBackend)
const uint8 = defaultQConfig(wasmBackend, 'uint8')
const call = { op: 'conv2d', path: 'features.0.conv', index: 1 }

describe('QConfigMapping', () => {
  it('leaves float when no rule holds', () => {
    expect(new QConfigMapping().resolve(call)).toEqual({ qconfig: null, rule: 'no rule' })
    expect(new QConfigMapping().setOpType('linear', int8).resolve(call)).toEqual({
      qconfig: null,
      rule: 'no rule',
    })
  })

  it('lets the more precise rule decide, whatever the order they were set in', () => {
    const steps: [string, (mapping: QConfigMapping) => QConfigMapping][] = [
      ['global', (mapping) => mapping.setGlobal(int8)],
      ['op conv2d', (mapping) => mapping.setOpType('conv2d', null)],
      ['path matching /^features/', (mapping) => mapping.setPathRegex(/^features/, uint8)],
      ["path 'features'", (mapping) => mapping.setPath('features', null)],
      [
        "path 'features.0.conv', conv2d call 1",
        (mapping) => mapping.setPathOpIndex(call.path, 'conv2d', 1, int8),
      ],
    ]
    for (let count = 1; count <= steps.length; count++) {
      const used = steps.slice(0, count)
      for (const order of [used, used.toReversed()]) {
        const mapping = order.reduce((built, [, set]) => set(built), new QConfigMapping())
        expect(mapping.resolve(call).rule).toBe(used.at(-1)![0])
      }
    }
  })

  it('applies a path to the modules below it, the nearest deciding, and to no other with the same beginning', () => {
    const mapping = new QConfigMapping().setPath('features.0', null).setPath('features', int8)
    expect(mapping.resolve(call)).toEqual({ qconfig: null, rule: "path 'features.0'" })
    expect(mapping.resolve({ ...call, path: 'features.1' }).rule).toBe("path 'features'")
    expect(mapping.resolve({ ...call, path: 'features2' }).rule).toBe('no rule')
    expect(new QConfigMapping().setPath('', int8).resolve(call).qconfig).toBe(int8)
  })

  it('lets the first of several matching regexes decide, each time alike', () => {
    const mapping = new QConfigMapping().setPathRegex(/conv$/g, int8).setPathRegex(/features/, null)
    expect([mapping.resolve(call), mapping.resolve(call)].map(({ qconfig }) => qconfig)).toEqual([int8, int8])
  })

  it('holds an index rule for that call of that op alone', () => {
    const mapping = new QConfigMapping().setGlobal(int8).setPathOpIndex(call.path, 'conv2d', 1, null)
    expect(mapping.resolve(call).qconfig).toBeNull()
    for (const other of [{ index: 0 }, { op: 'linear' }, { path: 'features.0.conv.inner' }]) {
      expect(mapping.resolve({ ...call, ...other }).rule).toBe('global')
    }
  })

  it('replaces a rule that is set again, in a new mapping', () => {
    const first = new QConfigMapping().setGlobal(int8)
    const second = first.setGlobal(null)
    expect(second.rules).toHaveLength(1)
    expect(second.resolve(call).qconfig).toBeNull()
    expect(first.resolve(call).qconfig).toBe(int8)
  })
})
