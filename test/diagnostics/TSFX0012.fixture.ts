import { Ref } from '@tsfx/ir'
import { inner, outer, x, y } from './innerAndOuter.ts'

/** The input of the graph is no part of a region. */
export const trigger = (): unknown =>
  outer.edit((edit) => edit.splice({ nodes: [x, y], outputs: [y] }, inner, { x: new Ref(x) }))
