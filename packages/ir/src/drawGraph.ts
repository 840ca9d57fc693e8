/**
 * @file A graph as boxes, arrows and clusters, before it is written in a language of drawings. All text of a drawing is
 * data: `drawText` makes it harmless to show, and each writer quotes it for its language.
 */
import { eachRef } from './arg.ts'
import { drawingTooLarge } from './diagnostics.generated.ts'
import { type DrawRole, drawRole } from './drawRole.ts'
import { drawText } from './drawText.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { printType, type QParams, tensorType, type ValueType } from './valueType.ts'

/** Drawn green, red and amber. */
export type DrawMark = 'added' | 'removed' | 'changed'

export interface DrawOptions {
  /** Where data flows to. Default `down`. */
  readonly direction?: 'down' | 'right'
  /** Draws parameters as nodes. Default false. */
  readonly params?: boolean
  readonly highlight?: ReadonlyMap<NodeId, DrawMark>
  /** More lines for the label of a node, such as its quantization role or its cost. */
  readonly notes?: (node: FxNode) => readonly string[]
  /** Nodes above which a drawing is refused, as layout would freeze a page. Default 1000. */
  readonly maxNodes?: number
}

export interface DrawnNode {
  /** A word of letters and digits, unique in the drawing. */
  readonly key: string
  readonly lines: readonly string[]
  readonly role: DrawRole
  readonly mark: DrawMark | null
  /** Clusters it stands in, from the outermost. */
  readonly scope: readonly string[]
}

export interface DrawnEdge {
  readonly from: string
  readonly to: string
  /** Empty where the node has one input. */
  readonly label: string
  readonly mark: DrawMark | null
}

export interface Drawing {
  readonly title: string
  readonly direction: 'down' | 'right'
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
}

/** Clusters nested deeper than this become one. */
const DEEPEST = 16
const SIGNS = { added: '+ ', removed: '- ', changed: '~ ' } as const

/** What to draw of a graph. @throws TSFX0023 when that is more than `maxNodes`. */
export function drawGraph(graph: Graph, options: DrawOptions = {}): Drawing {
  const nodes = drawnNodes(graph, options)
  checkSize(graph, nodes.length, options)
  const drawn = new Set(nodes)
  const keyOf = (node: FxNode): string | null => (drawn.has(node) ? `n${node.id}` : null)
  return {
    title: drawText(graph.meta.name),
    direction: options.direction ?? 'down',
    nodes: nodes.map((node) =>
      drawNode(graph, node, `n${node.id}`, options.highlight?.get(node.id) ?? null, options),
    ),
    edges: nodes.flatMap((node) => drawEdges(graph, node, `n${node.id}`, keyOf)),
  }
}

/** The nodes that `options` ask for, in order. */
export const drawnNodes = (graph: Graph, { params = false }: DrawOptions): readonly FxNode[] =>
  graph.nodes.filter((node) => params || node.kind !== 'get_attr')

/** @throws TSFX0023 when there are more nodes than `maxNodes`. */
export function checkSize(graph: Graph, nodes: number, { maxNodes = 1000 }: DrawOptions): void {
  if (nodes > maxNodes) throw drawingTooLarge({ graph: graph.meta.name, nodes, max: maxNodes })
}

/** One box: name, op, type, quantization parameters, notes. */
export function drawNode(
  graph: Graph,
  node: FxNode,
  key: string,
  mark: DrawMark | null,
  { notes }: DrawOptions,
): DrawnNode {
  const role = drawRole(graph, node)
  const scope = node.scope === '' ? [] : node.scope.split('.')
  const lines = [
    `${mark ? SIGNS[mark] : ''}${node.name}`,
    ...(node.kind === 'output'
      ? []
      : [node.kind === 'call_function' ? node.target : `${role} ${node.target}`]),
    ...typeLines(node.type),
    ...(notes?.(node) ?? []),
  ]
  return {
    key,
    lines: lines.map(drawText),
    role,
    mark,
    scope: [
      ...scope.slice(0, DEEPEST - 1),
      ...(scope.length < DEEPEST ? [] : [scope.slice(DEEPEST - 1).join('.')]),
    ].map(drawText),
  }
}

/** One arrow for each use of a drawn node, named by the argument where there is a choice. */
export function drawEdges(
  graph: Graph,
  node: FxNode,
  to: string,
  keyOf: (input: FxNode) => string | null,
  mark: DrawMark | null = null,
): readonly DrawnEdge[] {
  const uses: { readonly from: string; readonly argument: string; readonly item: string }[] = []
  for (const [argument, arg] of Object.entries(node.args)) {
    eachRef(arg, (ref) => {
      const from = keyOf(graph.node(ref.node))
      if (from !== null) uses.push({ from, argument, item: ref.index === null ? '' : `[${ref.index}]` })
    })
  }
  return uses.map(({ from, argument, item }) => ({
    from,
    to,
    label: drawText((uses.length > 1 ? argument : '') + item),
    mark,
  }))
}

function typeLines(type: ValueType | null): readonly string[] {
  if (type === null) return []
  if (type.kind !== 'tensor' || !type.q) return [printType(type)]
  return [printType(tensorType(type.dtype, type.shape)), printQuantization(type.q)]
}

const printQuantization = ({ scale, zeroPoint, axes, qmin, qmax }: QParams): string =>
  axes.length > 0
    ? `${scale.length} scales by axis ${axes.join(', ')}`
    : `scale ${Number(scale[0]?.toPrecision(6))}, zero point ${zeroPoint[0]}, ${qmin}..${qmax}`
