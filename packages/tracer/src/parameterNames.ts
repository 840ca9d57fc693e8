/**
 * The names of a function's parameters, read from its source; null when they cannot be told, as for rest parameters.
 * A destructured parameter is named by its place: `input0`.
 */
export function parameterNames(target: (...args: never[]) => unknown): readonly string[] | null {
  const source = Function.prototype.toString.call(target).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  if (source.includes('[native code]')) return null
  const bare = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source)
  if (bare?.[1]) return [bare[1]]
  const list = parenthesized(source)
  if (list === null || list.includes('...')) return null
  return splitTopLevel(list).map(
    (parameter, i) => /^\s*([A-Za-z_$][\w$]*)/.exec(parameter)?.[1] ?? `input${i}`,
  )
}

function parenthesized(source: string): string | null {
  const start = source.indexOf('(')
  let depth = 0
  for (let i = start; i >= 0 && i < source.length; i++) {
    if ('([{'.includes(source.charAt(i))) depth++
    if (')]}'.includes(source.charAt(i)) && --depth === 0) return source.slice(start + 1, i)
  }
  return null
}

function splitTopLevel(list: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < list.length; i++) {
    if ('([{'.includes(list.charAt(i))) depth++
    else if (')]}'.includes(list.charAt(i))) depth--
    else if (list[i] === ',' && depth === 0) {
      parts.push(list.slice(start, i))
      start = i + 1
    }
  }
  parts.push(list.slice(start))
  return parts.filter((part) => part.trim() !== '')
}
