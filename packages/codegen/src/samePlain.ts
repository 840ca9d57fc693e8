import { isArgList, isArgRecord } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'

/** Says whether two literals (numbers, texts, lists and records of them) are the same; -0 is not 0. */
export function samePlain(a: PrintArg, b: PrintArg): boolean {
  if (a === undefined || b === undefined) return a === b
  if (isArgList(a) && isArgList(b))
    return a.length === b.length && a.every((item, i) => samePlain(item, b[i]))
  if (!isArgRecord(a) || !isArgRecord(b)) return Object.is(a, b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && samePlain(a[key], b[key]))
  )
}
