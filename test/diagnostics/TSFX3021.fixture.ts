import { Graph, namedDim, Ref, tensorType, typeOfParam } from '@tsfx/ir'
import { bytesParam, opNamed } from '@tsfx/ops'
import {
  calibrationStats,
  convert,
  defaultQConfig,
  getBackend,
  graphDigest,
  prepare,
  QConfigMapping,
} from '@tsfx/quant'

/** Small weights beside a huge bias. */
const graph = (): Graph =>
  Graph.empty({ name: 'Net', inputs: { x: 'x' } }).edit((edit) => {
    const input = tensorType('float32', [namedDim('batch'), 2])
    const x = edit.append({ kind: 'placeholder', target: 'x', name: 'x', type: input })
    const parameter = (path: string, data: readonly number[], shape: readonly number[]): Ref => {
      const value = bytesParam(Float32Array.from(data), 'float32', shape)
      edit.setParam(path, value)
      const type = typeOfParam(value.handle)
      return new Ref(edit.append({ kind: 'get_attr', target: path, name: path, type }).id)
    }
    const weight = parameter('weight', [1e-6, -1e-6, 1e-6, 1e-6], [2, 2])
    const bias = parameter('bias', [1e6, 0], [2])
    const args = opNamed('linear')!.normalize({ x: new Ref(x.id), weight, bias })
    const y = edit.append({ kind: 'call_function', target: 'linear', name: 'y', args })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  }).graph

/** One scale for the whole weight. */
export const trigger = (): unknown => {
  const { activation, weight } = defaultQConfig(getBackend('wasm'))
  const minMax = { kind: 'minMax' } as const
  const prepared = prepare(graph(), {
    qconfig: new QConfigMapping().setGlobal({
      activation: { ...activation, observer: minMax },
      weight: { ...weight, perChannel: false, observer: minMax },
    }),
  })
  const seen = { ...minMax, range: { min: -1, max: 1 } }
  return convert(prepared, calibrationStats(graphDigest(prepared), 1, { x: seen, y: seen }))
}
