import { Graph, Ref, tensorType } from '@tsfx/ir'
import { inferTypes, runPasses } from '@tsfx/passes'

/** A hook that throws. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [1]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [inferTypes], {
    onPass: () => {
      throw new Error('the disk is full')
    },
  })
}
