/**
 * @file Made `data/digitsSplit.json`, once: `node packages/zoo/bin/splitDigits.js` after a build writes the same file again.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RandomGenerator } from '@tsfx/nn'
import { readAllDigits } from '@tsfx/zoo'

const random = new RandomGenerator(20_260_101)
const order = Array.from({ length: readAllDigits().count }, (_, index) => index)
for (let last = order.length - 1; last > 0; last--) {
  const other = random.integer(last + 1)
  ;[order[last], order[other]] = [order[other], order[last]]
}
const parts = { train: order.slice(0, 8000), calibration: order.slice(8000, 9000), test: order.slice(9000) }
const lines = Object.entries(parts).map(([part, indices]) => `  "${part}": [${indices.join(',')}]`)
const target = fileURLToPath(new URL('../data/digitsSplit.json', import.meta.url))
writeFileSync(`${target}.tmp`, `{\n${lines.join(',\n')}\n}\n`)
renameSync(`${target}.tmp`, target)
