/** @file The golden report of the public API (torch.fx: TestFXAPIBackwardCompatibility) is current, and tells what a user sees. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { apiReport } from './apiReport.ts'
import { publicEntries } from './publicEntries.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

describe('the report of the public API', () => {
  it('is current: each export has the signature and the members that it had', () => {
    const golden = readFileSync(here('tsfx.api.md'), 'utf8')
    const stale =
      'the public API has changed; when that is meant, run `node --import ./test/setup/stripTypes.mjs scripts/generateApiReport.mjs` and commit tsfx.api.md'
    expect(apiReport(publicEntries), stale).toBe(golden)
  })

  it('names no path of this machine', () => {
    expect(readFileSync(here('tsfx.api.md'), 'utf8')).not.toMatch(/import\(|node_modules|\.tsx?\b|\/src\//)
  })

  it('shows declarations sorted by name, without bodies, comments and private members', () => {
    const report = apiReport({ sample: here('sample.fixture.ts') })
    expect(report.split('```')[1]).toMatchInlineSnapshot(`
      "ts
      class Square implements Shape {
        constructor(side: number)
        area(scale?: number): number
        protected scaled(scale: number): number
        readonly sides = 4
      }
      const hidden = 3
      export { hidden as renamed }
      const inferred: (shapes: readonly Shape[]) => {
        sides: number
        largest: number
      }[]
      const largest: number
      function size(of: Square): number
      function size(of: Shape, exact: boolean): string
      interface Shape {
        area(scale?: number): number
        readonly sides: number
      }
      type Named<T extends Shape = Shape> = T & {
        readonly name: string
      }
      "
    `)
  })
})
