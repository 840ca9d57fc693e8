/**
 * @file What gives another value at each call, and would be a constant of the graph: the clocks and random numbers of JavaScript. tfjs reads these too (seeds, timers), so only a call out of the user's own code is refused.
 */
import { isUserCall } from './callStack.ts'

const SOURCES: readonly (readonly [object, string, string])[] = [
  [Math, 'random', 'Math.random()'],
  [Date, 'now', 'Date.now()'],
  [performance, 'now', 'performance.now()'],
]

/** Calls `refuse` when user code asks one of the sources; the function returned puts them back. */
export function watchImpureSources(refuse: (source: string) => void): () => void {
  const undo = SOURCES.map(([owner, name, source]) => {
    const own = Object.getOwnPropertyDescriptor(owner, name)
    // A host may have frozen its built-in objects.
    if (own ? !own.configurable : !Object.isExtensible(owner)) return () => {}
    const original = Reflect.get(owner, name) as () => number
    const tsfxWatchedSource = (): number => {
      if (isUserCall()) refuse(source)
      return original.call(owner)
    }
    Object.defineProperty(owner, name, { value: tsfxWatchedSource, configurable: true, writable: true })
    return () => {
      if (own) Object.defineProperty(owner, name, own)
      else Reflect.deleteProperty(owner, name)
    }
  })
  return () => {
    for (const step of undo) step()
  }
}
