/** @file When two arguments are one value; the rule behind a name used twice, and behind literals. */
import { type Arg, DimPolynomial, equalDims, isArgList, isArgRecord, Ref } from '@tsfx/ir'
import type { MatchView } from './matchView.ts'

/** The refs of one node, or of two that read one parameter; lists and records item by item; constants by value. */
export function sameValue(a: Arg, b: Arg, view: MatchView): boolean {
  if (a instanceof Ref && b instanceof Ref) return sameRef(a, b, view)
  if (a instanceof DimPolynomial && b instanceof DimPolynomial) return equalDims(a, b)
  if (isArgList(a) && isArgList(b)) {
    return a.length === b.length && a.every((item, i) => sameValue(item, b[i] as Arg, view))
  }
  if (isArgRecord(a) && isArgRecord(b)) {
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] as Arg, b[key] as Arg, view))
    )
  }
  return Object.is(a, b)
}

function sameRef(a: Ref, b: Ref, view: MatchView): boolean {
  if (a.index !== b.index) return false
  if (a.node === b.node) return true
  const [left, right] = [view.node(a.node), view.node(b.node)]
  return left.kind === 'get_attr' && right.kind === 'get_attr' && left.target === right.target
}
