import { emit } from '@tsfx/codegen'
import { Graph, Ref } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'

export const trigger = (): unknown => {
  const { graph } = Graph.empty({ rounding: 'float32' }).edit((edit) => {
    const q = { scale: [0.1, 0.2], zeroPoint: [0, 0], axes: [0], qmin: -128, qmax: 127 }
    edit.setParam('weight', bytesParam(Int8Array.of(1, 2), 'int8', [2], q))
    const weight = edit.append({ kind: 'get_attr', target: 'weight' })
    const real = edit.append({ kind: 'call_function', target: 'dequantize', args: { x: new Ref(weight.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(real.id) } })
  })
  return emit(graph, { name: 'net' })
}
