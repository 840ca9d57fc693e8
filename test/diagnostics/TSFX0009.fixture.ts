import { inner, outer, output } from './innerAndOuter.ts'

/** Nothing is said of x. */
export const trigger = (): unknown => outer.edit((edit) => edit.inline(output, inner, {}))
