/** @file Emitted code of networks as published, at their full widths: how long it is beside their source. */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { RATIOS, ratiosOf, SIZED_MODELS } from '../end-to-end/sizeRatios.ts'
import { quantizeZooModel } from '../end-to-end/zooInt8.ts'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

it.each(SIZED_MODELS)('$name has few lines for each of its own source', async ({ source, full }) => {
  for (const { form, lines, code } of ratiosOf(source, await quantizeZooModel(full))) {
    expect(lines, `${form}, all lines`).toBeLessThanOrEqual(RATIOS[form])
    expect(code, `${form}, lines of code`).toBeLessThanOrEqual(RATIOS[form])
  }
})
