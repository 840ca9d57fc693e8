/** @file Shapes of a model's inputs, taken from its calibration data. */
import { badUsage } from '../diagnostics.generated.ts'
import type { DataSource } from '../node/readData.ts'
import type { InputSpec } from './inputSpec.ts'

/**
 * One input per array of the data, with any number of rows; a `.npy` is the input `x`.
 * @throws TSFX7000 for a module, whose shapes are not known before it is run.
 */
export function inputSpecs({ arrays }: DataSource): Readonly<Record<string, InputSpec>> {
  const entries = Object.entries(arrays)
  if (entries.length === 0) {
    throw badUsage({
      problem: 'a data module does not tell the shapes of the inputs: --input is required',
      command: 'tsfx quantize --help',
    })
  }
  return Object.fromEntries(
    entries.map(([name, { shape }]) => [
      name || 'x',
      { shape: [null, ...shape.slice(1)], dtype: 'float32' as const },
    ]),
  )
}
