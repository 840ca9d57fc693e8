/** A wrong argument in an error text; a tensor or another object is not spelled out. */
export const shownArgument = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? 'an object'
    : String(JSON.stringify(value))
