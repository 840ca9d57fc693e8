/** @file Attributes that ops of this family share. */
import { type Dim, DimPolynomial } from '@tsfx/ir'
import { type AttrSpec, integerAttr } from '../attr.ts'

/** A list of integers that cannot be left out. */
export const integerListAttr = (doc: string): AttrSpec<readonly number[]> => ({
  doc,
  expects: 'a list of integers',
  parse: (raw) =>
    Array.isArray(raw) && raw.every(Number.isInteger) ? (raw as readonly number[]) : undefined,
})

/** An axis, 0 when the call leaves it out. */
export const axisAttr = (doc: string): AttrSpec<number> => integerAttr({ doc, default: 0 })

const isSize = (raw: unknown): raw is Dim =>
  raw instanceof DimPolynomial || (Number.isInteger(raw) && (raw as number) >= -1)

/** How many equal parts, or the size of each part, of which one may be -1. */
export const partsAttr = (doc: string): AttrSpec<number | readonly Dim[]> => ({
  doc,
  expects: 'a number of parts, or a list of their sizes',
  parse(raw) {
    if (Number.isInteger(raw) && (raw as number) > 0) return raw as number
    return Array.isArray(raw) && raw.length > 0 && raw.every(isSize) ? (raw as readonly Dim[]) : undefined
  },
})

/** Height and width in pixels, which may be named dims, or null when the call leaves them out. */
export const optionalSizeAttr = (doc: string): AttrSpec<readonly Dim[] | null> => ({
  doc,
  default: null,
  expects: '[height, width]',
  parse(raw) {
    if (raw === null) return null
    return Array.isArray(raw) && raw.length === 2 && raw.every((pixels) => isSize(pixels) && pixels !== -1)
      ? (raw as readonly Dim[])
      : undefined
  },
})
