import { type Arg, Graph } from '@tsfx/ir'

/** The node itself where a ref belongs. */
export const trigger = (): unknown =>
  Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'call_function', target: 'relu', args: { x: x as unknown as Arg } })
  })
