/** @file Checks observer states that were read from a file. */
import type { ObserverState } from '../observers/observer.ts'

type Fields = Readonly<Record<string, unknown>>

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isRange = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const { min, max } = value as Fields
  return (
    typeof min === 'number' &&
    typeof max === 'number' &&
    Number.isFinite(min) &&
    Number.isFinite(max) &&
    min <= max
  )
}

const isList = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem)

const rangeProblem = ({ range }: Fields): string | null =>
  range === null || isRange(range) ? null : 'range is neither null nor { min, max }'

const checks: Readonly<Record<ObserverState['kind'], (state: Fields) => string | null>> = {
  minMax: rangeProblem,
  movingAverageMinMax: (state) =>
    rangeProblem(state) ??
    (typeof state.averagingConstant === 'number' && isCount(state.count)
      ? null
      : 'averagingConstant or count is no number'),
  histogram: (state) => rangeProblem(state) ?? histogramProblem(state),
  perChannelMinMax: ({ axes, channels }) =>
    isList(axes, isCount) && (channels === null || isList(channels, isRange))
      ? null
      : 'axes or channels are no lists',
}

function histogramProblem({ bins, exponent, firstBin, counts, range }: Fields): string | null {
  if (!isCount(bins) || !Number.isSafeInteger(exponent) || !Number.isSafeInteger(firstBin))
    return 'bins, exponent or firstBin is no integer'
  if (!isList(counts, isCount)) return 'counts is no list of counts'
  const { length } = counts as readonly number[]
  if (range === null) return length === 0 ? null : 'there are counts without a range'
  const { min, max } = range as { readonly min: number; readonly max: number }
  const perUnit = 2 ** -(exponent as number)
  const [first, last] = [Math.floor(min * perUnit), Math.floor(max * perUnit)]
  return first === firstBin && length === last - first + 1 && length <= bins
    ? null
    : 'counts do not cover the range'
}

/** Says what is wrong with a state read from a file, or null. */
export function observerStateProblem(state: unknown): string | null {
  if (typeof state !== 'object' || state === null) return 'it is not an object'
  const { kind } = state as Fields
  if (typeof kind !== 'string' || !Object.hasOwn(checks, kind))
    return `there is no observer '${String(kind)}'`
  return checks[kind as ObserverState['kind']](state as Fields)
}
