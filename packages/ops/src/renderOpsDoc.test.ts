import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { builtinOps } from './builtinOps.ts'
import { renderOpsDoc } from './renderOpsDoc.ts'

it('docs/ops.md is fresh (else run `node scripts/generateOpsDoc.mjs` after a build)', () => {
  expect(readFileSync(new URL('../../../docs/ops.md', import.meta.url), 'utf8')).toBe(
    renderOpsDoc(builtinOps),
  )
})
