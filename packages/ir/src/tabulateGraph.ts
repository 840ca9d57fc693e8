/** @file The tabular form of a graph, as `print_tabular` of torch.fx: one row per node, columns aligned. */

import type { Graph } from './graph.ts'
import { longest, printArg, printRef } from './printGraph.ts'
import { printWord } from './printWord.ts'
import { printType } from './valueType.ts'

const HEADER = ['kind', 'name', 'target', 'args', 'type', 'scope']

/** Prints a graph as an aligned table. */
export function tabulateGraph(graph: Graph): string {
  const rows = graph.nodes.map((node) => [
    node.kind,
    printWord(node.name),
    printWord(node.target),
    printArg(node.args, (ref) => printRef(graph, ref)),
    printType(node.type),
    node.scope && printWord(node.scope),
  ])
  const all = [HEADER, ...rows]
  const widths = HEADER.map((_, column) => longest(all.map((row) => row[column] ?? '')))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(HEADER), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}
