/** @file What `tsfx quantize` found: as JSON in the output folder, as a table on the terminal. */

import type { ConversionNote } from '@tsfx/quant'
import type { RoundingMode } from '@tsfx/runtime'
import Table from 'cli-table3'
import type { Latency } from './latency.ts'
import type { FolderReport } from './predictor.ts'

export interface Accuracy {
  readonly correct: number
  readonly rows: number
}

export interface QuantizationReport extends FolderReport {
  readonly model: { readonly file: string; readonly export: string }
  readonly backend: string
  readonly rounding: RoundingMode
  readonly activations: 'int8' | 'uint8'
  readonly calibrationRows: number
  /** Sizes of the two weight files. */
  readonly weightBytes: { readonly float: number; readonly int8: number }
  /** Null when no labels were given. */
  readonly accuracy: { readonly float: Accuracy; readonly int8: Accuracy } | null
  /** Null when the data is a module. */
  readonly latency: (Latency & { readonly labels: readonly string[] }) | null
  readonly leftInFloat: readonly {
    readonly node: string
    readonly op: string
    readonly scope: string
    readonly reason: string
  }[]
  /** What convert did that its user should know. */
  readonly notes: readonly ConversionNote[]
  readonly versions: { readonly node: string; readonly tfjs: string }
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
const percent = ({ correct, rows }: Accuracy): string =>
  `${((100 * correct) / rows).toFixed(2)} % (${correct} of ${rows})`

/** The table, the method of the latencies, the ops left in float with the reason for each, and the notes of convert. */
export function printQuantizationTable(report: QuantizationReport): string {
  const table = new Table({ head: ['', 'float', 'int8'], style: { head: [], border: [] } })
  const { float, int8 } = report.weightBytes
  table.push(['weights', kilobytes(float), `${kilobytes(int8)} (${(int8 / float).toFixed(3)} of float)`])
  if (report.accuracy) table.push(['top-1', percent(report.accuracy.float), percent(report.accuracy.int8)])
  if (report.latency)
    table.push(['latency, one row', ...report.latency.milliseconds.map((time) => `${time.toFixed(2)} ms`)])
  const lines = [table.toString()]
  if (report.latency)
    lines.push(`latency: ${report.latency.labels.join(' against ')}; ${report.latency.method}`)
  lines.push(
    `calibrated on ${report.calibrationRows} rows; rounding ${report.rounding}; backend ${report.backend}`,
  )
  if (report.leftInFloat.length === 0) lines.push('left in float: nothing')
  else {
    lines.push('left in float:')
    for (const { node, op, scope, reason } of report.leftInFloat)
      lines.push(`  ${node} (${op}${scope && ` in ${scope}`}): ${reason}`)
  }
  for (const { message } of report.notes) lines.push(`note: ${message}`)
  return lines.join('\n')
}
