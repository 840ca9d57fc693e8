/** @file A graph that can be quantized, for the fixtures of quantization's diagnostics: relu and tanh of `x`. */
import { Graph, namedDim, Ref, tensorType } from '@tsfx/ir'

export const quantizableGraph = (): Graph =>
  Graph.empty({ name: 'Net', inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({
      kind: 'placeholder',
      target: 'x',
      type: tensorType('float32', [namedDim('batch'), 4]),
    })
    const relu = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    const tanh = edit.append({ kind: 'call_function', target: 'tanh', args: { x: new Ref(relu.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(tanh.id) } })
  }).graph
