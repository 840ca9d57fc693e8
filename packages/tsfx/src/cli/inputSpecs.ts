/** @file Shapes of a model's inputs, taken from its calibration data. */
import { badUsage } from '../diagnostics.generated.ts'
import type { DataSource } from '../node/readData.ts'
import type { ShapeSpec } from './inputSpec.ts'

/**
 * One input per array of the data, with any number of rows; a `.npy` is the only parameter of forward.
 * @throws TSFX7000 for a module, whose shapes are not known before it is run, and for several arrays that are not
 * named as the parameters of forward, because the order in a file says nothing.
 */
export function inputSpecs(
  { arrays }: DataSource,
  parameters: readonly string[] | null,
): Readonly<Record<string, ShapeSpec>> {
  const entries = Object.entries(arrays)
  const required = (problem: string) => badUsage({ problem, command: 'tsfx quantize --help' })
  if (entries.length === 0) {
    throw required('a data module does not tell the shapes of the inputs: --input is required')
  }
  if (entries.length > 1 && !entries.every(([name]) => parameters?.includes(name))) {
    const [names, known] = [entries.map(([name]) => name).join(', '), parameters?.join(', ') ?? 'unknown']
    throw required(
      `the data has ${names}, the parameters of forward are ${known}: --input is required, in their order`,
    )
  }
  return Object.fromEntries(
    entries.map(([name, { shape }]) => [
      name || (parameters?.[0] ?? 'x'),
      { shape: [null, ...shape.slice(1)], dtype: 'float32' as const },
    ]),
  )
}
