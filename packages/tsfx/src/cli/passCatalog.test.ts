import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { passCatalog } from './passCatalog.ts'

const folder = new URL('../../../../docs/passes/', import.meta.url)
const SECTIONS = ['Purpose', 'Input invariants', 'Output guarantees', 'Algorithm', 'Edge cases', 'Example']

describe('passCatalog', () => {
  it('has the passes of docs/passes, and no other', () => {
    expect(passCatalog.map(({ page }) => page).sort()).toEqual(readdirSync(folder).sort())
  })

  it.each(passCatalog.map(({ page, name }) => [page, name]))('%s is a whole page', (page, name) => {
    const text = readFileSync(new URL(page, folder), 'utf8')
    expect(text.startsWith(`# ${name}\n`)).toBe(true)
    for (const section of SECTIONS) expect(text).toContain(`**${section}.**`)
  })
})
