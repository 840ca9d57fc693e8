/** @file What the demo found, from the report of the run that .ci/run made just before. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const path = fileURLToPath(new URL('../../out/report.json', import.meta.url))

describe('the demo', () => {
  it('has run: pnpm demo', () => {
    expect(existsSync(path)).toBe(true)
  })

  it('reaches its accuracy and size on all test digits', () => {
    const { accuracy, weightBytes, leftInFloat } = JSON.parse(readFileSync(path, 'utf8'))
    const percent = ({ correct, rows }: { correct: number; rows: number }) => (100 * correct) / rows
    expect(accuracy.float.rows).toBe(1000)
    expect(percent(accuracy.float)).toBeGreaterThanOrEqual(98.5)
    expect(Math.abs(percent(accuracy.float) - percent(accuracy.int8))).toBeLessThanOrEqual(0.3)
    expect(weightBytes.int8 / weightBytes.float).toBeLessThan(0.3)
    expect(leftInFloat).toEqual([])
  })
})
