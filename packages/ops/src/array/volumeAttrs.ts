/** @file Attributes of ops with a window over depth, height and width. */
import type { AttrSpec } from '../attr.ts'
import type { PrintArg } from '../printedCall.ts'

export type Triple = readonly [number, number, number]

/** Depth, height and width; one number stands for all. */
export const tripleAttr = (described: { doc: string; default?: Triple }): AttrSpec<Triple> => ({
  ...described,
  expects: 'a positive integer or [depth, height, width]',
  parse(raw) {
    const triple = typeof raw === 'number' ? [raw, raw, raw] : raw
    const legal =
      Array.isArray(triple) &&
      triple.length === 3 &&
      triple.every((entry) => Number.isInteger(entry) && entry > 0)
    return legal ? (triple as unknown as Triple) : undefined
  },
})

/** Padding of a volume: tfjs knows no pairs for it. */
export const volumePadAttr: AttrSpec<'same' | 'valid' | number> = {
  doc: 'Padding of depth, height and width; a pool leaves it out of its result.',
  expects: "'same', 'valid' or a number of pixels",
  parse: (raw) =>
    raw === 'same' || raw === 'valid' || (Number.isInteger(raw) && (raw as number) >= 0)
      ? (raw as 'same' | 'valid' | number)
      : undefined,
}

export const NDHWC = { name: 'dataFormat', only: 'NDHWC' }

/** `[2, 2, 2]` prints as `2`. */
export const printTriple = (triple: Triple): PrintArg =>
  triple.every((entry) => entry === triple[0]) ? triple[0] : triple

/** A triple as tfjs declares it. */
export const tfjsTriple = (triple: Triple): [number, number, number] => [...triple]
