/** @file Where the user's code calls the modules of a trace, read off the stacks of what was recorded inside of them. */
import type { SourceLocation } from '@tsfx/ir'
import { userFrames } from './callStack.ts'
import type { RecordedNode } from './recordedValues.ts'

/**
 * The place of the first call of each module, by path. A module that a library calls, such as an item of Sequential, has the place of
 * the user's call that leads there.
 */
export function moduleCallPlaces(nodes: readonly RecordedNode[]): Readonly<Record<string, SourceLocation>> {
  const places = new Map<string, SourceLocation>()
  for (const { stack, moduleCalls } of nodes) {
    if (stack === null || moduleCalls.every(({ path }) => places.has(path))) continue
    const { frames, callsInside } = userFrames(stack)
    moduleCalls.forEach(({ path }, i) => {
      if (places.has(path)) return
      // The innermost frame that is outside of the module.
      const frame = callsInside.findIndex((inside) => inside >= moduleCalls.length - i)
      const place = frames[frame]
      if (place) places.set(path, place)
    })
  }
  return Object.fromEntries(places)
}
