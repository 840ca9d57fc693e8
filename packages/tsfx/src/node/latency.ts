/** @file Latency of two models, measured alternately because the machines are noisy. */
import type { Predictor } from './predictor.ts'
import type { InputBatch } from './readData.ts'

const ROUNDS = 21
const WARM_UP = 3

export interface Latency {
  /** Median milliseconds per call, in the order of the predictors. */
  readonly milliseconds: readonly number[]
  /** How it was measured, for people. */
  readonly method: string
}

/** Times each predictor on the same batch, in turn. */
export function measureLatency(predictors: readonly Predictor[], batch: InputBatch): Latency {
  const times: number[][] = predictors.map(() => [])
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    predictors.forEach((predictor, i) => {
      const start = performance.now()
      predictor.run(batch)
      if (round >= WARM_UP) times[i]?.push(performance.now() - start)
    })
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number
  return {
    milliseconds: times.map(median),
    method: `median of ${ROUNDS} calls after ${WARM_UP} to warm up, both models in turn, one thread, Node ${process.version}`,
  }
}
