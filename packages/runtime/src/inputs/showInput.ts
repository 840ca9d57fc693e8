/** A value that was passed for an input, in a few words. */
export function showInput(value: unknown): string {
  if (value === undefined) return 'absent'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'dataSync' in value ? 'a tensor' : 'a record'
  return Object.is(value, -0) ? '-0' : String(value)
}
