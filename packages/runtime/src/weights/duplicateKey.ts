/**
 * @file Finds a key that a JSON object has twice. JSON.parse keeps the last without a word, and a file whose
 * meaning depends on the reader must be refused. One pass without recursion or regular expressions: neither long strings
 * nor deep nesting can exhaust the stack.
 */

/** The first repeated key of any object in `json`, which must be valid JSON. */
export function duplicateKey(json: string): string | undefined {
  /** The keys of each open object; null for an open array. */
  const open: (Set<string> | null)[] = []
  let isKey = false
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '{':
        open.push(new Set())
        isKey = true
        break
      case '[':
        open.push(null)
        isKey = false
        break
      case '}':
      case ']':
        open.pop()
        isKey = false
        break
      case ',':
        isKey = open.at(-1) !== null
        break
      case '"': {
        const end = endOfString(json, at)
        const keys = open.at(-1)
        if (isKey && keys) {
          const text = json.slice(at + 1, end)
          const key: string = text.includes('\\') ? JSON.parse(`"${text}"`) : text
          if (keys.has(key)) return key
          keys.add(key)
          isKey = false
        }
        at = end
      }
    }
  }
  return undefined
}

/** Where the string that begins at `start` ends: at the next quote that no backslash escapes. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(json: string, at: number): boolean {
  let first = at
  while (json[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}
