import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { MANIFEST, writeFiles } from './writeFiles.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'out')
})
const content = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('writeFiles', () => {
  it('writes over what it wrote, removes what is not written again, keeps files of the user', () => {
    writeFiles(folder, { 'a.ts': '1', 'b.ts': '1', 'report.json': '1' })
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFiles(folder, { 'a.ts': '2', 'report.json': '2' })
    expect(readdirSync(folder).sort()).toEqual(['a.ts', 'notes.txt', 'report.json', MANIFEST].sort())
    expect(content('a.ts')).toBe('2')
    expect(content('notes.txt')).toBe('mine')
  })

  it('never writes over a file of the user, nor over what another command made', () => {
    writeFiles(folder, { 'a.ts': '1' }, 'quantize')
    writeFileSync(join(folder, 'b.ts'), 'mine')
    expect(() => writeFiles(folder, { 'b.ts': '2' }, 'quantize')).toThrow(/TSFX7026 .*b\.ts is in the way/)
    expect(() => writeFiles(folder, { 'a.ts': '2' }, 'trace')).toThrow(/TSFX7003.*'quantize'/)
    expect([content('a.ts'), content('b.ts')]).toEqual(['1', 'mine'])
  })

  it('leaves the old files and no temporary one when a file cannot be written', () => {
    writeFiles(folder, { 'a.ts': '1', 'report.json': '1' })
    expect(() => writeFiles(folder, { 'a.ts': '2', 'no/such/folder.ts': '2', 'report.json': '2' })).toThrow()
    expect([content('a.ts'), content('report.json')]).toEqual(['1', '1'])
    expect(readdirSync(folder).filter((name) => name.endsWith('.tsfx-tmp'))).toEqual([])
  })

  it('leaves a new folder empty when a file cannot be written', () => {
    expect(() => writeFiles(folder, { 'a.ts': '2', 'no/such/folder.ts': '2' })).toThrow('TSFX7020')
    expect(readdirSync(folder)).toEqual([])
  })

  it('cleans up after a run that was killed while it renamed', () => {
    writeFiles(folder, { 'a.ts': '1', 'report.json': '1' })
    writeFileSync(join(folder, '.a.ts.123.tsfx-tmp'), 'half')
    writeFiles(folder, { 'a.ts': '2', 'report.json': '2' })
    expect(existsSync(join(folder, '.a.ts.123.tsfx-tmp'))).toBe(false)
    expect(content('report.json')).toBe('2')
  })
})
