import { Graph, Ref } from '@tsfx/ir'

/** Two nodes in the wrong order. */
export const trigger = (): unknown =>
  Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const y = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    edit.moveBefore(y.id, x.id)
  })
