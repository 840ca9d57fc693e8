/** @file docs/hazards.md: each line of its examples is refused with the code at its end, and with none when it has none. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureChecker } from '@tsfx/source'
import { describe, expect, it } from 'vitest'

const page = readFileSync(new URL('../../docs/hazards.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block as string)

const folder = mkdtempSync(join(tmpdir(), 'tsfx-hazards-'))
const files = blocks.map((block, i) => {
  const file = join(folder, `block${i}.ts`)
  const parameters = 'x: tf.Tensor2D, y: tf.Tensor2D, mask?: tf.Tensor2D'
  writeFileSync(
    file,
    `import * as tf from '@tensorflow/tfjs-core'; export function model(${parameters}) {\n${block}\nreturn x }\n`,
  )
  return file
})

describe('docs/hazards.md', () => {
  const checker = captureChecker(files)

  it('has examples', () => {
    expect(blocks.length).toBeGreaterThan(6)
  })

  it.each(blocks.map((block, i) => [block.split('\n')[0], i] as const))('%s', (_, i) => {
    const lines = (blocks[i] as string).split('\n')
    const expected = lines.flatMap((line, at) => {
      const [code] = /(?<=\/\/ )TSFX\d+$/.exec(line) ?? []
      return code ? [`${code} line ${at + 1}`] : []
    })
    const { findings } = checker.check({ file: files[i] as string, exportName: 'model' })
    expect(findings.map(({ code, loc }) => `${code} line ${loc.line - 1}`)).toEqual(expected)
  })
})
