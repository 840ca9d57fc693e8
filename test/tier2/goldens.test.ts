/** @file The committed golden vectors are those of ../shared, number for number. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharedFile } from './shared.ts'

const committed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../packages/runtime/src/golden/${name}.json`, import.meta.url), 'utf8'))

/** Every entry of `part` is in `whole`: vectors of ops that are not there yet may be left out of the copy. */
function missingFrom(whole: unknown, part: unknown, path = ''): string[] {
  if (Array.isArray(part) && Array.isArray(whole)) {
    const texts = new Set(whole.map((entry) => JSON.stringify(entry)))
    return part.every((entry) => typeof entry !== 'object')
      ? JSON.stringify(part) === JSON.stringify(whole)
        ? []
        : [path]
      : part.flatMap((entry, i) =>
          texts.has(JSON.stringify(entry)) ? [] : missingFrom(whole[i], entry, `${path}[${i}]`),
        )
  }
  if (typeof part === 'object' && part !== null) {
    return Object.entries(part).flatMap(([key, value]) =>
      missingFrom((whole as Record<string, unknown> | undefined)?.[key], value, `${path}.${key}`),
    )
  }
  return Object.is(whole, part) ? [] : [path]
}

describe.each(['int8', 'float32'])('golden %s vectors', (name) => {
  const file = sharedFile(`golden/golden-${name}.json`)
  it.skipIf(!file)('are those of the source', () => {
    expect(missingFrom(JSON.parse(readFileSync(file!, 'utf8')), committed(name))).toEqual([])
  })
})
