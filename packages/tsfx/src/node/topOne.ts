/** @file Top-1 accuracy. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { labelsDoNotFit, missingFile } from '../diagnostics.generated.ts'
import type { Prediction } from './predictor.ts'
import { readNpy } from './readNpy.ts'

/** Class numbers from a `.npy`. @throws TSFX7005, TSFX7010 */
export function readLabels(file: string): readonly number[] {
  const path = resolve(file)
  if (!existsSync(path)) throw missingFile({ file: path })
  return [...readNpy(readFileSync(path), path).data]
}

/**
 * Counts rows whose largest output is at the label; the first of equals counts.
 * @throws TSFX7016 when rows and labels differ in number, a label is no class, or the output is not `[rows, classes]`.
 */
export function topOne(
  { data, shape }: Prediction,
  labels: readonly number[],
): { readonly correct: number; readonly rows: number } {
  const [rows = 0, classes = 0, ...more] = shape
  if (rows !== labels.length || more.length > 0)
    throw labelsDoNotFit({ shape: `[${shape.join(', ')}]`, labels: `${labels.length} labels` })
  const foreign = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes)
  if (foreign !== undefined)
    throw labelsDoNotFit({ shape: `[${shape.join(', ')}]`, labels: `the label ${foreign}` })
  let correct = 0
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let i = 1; i < classes; i++) if (data[row * classes + i]! > data[row * classes + best]!) best = i
    if (best === labels[row]) correct++
  }
  return { correct, rows }
}
