/** @file A record of what was passed, which later changes of the caller's object do not reach. */

/** A deep, frozen copy of plain data. */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, frozenCopy(entry)]))
  return Object.freeze(copy) as T
}
