import { describe, expect, it } from 'vitest'
import { multiplyDims, namedDim } from './dim.ts'
import {
  equalTypes,
  isQuantizedDType,
  printType,
  type QParams,
  tensorType,
  type ValueType,
} from './valueType.ts'

const q: QParams = { scale: [0.0235], zeroPoint: [-128], axes: [], qmin: -128, qmax: 127 }
const batch = namedDim('batch')
const types: readonly (ValueType | null)[] = [
  null,
  tensorType('float32', []),
  tensorType('float32', [batch, 10]),
  tensorType('float32', [multiplyDims(2, batch), 10]),
  tensorType('int8', [batch, 10]),
  tensorType('int8', [batch, 10], q),
  tensorType('int8', [batch, 10], { ...q, zeroPoint: [0] }),
  tensorType('int8', [batch, 10], { ...q, qmin: -127 }),
  tensorType('int8', [2], { ...q, scale: [1, 2], zeroPoint: [0, 0], axes: [0] }),
  { kind: 'tuple', items: [tensorType('float32', [1]), tensorType('bool', [1])] },
  { kind: 'tuple', items: [tensorType('float32', [1])] },
  { kind: 'record', fields: { y: tensorType('float32', [1]) } },
  { kind: 'record', fields: { z: tensorType('float32', [1]) } },
]

describe('types', () => {
  it('are equal to themselves alone', () => {
    for (const [i, a] of types.entries()) {
      for (const [k, b] of types.entries()) expect(equalTypes(a, structuredCloneType(b))).toBe(i === k)
    }
  })

  it('print on one line', () => {
    expect(types.map(printType)).toMatchInlineSnapshot(`
      [
        "?",
        "float32[]",
        "float32[batch, 10]",
        "float32[2*batch, 10]",
        "int8[batch, 10]",
        "int8[batch, 10]{0.0235, -128}",
        "int8[batch, 10]{0.0235, 0}",
        "int8[batch, 10]{0.0235, -128}",
        "int8[2]{per axis 0}",
        "(float32[1], bool[1])",
        "(float32[1])",
        "{ y: float32[1] }",
        "{ z: float32[1] }",
      ]
    `)
  })

  it('know which dtypes hold steps', () => {
    expect((['float32', 'int32', 'bool', 'int8', 'uint8', 'int4'] as const).map(isQuantizedDType)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ])
  })
})

/** Another object of the same content. */
const structuredCloneType = (type: ValueType | null): ValueType | null =>
  type?.kind === 'tensor'
    ? tensorType(type.dtype, [...type.shape], type.q && { ...type.q })
    : type && { ...type }
