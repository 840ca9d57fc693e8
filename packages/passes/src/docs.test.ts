import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { floatPasses } from './fuse.ts'
import type { Pass } from './manager/pass.ts'
import { optionalPasses } from './optionalPasses.ts'

const folder = fileURLToPath(new URL('../../../docs/passes/', import.meta.url))
/** Numbered by their first turn. */
const passes = [...new Set(floatPasses)]
const pages: readonly (readonly [page: string, pass: Pass])[] = [
  ...passes.map((pass, i) => [`${String(i + 1).padStart(2, '0')}-${pass.name}.md`, pass] as const),
  ...optionalPasses.map((pass, i) => [`${20 + i}-${pass.name}.md`, pass] as const),
]
const SECTIONS = ['Purpose', 'Input invariants', 'Output guarantees', 'Algorithm', 'Edge cases', 'Example']

describe('docs/passes', () => {
  it.each(pages)('has a whole page %s', (file, pass) => {
    expect(readdirSync(folder)).toContain(file)
    const text = readFileSync(folder + file, 'utf8')
    expect(text.startsWith(`# ${pass.name}\n`)).toBe(true)
    for (const section of SECTIONS) expect(text).toContain(`**${section}.**`)
    for (const fact of [...pass.requires, ...pass.ensures]) expect(text).toContain(`\`${fact.name}\``)
  })

  it('has no page of the float pipeline without a pass', () => {
    const pages = readdirSync(folder).filter((file) => /^0\d-/.test(file))
    expect(pages).toHaveLength(passes.length)
  })
})
