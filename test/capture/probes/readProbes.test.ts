/** @file That no probe is lost, and that none passes because nothing is expected of it. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readProbes } from './readProbes.ts'

const probesIn = (kind: 'refused' | 'accepted') =>
  readProbes(fileURLToPath(new URL(`${kind}/`, import.meta.url)))

/** How many probes each file holds. */
function counts(kind: 'refused' | 'accepted'): Readonly<Record<string, number>> {
  const result: Record<string, number> = {}
  for (const { file } of probesIn(kind)) result[file] = (result[file] ?? 0) + 1
  return result
}

describe('the probes', () => {
  it('are all there', () => {
    expect(counts('refused')).toEqual({
      'arithmetic.ts': 20,
      'async.ts': 12,
      'comparison.ts': 13,
      'mutation.ts': 13,
      'random.ts': 8,
      'reach.ts': 26,
      'reads.ts': 30,
      'truthiness.ts': 16,
    })
    expect(counts('accepted')).toEqual({
      'branches.ts': 13,
      'modules.ts': 18,
      'presence.ts': 18,
      'values.ts': 23,
    })
  })

  it.each(['typed', 'untyped'] as const)('expect a refusal each where they are refused: %s', (form) => {
    const silent = probesIn('refused').filter(
      ({ marks }) => !marks.some((mark) => mark.form === null || mark.form === form),
    )
    expect(silent.map(({ file, name }) => `${file} ${name}`)).toEqual([])
  })
})
