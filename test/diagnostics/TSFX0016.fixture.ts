import { Graph } from '@tsfx/ir'

/** An edit that outlives its recipe. */
export const trigger = (): unknown =>
  Graph.empty()
    .edit((edit) => edit)
    .result.append({ kind: 'placeholder', target: 'x' })
