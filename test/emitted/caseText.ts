/**
 * @file `case.json`: what a model was traced with, and what its emitted code answers to a seeded input.
 *
 * The integers of int8 are the same on any machine, so its answers are kept with a digest of their bits. Float sums are those of the
 * WebAssembly backend of TensorFlow.js, whose order of summation is its own business: they are compared to 1e-5 of the largest number.
 */
import { createHash } from 'node:crypto'
import type { EmittedCase } from './emittedCases.ts'
import { type Answer, type CaseCode, SEEDS } from './evaluateCase.ts'

export interface CaseAnswers {
  readonly float: Readonly<Record<string, Answer>>
  readonly int8: Readonly<Record<string, Answer>>
}

interface Summary {
  readonly shape: readonly number[]
  readonly first: readonly number[]
  /** Root of the mean square of all numbers. */
  readonly rms: number
}

const TOLERANCE = 1e-5
/** Of a long answer, so many numbers are enough to see what has changed. */
const SHOWN = 12

/** The text of `case.json`. Float numbers that `stored` has are kept where they are near enough, also by a renewal. */
export function caseText(
  { source, inputs, constants }: EmittedCase,
  code: CaseCode,
  answers: CaseAnswers,
  stored: string | null,
): string {
  const before = stored === null ? {} : (JSON.parse(stored) as { float: Record<string, Summary> }).float
  const content = {
    model: source,
    traced: mapValues(inputs, (spec) => (spec === undefined ? 'absent' : spec)),
    seeds: SEEDS,
    inputs: mapValues(code.inputs, ({ shape }) => shape),
    ...(constants && { constants }),
    float: mapValues(answers.float, (answer, name) => settled(summary(answer), before[name])),
    int8: mapValues(answers.int8, (answer) => ({ ...summary(answer), sha256: digest(answer) })),
  }
  const json = JSON.stringify(content, null, 2)
  // Lists of numbers on one line.
  return `${json.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`)}\n`
}

function summary({ shape, data }: Answer): Summary {
  const squares = data.reduce((sum, value) => sum + value * value, 0)
  return { shape, first: [...data.subarray(0, SHOWN)], rms: Math.sqrt(squares / data.length) }
}

const digest = ({ data }: Answer): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')

function settled(found: Summary, stored: Summary | undefined): Summary {
  if (stored?.first.length !== found.first.length) return found
  const [numbers, kept] = [found, stored].map(({ first, rms }) => [...first, rms]) as [number[], number[]]
  const largest = Math.max(...numbers.map(Math.abs))
  const isNear = numbers.every((number, i) => Math.abs(number - kept[i]!) <= TOLERANCE * largest)
  return isNear ? { ...found, first: stored.first, rms: stored.rms } : found
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
