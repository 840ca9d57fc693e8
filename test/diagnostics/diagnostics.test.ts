/** @file Every diagnostic code has a page, and a fixture that makes the public API raise it. */
import { readdirSync, readFileSync } from 'node:fs'
import { isDiagnosticError } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'

const pages = new URL('../../docs/diagnostics/', import.meta.url)
const codes = readdirSync(pages)
  .filter((file) => /^TSFX\d{4}\.md$/.test(file))
  .map((file) => file.slice(0, -3))
const fixtures = readdirSync(new URL('.', import.meta.url)).flatMap(
  (file) => /^(TSFX\d{4})\.fixture\.ts$/.exec(file)?.[1] ?? [],
)

async function raised(code: string): Promise<unknown> {
  const { trigger } = (await import(`./${code}.fixture.ts`)) as { trigger: () => unknown }
  try {
    await trigger()
  } catch (error) {
    return error
  }
  return null
}

describe('diagnostics', () => {
  it('have one fixture each, and no fixture lacks its page', () => {
    expect(fixtures.sort()).toEqual(codes.sort())
  })

  it.each(codes)('%s is raised by its fixture and tells what to do', async (code) => {
    const error = await raised(code)
    expect(isDiagnosticError(error), `the fixture of ${code} raised ${String(error)}`).toBe(true)
    const { code: raisedCode, message, fix } = error as { code: string; message: string; fix: string }
    expect(raisedCode).toBe(code)
    expect(fix.length).toBeGreaterThan(10)
    expect(message).toContain(`docs/diagnostics/${code}.md`)
    expect(message).not.toMatch(/undefined|\[object|NaN /)
  })

  it('have pages that say more than the message', () => {
    for (const code of codes) {
      const page = readFileSync(new URL(`${code}.md`, pages), 'utf8').split('\n---\n')[1] ?? ''
      expect(page.length, code).toBeGreaterThan(80)
    }
  })

  it('have pages of the core that say what to do', () => {
    for (const code of codes.filter((each) => /^TSFX(0[0-7]|20)/.test(each)))
      expect(readFileSync(new URL(`${code}.md`, pages), 'utf8'), code).toContain('**What to do.**')
  })
})
