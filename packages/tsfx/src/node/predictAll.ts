/** @file Runs a predictor over all batches of a data source. */
import { emptyData } from '../diagnostics.generated.ts'
import type { Prediction, Predictor } from './predictor.ts'
import { progressBar } from './progressBar.ts'
import type { DataSource } from './readData.ts'

export interface PredictAllOptions {
  /** Told what a user should know of the data. Default: printed to standard error. */
  readonly onNote?: ((text: string) => void) | undefined
}

/**
 * The outputs of all rows, one after another: `[rows, ...]`, with the time spent in the model.
 * @throws TSFX7015 when there is no row.
 */
export async function predictAll(
  predictor: Predictor,
  source: DataSource,
  size: number,
  { onNote = (text) => console.error(`note: ${text}`) }: PredictAllOptions = {},
): Promise<Prediction & { readonly seconds: number }> {
  const parts: Prediction[] = []
  const bar = progressBar(predictor.label, source.rows)
  let seconds = 0
  try {
    for await (const batch of source.batches(size)) {
      const start = performance.now()
      const prediction = predictor.predict(batch)
      seconds += (performance.now() - start) / 1000
      parts.push(prediction)
      bar.advance(prediction.shape[0] ?? 1)
    }
  } finally {
    bar.stop()
  }
  const strange = notFinite(source)
  if (strange > 0) onNote(`${strange} values of the data are NaN or infinite; integers have no such values`)
  const [first] = parts
  if (!first) throw emptyData()
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part.data, at)
    at += part.data.length
  }
  return {
    data,
    shape: [parts.reduce((rows, part) => rows + (part.shape[0] ?? 1), 0), ...first.shape.slice(1)],
    seconds,
  }
}

/** Number of values of a file that are not finite; a module's values are the user's own. */
const notFinite = ({ arrays }: DataSource): number =>
  Object.values(arrays).reduce(
    (count, { data }) => count + (data as Float32Array).filter((value) => !Number.isFinite(value)).length,
    0,
  )
