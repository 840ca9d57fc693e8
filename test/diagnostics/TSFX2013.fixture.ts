import { Graph } from '@tsfx/ir'
import { inferTypes, runPasses } from '@tsfx/passes'

/** A hook that throws. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    edit.append({ kind: 'output', target: 'output', args: { value: null } })
  })
  return runPasses(graph, [inferTypes], {
    onPass: () => {
      throw new Error('the disk is full')
    },
  })
}
