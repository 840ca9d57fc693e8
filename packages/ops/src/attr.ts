/**
 * @file Kinds of attributes. An attribute turns what the user wrote (`strides: 2`) into the one form the graph holds
 * (`[2, 2]`), and checks that form.
 */
import { type Arg, type Dim, DimPolynomial } from '@tsfx/ir'
import type { Activation, Pad } from '@tsfx/runtime'
import { storageRange } from './quantizedType.ts'

export interface AttrSpec<T extends Arg = Arg> {
  /** What it means, with its unit. */
  readonly doc: string
  /** The value when the call leaves it out; without one the attribute is required. */
  readonly default?: T
  /** What a legal value looks like, for error texts. */
  readonly expects: string
  /** The canonical form of what the user wrote, or undefined when it is not legal. */
  parse(raw: unknown): T | undefined
}

interface Described<T> {
  readonly doc: string
  readonly default?: T
}

const attr = <T extends Arg>(
  described: Described<T>,
  expects: string,
  parse: (raw: unknown) => T | undefined,
): AttrSpec<T> => ({ ...described, expects, parse })

export const numberAttr = (described: Described<number>): AttrSpec<number> =>
  attr(described, 'a number', (raw) => (typeof raw === 'number' ? raw : undefined))

export const integerAttr = (described: Described<number>): AttrSpec<number> =>
  attr(described, 'an integer', (raw) => (Number.isInteger(raw) ? (raw as number) : undefined))

/** A number, or null when the call leaves it out. */
export const optionalNumberAttr = (described: Described<number | null>): AttrSpec<number | null> =>
  attr<number | null>({ default: null, ...described }, 'a number', (raw) =>
    raw === null || typeof raw === 'number' ? raw : undefined,
  )

export const stringAttr = (described: Described<string>): AttrSpec<string> =>
  attr(described, 'a string', (raw) => (typeof raw === 'string' ? raw : undefined))

export const booleanAttr = (described: Described<boolean>): AttrSpec<boolean> =>
  attr(described, 'true or false', (raw) => (typeof raw === 'boolean' ? raw : undefined))

export const choiceAttr = <const T extends string | null>(
  choices: readonly T[],
  described: Described<T>,
): AttrSpec<T> =>
  attr(described, `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`, (raw) =>
    choices.find((choice) => choice === raw),
  )

/** What a layer applies to its sum; tfjs's `'linear'` means none. */
export const activationAttr = (described: Described<Activation | null>): AttrSpec<Activation | null> =>
  attr<Activation | null>({ default: null, ...described }, "'relu', 'relu6' or left out", (raw) => {
    if (raw === null || raw === 'linear') return null
    return raw === 'relu' || raw === 'relu6' ? raw : undefined
  })

/** Height and width; one number stands for both. */
export const pairAttr = (
  described: Described<readonly [number, number]>,
): AttrSpec<readonly [number, number]> =>
  attr<readonly [number, number]>(described, 'a positive integer or [height, width]', (raw) => {
    const pair = typeof raw === 'number' ? [raw, raw] : raw
    if (!Array.isArray(pair) || pair.length !== 2) return undefined
    return pair.every((entry) => Number.isInteger(entry) && entry > 0)
      ? (pair as unknown as [number, number])
      : undefined
  })

export const integersAttr = (
  described: Described<readonly number[] | null>,
): AttrSpec<readonly number[] | null> =>
  attr<readonly number[] | null>(described, 'an integer or a list of integers', (raw) => {
    const list = typeof raw === 'number' ? [raw] : raw
    if (list === null) return null
    return Array.isArray(list) && list.every(Number.isInteger) ? (list as number[]) : undefined
  })

const isDim = (raw: unknown): raw is Dim => Number.isInteger(raw) || raw instanceof DimPolynomial

export const dimAttr = (described: Described<Dim>): AttrSpec<Dim> =>
  attr<Dim>(described, 'a dim', (raw) => (isDim(raw) ? raw : undefined))

/** Any number, or a dim, which is one when the graph runs. */
export const numberOrDimAttr = (described: Described<Dim>): AttrSpec<Dim> =>
  attr<Dim>(described, 'a number', (raw) =>
    typeof raw === 'number' || raw instanceof DimPolynomial ? raw : undefined,
  )

/** A shape whose entries may be named dims; -1 stands for what is left. */
export const shapeAttr = (described: Described<readonly Dim[]>): AttrSpec<readonly Dim[]> =>
  attr<readonly Dim[]>(described, 'a list of dims', (raw) =>
    Array.isArray(raw) && raw.every(isDim) ? raw : undefined,
  )

/** Explicit padding, before and after, for each axis. */
export type PadPairs = readonly (readonly [number, number])[]

const isPadPairs = (raw: unknown): raw is PadPairs =>
  Array.isArray(raw) &&
  raw.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger))

export const padPairsAttr = (described: Described<PadPairs>): AttrSpec<PadPairs> =>
  attr<PadPairs>(described, 'a list of [before, after], one for each axis', (raw) =>
    isPadPairs(raw) ? raw : undefined,
  )

/** Padding of convolutions and pools; its type is the runtime's `Pad`. */
export const padAttr = (described: Described<Pad>): AttrSpec<Pad> =>
  attr<Pad>(
    described,
    "'same', 'valid', a number of pixels, or a list of [before, after] for N, H, W, C",
    (raw) => {
      if (raw === 'same' || raw === 'valid' || (Number.isInteger(raw) && (raw as number) >= 0))
        return raw as Pad
      return isPadPairs(raw) && raw.length === 4 ? (raw as unknown as Pad) : undefined
    },
  )

/** Quantization parameters of a result, per tensor, with the storage they are for; int8 and its full range by default. */
export interface OutputAttr {
  readonly [name: string]: Arg
  /** Real value per step. */
  readonly scale: number
  readonly zeroPoint: number
  readonly dtype: 'int8' | 'uint8'
  readonly qmin: number
  readonly qmax: number
}

export const outputAttr = (described: Described<OutputAttr>): AttrSpec<OutputAttr> =>
  attr<OutputAttr>(described, '{ scale, zeroPoint, dtype, qmin, qmax }', (raw) => {
    if (typeof raw !== 'object' || raw === null) return undefined
    const { scale, zeroPoint, dtype = 'int8' } = raw as Partial<OutputAttr>
    if (dtype !== 'int8' && dtype !== 'uint8') return undefined
    const [low, high] = storageRange(dtype)
    const { qmin = low, qmax = high } = raw as Partial<OutputAttr>
    const legal =
      typeof scale === 'number' &&
      scale > 0 &&
      Number.isFinite(scale) &&
      Number.isInteger(zeroPoint) &&
      [qmin, qmax].every((end) => Number.isInteger(end) && end >= low && end <= high) &&
      qmin < qmax &&
      (zeroPoint as number) >= qmin &&
      (zeroPoint as number) <= qmax
    return legal ? { scale, zeroPoint: zeroPoint as number, dtype, qmin, qmax } : undefined
  })
