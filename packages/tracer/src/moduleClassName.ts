import { isKerasLayer } from './kerasFields.ts'

/** The name of a module's class, as Keras calls it for layers; '' for what has none. */
export function moduleClassName(module: object): string {
  if (isKerasLayer(module)) return String(module.getClassName())
  // A field called `constructor` is the user's data.
  const prototype: unknown = Object.getPrototypeOf(module)
  const name: unknown = (prototype as { constructor?: { name?: unknown } } | null)?.constructor?.name
  return typeof name === 'string' ? name : ''
}
