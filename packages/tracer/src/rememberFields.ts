/** @file What a model held before a run of forward, to take the traced tensors that it stored out of the model again. */
import { moduleTree } from './moduleTree.ts'

/**
 * Remembers what `objects` hold; the function returned gives back to each what a traced tensor, or something with one in it, has
 * taken the place of. All else stays as forward left it: what it made once may be the model's.
 */
export function rememberFields(objects: Iterable<object>): () => void {
  const undo = [...objects].map((object) => {
    if (Array.isArray(object)) return rememberList(object)
    if (object instanceof Map) {
      const map: Map<unknown, unknown> = object
      return rememberItems(map, ([key, item]) => map.set(key, item))
    }
    if (object instanceof Set) return rememberItems(object, (item: unknown) => object.add(item))
    return rememberRecord(object)
  })
  return () => {
    for (const step of undo) step()
  }
}

const holdsTraced = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && moduleTree(value).traced.size > 0

function rememberRecord(object: object): () => void {
  const before = Object.getOwnPropertyDescriptors(object) as Record<string, PropertyDescriptor>
  return () => {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (value === before[key]?.value || !holdsTraced(value)) continue
      if (before[key]) Object.defineProperty(object, key, before[key])
      else Reflect.deleteProperty(object, key)
    }
  }
}

function rememberList(list: unknown[]): () => void {
  const before = [...list]
  return () => {
    if (list.some((item, i) => item !== before[i] && holdsTraced(item)))
      list.splice(0, list.length, ...before)
  }
}

function rememberItems<T>(items: Iterable<T> & { clear(): void }, add: (item: T) => unknown): () => void {
  const before = [...items]
  return () => {
    if (!holdsTraced(items)) return
    items.clear()
    for (const item of before) add(item)
  }
}
