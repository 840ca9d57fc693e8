/** @file docs/tour.md, followed from its first line to its last in a new project. */
import { mkdtempSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { linkedProject } from './linkedProject.ts'
import { runTour } from './runTour.ts'
import { tourBlocks } from './tourPage.ts'

const path = fileURLToPath(new URL('../../docs/tour.md', import.meta.url))
const page = readFileSync(path, 'utf8')

describe('the tour', () => {
  let folder: string
  let rendered: string
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsfx-tour-')))
    rendered = await runTour(page, linkedProject(folder))
    // Some ten processes, each from sources.
  }, 600_000)

  // A snapshot of itself: after a change, `vitest run test/tour -u` writes into the page what is printed now.
  it('shows what its commands print, and what is written', async () => {
    await expect(rendered).toMatchFileSnapshot(path)
  })

  it('has no block that is not run', () => {
    const blocks = tourBlocks(page)
    expect(blocks.length).toBeGreaterThan(15)
    const rest = blocks.reduce((text, block) => text.replace(block.text, ''), page)
    expect(rest).not.toMatch(/^ *```/m)
  })

  it('stops inside the int8 layer', () => {
    const stop = rendered.indexOf('break in node_modules/@tsfx/runtime')
    expect(rendered.slice(stop)).toMatch(/^break in .*\n> conv2d: \(x, layer, options\) =>/)
    // Eight integers of the image's edges, of the weight, and of the result.
    expect(rendered.slice(stop).match(/^'-?\d+( -?\d+){7}'$/gm)).toHaveLength(3)
  })

  it('has a launch.json whose programs and folders there are', () => {
    const { configurations } = JSON.parse(readFileSync(join(folder, '.vscode/launch.json'), 'utf8'))
    expect(configurations.length).toBeGreaterThan(0)
    for (const { type, request, program } of configurations) {
      expect([type, request]).toEqual(['node', 'launch'])
      expect(readFileSync(program.replace(/^\$.workspaceFolder./, folder), 'utf8')).toContain(
        "engine: 'scalar'",
      )
    }
  })
})
