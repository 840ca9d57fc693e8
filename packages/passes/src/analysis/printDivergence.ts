/** @file What `bisect` found, as text for people. */
import { printLocation } from '@tsfx/ir'
import { isQuantizedTensor, isQuantizedWeight } from '@tsfx/ops'
import type { Divergence } from './bisect.ts'
import { isTensorData, type Snapshot } from './snapshot.ts'

/** Numbers shown of a tensor. */
const SHOWN = 4

/** The two nodes and what differs; where they come from, what was read, expected and computed; `null` is no difference. */
export function printDivergence(divergence: Divergence | null): string {
  if (!divergence) return 'no node differs'
  const { before, after, places, maxDifference, problem, inputs, expected, actual } = divergence
  const [was, is] = [before, after].map(({ name, target }) => `${name} (${target})`)
  const rows = [
    ['at', places.map(printLocation).join(', ')],
    ['largest difference', printNumber(maxDifference)],
    ...Object.entries(inputs).map(([name, value]) => [`args.${name}`, printSnapshot(value)]),
    ['expected', printSnapshot(expected)],
    ['actual', printSnapshot(actual)],
  ].filter(([, text]) => text !== '')
  const width = rows.reduce((most, [label]) => Math.max(most, label!.length), 0)
  return [
    `${is === was ? is : `${is}, which was ${was}`}: ${problem}`,
    ...rows.map(([label, text]) => `  ${label!.padEnd(width)}  ${text}`),
  ].join('\n')
}

function printSnapshot(value: Snapshot): string {
  if (typeof value === 'number') return printNumber(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isTensorData(value)) return `${value.dtype}[${value.shape.join(', ')}]  ${printNumbers(value.data)}`
  if (isQuantizedTensor(value)) {
    const { dtype, shape, scale, zeroPoint, data } = value
    return `${dtype}[${shape.join(', ')}]  ${printNumbers(data)}  scale ${printNumber(scale)}, zero point ${zeroPoint}`
  }
  if (isQuantizedWeight(value))
    return `${value.dtype}[${value.shape.join(', ')}]  ${printNumbers(value.data)}`
  if (Array.isArray(value)) return `[${value.map(printSnapshot).join(', ')}]`
  const entries = Object.entries(value as Readonly<Record<string, Snapshot>>)
  return `{ ${entries.map(([name, item]) => `${name}: ${printSnapshot(item)}`).join(', ')} }`
}

function printNumbers(data: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(SHOWN, data.length) }, (_, i) => printNumber(data[i]!))
  return [...shown, ...(data.length > SHOWN ? ['...'] : [])].join(', ')
}

/** Four digits that count. */
const printNumber = (value: number): string => String(Number(value.toPrecision(4)))
