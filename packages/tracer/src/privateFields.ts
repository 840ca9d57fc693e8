/**
 * @file Which class keeps fields from sight. JavaScript shows `#private` fields to nobody, but the source of the class names them;
 * compiled for older targets they are WeakMaps, read by a helper of TypeScript.
 */

const PRIVATE = /(?:^|[^\w$])#[A-Za-z_$][\w$]*|__classPrivateField(?:Get|Set)/
const COMMENTS_AND_STRINGS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g

/** The name of the first class of `objects`, or of one that they extend, that has `#private` fields; null when none has. */
export function classWithPrivateFields(objects: Iterable<object>): string | null {
  const seen = new Set<unknown>([Function.prototype, Object, Array, Map, Set])
  for (const object of objects) {
    for (let type: unknown = object.constructor; !seen.has(type); type = Object.getPrototypeOf(type)) {
      seen.add(type)
      if (typeof type !== 'function') break
      const source = Function.prototype.toString.call(type).replace(COMMENTS_AND_STRINGS, '')
      if (PRIVATE.test(source)) return type.name || 'a class'
    }
  }
  return null
}
