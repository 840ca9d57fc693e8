/** @file Costs as a table for people. */
import { type Dim, printDim, printType } from '@tsfx/ir'
import type { Cost, Costs, NodeCost } from './costs.ts'

export interface PrintCostsOptions {
  /** Largest first, unknown before all; default: execution order. Named dims count as 1. */
  readonly sort?: 'macs' | 'parameters' | 'activationBytes'
  /** Rows shown; default all. */
  readonly top?: number
}

const HEAD = ['node', 'op', 'type', 'MACs', 'parameters', 'parameter bytes', 'activation bytes'] as const
/** Columns of text; the others are numbers. */
const LEFT = 3

/** One row for each node, then the sums, the peak of memory, and what is not known. */
export function printCosts(costs: Costs, { sort, top }: PrintCostsOptions = {}): string {
  const nodes = sort
    ? [...costs.nodes].sort((a, b) => descending(sizeOf(a[sort]), sizeOf(b[sort])))
    : costs.nodes
  const total = [costs.macs, costs.parameters, costs.parameterBytes, costs.activationBytes].map(printAmount)
  const rows = [HEAD, ...nodes.slice(0, top).map(rowOf), ['total', '', '', ...total]]
  const peaks = costs.peaks.map(({ bytes, node }) => `${printAmount(bytes)} at ${node.name}`).join(', or ')
  const unknown = costs.unknown.map(({ name, target }) => `${name} (${target})`).join(', ')
  return [
    ...layOut(rows),
    `peak of activation bytes: ${peaks || 0}`,
    ...(unknown ? [`unknown, and not in these sums: ${unknown}`] : []),
  ].join('\n')
}

const rowOf = ({ node, macs, parameters, parameterBytes, activationBytes }: NodeCost): readonly string[] => [
  node.name,
  node.kind === 'call_function' ? node.target : node.kind,
  printType(node.type),
  ...[macs, parameters, parameterBytes, activationBytes].map(printAmount),
]

/** `1,204,224*batch` */
const printAmount = (amount: Cost): string =>
  amount === 'unknown'
    ? amount
    : printDim(amount).replace(/(?<![\w.])\d+/g, (digits) => Number(digits).toLocaleString('en-US'))

/** Every name as 1, for an order among amounts that have none. */
function sizeOf(amount: Cost): number {
  if (amount === 'unknown') return Number.POSITIVE_INFINITY
  const dim: Dim = amount
  return typeof dim === 'number' ? dim : dim.terms.reduce((total, { coefficient }) => total + coefficient, 0)
}

/** Two unknown ones are equal, which their difference would not say. */
const descending = (a: number, b: number): number => (a === b ? 0 : b - a)

function layOut(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => rows.reduce((width, row) => Math.max(width, row[column]!.length), 0))
  return rows.map((row) =>
    row
      .map((cell, column) => (column < LEFT ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}
