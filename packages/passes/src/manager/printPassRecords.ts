/** @file What the passes of a pipeline did and how long they took, as a table. */
import { longest } from '@tsfx/ir'
import type { PassRecord } from './passRecord.ts'

const HEADER = ['pass', 'changed', 'ms', 'checks ms', 'rules']

/**
 * Prints records as an aligned table, with a line of sums: nodes changed, time in the pass and in checks, firings of its
 * rules. What nearly fired follows, a line each, when `nearMisses` asks for it.
 */
export function printPassRecords(
  records: readonly PassRecord[],
  { nearMisses = false }: { readonly nearMisses?: boolean } = {},
): string {
  const sum = (of: (record: PassRecord) => number): number =>
    records.reduce((total, record) => total + of(record), 0)
  const rows = [
    HEADER,
    ...records.map((record) => [
      record.round === null ? record.name : `${record.name}  (${record.round})`,
      String(record.changed),
      record.milliseconds.toFixed(1),
      record.checkMilliseconds.toFixed(1),
      Object.entries(record.firings)
        .map(([rule, count]) => `${rule} ${count}`)
        .join(', '),
    ]),
    [
      'total',
      String(sum(({ changed }) => changed)),
      sum(({ milliseconds }) => milliseconds).toFixed(1),
      sum(({ checkMilliseconds }) => checkMilliseconds).toFixed(1),
      '',
    ],
  ]
  const widths = HEADER.map((_, column) => longest(rows.map((row) => row[column]!)))
  const lines = rows.map((row) =>
    row
      // Numbers to the right, words to the left.
      .map((cell, column) =>
        column > 0 && column < 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  )
  const missed = records.flatMap((record) =>
    record.nearMisses.map(({ rule, node, reason }) => `${record.name}: ${rule} not at ${node}: ${reason}`),
  )
  return [...lines, ...(nearMisses ? missed : [])].join('\n')
}
