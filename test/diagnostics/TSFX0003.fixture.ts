import { Graph, Ref } from '@tsfx/ir'

/** Erasing an input that the output still uses. */
export const trigger = (): unknown =>
  Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
    edit.erase(x.id)
  })
