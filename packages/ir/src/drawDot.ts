/**
 * @file Drawings in DOT, the language of Graphviz (graphviz.org/doc/info/lang.html). Every text is a quoted string, in
 * which quotes, backslashes and the entities that Graphviz reads in labels are escaped.
 */
import { drawDiff } from './drawDiff.ts'
import { type Drawing, type DrawnEdge, type DrawnNode, type DrawOptions, drawGraph } from './drawGraph.ts'
import { MARK_COLORS, ROLE_COLORS } from './drawRole.ts'
import { drawScopes, type ScopeStep } from './drawScopes.ts'
import type { Graph } from './graph.ts'

/** Draws a graph in DOT. @throws TSFX0023 when it has more than `maxNodes` nodes. */
export const graphToDot = (graph: Graph, options: DrawOptions = {}): string =>
  writeDot(drawGraph(graph, options))

/** Draws in DOT what differs between two graphs: the later one, with what was removed. @throws TSFX0023 as `graphToDot`. */
export const diffToDot = (before: Graph, after: Graph, options: DrawOptions = {}): string =>
  writeDot(drawDiff(before, after, options))

function writeDot({ title, direction, nodes, edges }: Drawing): string {
  return [
    'digraph {',
    `  graph [${attributes({ label: title, labelloc: 't', rankdir: direction === 'down' ? 'TB' : 'LR', fontname: 'Helvetica', color: '#bbbbbb' })}]`,
    `  node [${attributes({ shape: 'box', style: 'filled,rounded', fontname: 'Helvetica', fontsize: '11' })}]`,
    `  edge [${attributes({ fontname: 'Helvetica', fontsize: '9', color: '#555555' })}]`,
    ...drawScopes(nodes).map(writeStep),
    ...edges.map(writeEdge),
    '}',
    '',
  ].join('\n')
}

function writeStep(step: ScopeStep): string {
  const indent = '  '.repeat(step.depth + 1)
  switch (step.kind) {
    // Graphviz draws a subgraph as a cluster by this beginning of its name.
    case 'open':
      return `${indent}subgraph cluster_${step.key} {\n${indent}  label=${quoted([step.label])}`
    case 'node':
      return indent + writeNode(step.node)
    case 'close':
      return `${indent}}`
  }
}

function writeNode({ key, lines, role, mark }: DrawnNode): string {
  const { fill, border } = ROLE_COLORS[role]
  const color = mark ? MARK_COLORS[mark] : border
  const width = mark ? { penwidth: '3' } : {}
  return `${key} [label=${quoted(lines)}, ${attributes({ fillcolor: fill, color, ...width })}]`
}

function writeEdge({ from, to, label, mark }: DrawnEdge): string {
  const style = [
    ...(label ? [attributes({ label })] : []),
    ...(mark ? [attributes({ color: MARK_COLORS[mark], style: 'dashed' })] : []),
  ]
  return `  ${from} -> ${to}${style.length > 0 ? ` [${style.join(', ')}]` : ''}`
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quoted([value])}`)
    .join(', ')

/** Lines of text as one quoted string of DOT. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&').replaceAll('&', '&amp;')).join('\\n')}"`
