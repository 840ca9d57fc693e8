import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { floatPasses } from './fuse.ts'

const folder = fileURLToPath(new URL('../../../docs/passes/', import.meta.url))
/** Numbered by their first turn. */
const passes = [...new Set(floatPasses)]
const SECTIONS = ['Purpose', 'Input invariants', 'Output guarantees', 'Algorithm', 'Edge cases', 'Example']

describe('docs/passes', () => {
  it.each(passes.map((pass, i) => [pass, i] as const))('has a whole page for pass %#', (pass, i) => {
    const file = `${String(i + 1).padStart(2, '0')}-${pass.name}.md`
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
