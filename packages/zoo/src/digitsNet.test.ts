import '@tensorflow/tfjs-backend-wasm'
import { existsSync, readFileSync, statSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { loadSafetensors } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { digitsAccuracy } from './digitsAccuracy.ts'
import { loadDigits } from './digitsData.ts'
import { DigitsNet } from './digitsNet.ts'

const weights = new URL('../weights/digits.safetensors', import.meta.url)

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('wasm')
})

describe('the digits', () => {
  it('are split into parts that share no digit and leave none out', () => {
    const split = JSON.parse(readFileSync(new URL('../data/digitsSplit.json', import.meta.url), 'utf8'))
    const { train, calibration, test } = split as Record<string, number[]>
    expect([train!.length, calibration!.length, test!.length]).toEqual([8000, 1000, 1000])
    expect(new Set([...train!, ...calibration!, ...test!])).toEqual(
      new Set(Array.from({ length: 10_000 }, (_, i) => i)),
    )
  })

  it('come as images with labels of every class', () => {
    const { images, labels, count } = loadDigits('test')
    expect(images.length).toBe(count * 28 * 28)
    expect(images.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(new Set(labels).size).toBe(10)
  })
})

describe('DigitsNet', () => {
  it('has the shipped weights, small and good enough', () => {
    expect(existsSync(weights)).toBe(true)
    expect(statSync(weights).size).toBeLessThan(400_000)
    const net = new DigitsNet()
    loadSafetensors(net, readFileSync(weights))
    expect(digitsAccuracy(net, loadDigits('test'))).toBeGreaterThanOrEqual(0.985)
  })
})
