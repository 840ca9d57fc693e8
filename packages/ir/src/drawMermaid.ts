/**
 * @file Drawings in Mermaid (mermaid.js.org/syntax/flowchart.html), which code hosts show inside Markdown. Labels are
 * quoted, and all but plain characters are entity codes: quotes, backticks, `%%{`, tags and Markdown have a meaning there.
 */
import { drawDiff } from './drawDiff.ts'
import { type Drawing, type DrawnEdge, type DrawnNode, type DrawOptions, drawGraph } from './drawGraph.ts'
import { MARK_COLORS, ROLE_COLORS } from './drawRole.ts'
import { drawScopes, type ScopeStep } from './drawScopes.ts'
import type { Graph } from './graph.ts'

/** Draws a graph in Mermaid. @throws TSFX0023 when it has more than `maxNodes` nodes. */
export const graphToMermaid = (graph: Graph, options: DrawOptions = {}): string =>
  writeMermaid(drawGraph(graph, options))

/** Draws in Mermaid what differs between two graphs, as `diffToDot`. @throws TSFX0023 as `graphToMermaid`. */
export const diffToMermaid = (before: Graph, after: Graph, options: DrawOptions = {}): string =>
  writeMermaid(drawDiff(before, after, options))

function writeMermaid({ direction, nodes, edges }: Drawing): string {
  return [
    `flowchart ${direction === 'down' ? 'TB' : 'LR'}`,
    ...drawScopes(nodes).map(writeStep),
    ...edges.map(writeEdge),
    ...writeClasses(nodes),
    '',
  ].join('\n')
}

function writeStep(step: ScopeStep): string {
  const indent = '  '.repeat(step.depth + 1)
  switch (step.kind) {
    case 'open':
      return `${indent}subgraph ${step.key}[${quoted([step.label])}]`
    case 'node':
      return `${indent}${step.node.key}[${quoted(step.node.lines)}]`
    case 'close':
      return `${indent}end`
  }
}

const writeEdge = ({ from, to, label, mark }: DrawnEdge): string =>
  `  ${from} ${mark === 'removed' ? '-.->' : '-->'}${label && `|${quoted([label])}|`} ${to}`

/** Colours as classes, those of marks last, as the last one holds. */
function writeClasses(nodes: readonly DrawnNode[]): readonly string[] {
  const group = (name: string, style: string, members: readonly DrawnNode[]): readonly string[] =>
    members.length === 0
      ? []
      : [`  classDef ${name} ${style}`, `  class ${members.map(({ key }) => key).join(',')} ${name}`]
  return [
    ...Object.entries(ROLE_COLORS).flatMap(([role, { fill, border }]) =>
      group(
        role,
        `fill:${fill},stroke:${border},color:#000000`,
        nodes.filter((node) => node.role === role),
      ),
    ),
    ...Object.entries(MARK_COLORS).flatMap(([mark, color]) =>
      group(
        mark,
        `stroke:${color},stroke-width:3px`,
        nodes.filter((node) => node.mark === mark),
      ),
    ),
  ]
}

/** Lines of text as one quoted label; the tag between lines is Mermaid's own newline. */
const quoted = (lines: readonly string[]): string => `"${lines.map(escaped).join('<br/>')}"`

/** Not these characters, and these where Markdown reads a list or emphasis: `- x`, `1. x`, `__x__`. */
const MEANINGFUL = /[^\p{L}\p{N} _.,()[\]]|\.(?= )|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu

/** An empty label would be no label, and Mermaid refuses it. */
const escaped = (line: string): string =>
  line.replace(MEANINGFUL, (character) => `#${character.codePointAt(0)};`) || ' '
