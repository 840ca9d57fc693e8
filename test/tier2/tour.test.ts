/** @file docs/tour.md as a user follows it: packages packed from the build, installed by npm, and the shell's own commands. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { packedProject } from '../tour/packedProject.ts'
import { runTour } from '../tour/runTour.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/tour.md', import.meta.url)), 'utf8')
const base = realpathSync(mkdtempSync(join(tmpdir(), 'tsfx-packed-tour-')))
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

it('the tour holds for packages that are installed', async () => {
  mkdirSync(join(base, 'tour'))
  expect(await runTour(page, packedProject(join(base, 'tour')))).toBe(page)
})
