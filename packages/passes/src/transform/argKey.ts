/** @file Equality of arguments, as equality of texts. */
import { type Arg, DimPolynomial, isArgList, printDim, Ref } from '@tsfx/ir'

/** A text that two arguments share only when they are the same: 0 and -0 differ, and so do 1, '1' and [1]. */
export function argKey(arg: Arg): string {
  if (arg instanceof Ref) return `%${arg.node}${arg.index === null ? '' : `.${JSON.stringify(arg.index)}`}`
  if (arg instanceof DimPolynomial) return `dim(${printDim(arg)})`
  if (isArgList(arg)) return `[${arg.map(argKey).join()}]`
  if (typeof arg === 'object' && arg !== null) {
    const entries = Object.entries(arg).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${argKey(item)}`).join()}}`
  }
  if (typeof arg === 'string') return JSON.stringify(arg)
  return Object.is(arg, -0) ? '-0' : String(arg)
}
