/**
 * @file Reads source maps by the letter of ECMA-426, with nothing of what wrote them. JavaScript, as the debugger of these
 * tests runs it without any hooks.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The numbers of one segment. */
function decodeVlq(text) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const character of text) {
    const digit = DIGITS.indexOf(character)
    if (digit < 0) throw new Error(`${character} is no digit of base 64`)
    value += (digit & 31) * 2 ** shift
    shift += 5
    if (digit >= 32) continue
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2)
    value = 0
    shift = 0
  }
  if (shift > 0) throw new Error('a number does not end')
  return numbers
}

/**
 * All segments of a map, in order: `{ line, column, source, originalLine, originalColumn, name }`, lines from 1, columns
 * from 0; `source` is null where nobody's code begins.
 */
export function readMap(json) {
  const { version, sources, names, mappings } = JSON.parse(json)
  if (version !== 3) throw new Error('not of version 3')
  const state = [0, 0, 0, 0, 0]
  return mappings.split(';').flatMap((line, at) => {
    state[0] = 0
    const segments = line === '' ? [] : line.split(',').map(decodeVlq)
    return segments.map((numbers) => {
      if (![1, 4, 5].includes(numbers.length)) throw new Error('a segment has 1, 4 or 5 numbers')
      numbers.forEach((number, i) => {
        state[i] += number
        if (state[i] < 0) throw new Error('a place is negative')
      })
      const [column, source, originalLine, originalColumn, name] = state
      const place = { line: at + 1, column }
      if (numbers.length === 1) return { ...place, source: null, name: null }
      if (sources[source] === undefined) throw new Error('there is no such source')
      return {
        ...place,
        source: sources[source],
        originalLine: originalLine + 1,
        originalColumn,
        name: numbers.length === 5 ? names[name] : null,
      }
    })
  })
}

/** The segment that governs a place of the generated code: the last one of its line that is not behind it; null without one. */
export const segmentAt = (segments, line, column) =>
  segments.filter((segment) => segment.line === line && segment.column <= column).at(-1) ?? null
