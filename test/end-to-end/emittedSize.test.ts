/**
 * @file How long emitted code is beside the source that the user wrote: of the two networks that every reader knows, with as many
 * blocks as published. Widths are small, as they only make numbers in the code longer or shorter; test/tier2 has the full ones.
 */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { emittedText, RATIOS, ratiosOf, SIZED_MODELS } from './sizeRatios.ts'
import { sizeOf, widerThan } from './sourceSize.ts'
import { quantizeZooModel } from './zooInt8.ts'
import { ZOO } from './zooModels.ts'

const COLUMNS = 100

beforeAll(async () => {
  await tf.setBackend('wasm')
})

it.each(SIZED_MODELS)('$name has few lines for each of its own source', async ({ source, narrow }) => {
  for (const { form, lines, code } of ratiosOf(source, await quantizeZooModel(narrow))) {
    expect(lines, `${form}, all lines`).toBeLessThanOrEqual(RATIOS[form])
    expect(code, `${form}, lines of code`).toBeLessThanOrEqual(RATIOS[form])
  }
})

it.each(ZOO)(`no line of $name is wider than ${COLUMNS} columns`, async (model) => {
  const { traced, fused, int8 } = await quantizeZooModel(model)
  for (const graph of [traced, fused, int8]) expect(widerThan(emittedText(graph), COLUMNS)).toEqual([])
})

it('counts each line, and lines of code without comments and blanks', () => {
  const text = [
    '// a comment',
    '/** a doc',
    ' * of lines */',
    'const x = `a',
    'b` // of code',
    '',
    'f(x, /* y */',
    ')',
  ]
  expect(sizeOf(text.join('\n'))).toEqual({ lines: 8, code: 4 })
})
