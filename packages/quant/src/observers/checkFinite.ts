/** @file Refuses NaN and infinite values: they would silently make a range, and every scale after it, useless. */
import { nonFiniteActivation, nonFiniteInput, nonFiniteParameter } from '../diagnostics.generated.ts'
import type { ObservationPlace } from './observer.ts'

/**
 * Checks that every one of `values`, a tensor of `shape`, is finite.
 * @throws TSFX3001 (input), TSFX3002 (activation), TSFX3003 (parameter), naming the value and its row.
 */
export function checkFinite(values: Float32Array, shape: readonly number[], place: ObservationPlace): void {
  // x * 0 is 0 for finite x and NaN for all others: one sum tells, without a branch per value.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0
  if (sum === 0) return
  const index = values.findIndex((value) => !Number.isFinite(value))
  throw nonFinite(values[index]!, index, values.length, shape, place)
}

function nonFinite(
  value: number,
  index: number,
  size: number,
  shape: readonly number[],
  place: ObservationPlace,
): Error {
  const rows = shape[0] ?? 1
  const row = place.firstRow + Math.floor(index / (size / rows))
  const found = String(value)
  switch (place.kind) {
    case 'input':
      return nonFiniteInput({ input: place.name, row, value: found })
    case 'activation':
      return nonFiniteActivation({ point: place.name, row, value: found }, { node: place.name })
    case 'parameter':
      return nonFiniteParameter({ parameter: place.name, value: found, index })
  }
}
