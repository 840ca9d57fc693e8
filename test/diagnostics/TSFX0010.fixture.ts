import { Graph, graphFromJson, graphToJson } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'

/** A graph read back without its weights. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) =>
    edit.setParam('w', bytesParam(new Float32Array(1), 'float32', [1])),
  )
  const read = graphFromJson(graphToJson(graph))
  return read.store.read(read.params.get('w')!)
}
