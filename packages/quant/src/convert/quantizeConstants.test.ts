import { Graph, Ref, tensorType, typeOfParam } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'
import { runPasses } from '@tsfx/passes'
import { describe, expect, it } from 'vitest'
import { quantizeConstants } from './quantizeConstants.ts'

const OUTPUT = { scale: 0.5, zeroPoint: 0, dtype: 'int8', qmin: -128, qmax: 127 }

/** Quantizes the parameter `head.offset`, beside a call of the module `called`. */
const quantizing = (called: string): Graph =>
  Graph.empty().edit((edit) => {
    const type = tensorType('float32', [2])
    const input = edit.append({ kind: 'placeholder', target: 'x', type })
    const value = bytesParam(Float32Array.of(1, -2), 'float32', [2])
    edit.setParam('head.offset', value)
    const offset = edit.append({ kind: 'get_attr', target: 'head.offset', type: typeOfParam(value.handle) })
    const q = { scale: [0.5], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
    const stored = edit.append({
      kind: 'call_function',
      target: 'quantize',
      args: { x: new Ref(offset.id), output: OUTPUT },
      type: tensorType('int8', [2], q),
    })
    const x = new Ref(input.id)
    const module = edit.append({ kind: 'call_module', target: called, args: { input0: x }, type })
    edit.append({
      kind: 'output',
      target: 'output',
      args: { value: [new Ref(stored.id), new Ref(module.id)] },
    })
  }).graph

const stored = (graph: Graph): readonly string[] =>
  [...runPasses(graph, [quantizeConstants]).graph.params].map(([path, { dtype }]) => `${path}: ${dtype}`)

describe('quantizeConstants', () => {
  it('stores integers in the place of a parameter that nothing else reads', () => {
    expect(stored(quantizing('tail'))).toEqual(['head.offset: int8'])
  })

  it('leaves a parameter to the opaque module that owns it, and stores the integers outside of that', () => {
    expect(stored(quantizing('head'))).toEqual(['head.offset: float32', 'head_offset_int8: int8'])
  })
})
