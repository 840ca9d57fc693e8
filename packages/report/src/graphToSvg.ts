/**
 * @file Drawings as SVG, laid out by Graphviz in WebAssembly. It is loaded when a drawing is asked for, as it weighs
 * more than all else, and anew for each one: a drawing that fails may leave it broken, and a start takes about 10 ms.
 */
import { type DrawOptions, type Graph, graphToDot } from '@tsfx/ir'
import { layoutFailed } from './diagnostics.generated.ts'

/** Draws a graph as one `<svg>` element. @throws TSFX0023 when it is too large for `maxNodes`, TSFX7201 when Graphviz fails. */
export const graphToSvg = async (graph: Graph, options: DrawOptions = {}): Promise<string> =>
  dotToSvg(graphToDot(graph, options))

/**
 * Lays out a drawing in DOT, such as that of a diff, as one `<svg>` element. Links in the DOT become links in the SVG;
 * tsfx writes none. @throws TSFX7201 when Graphviz fails.
 */
export async function dotToSvg(dot: string): Promise<string> {
  const svg = await render(dot)
  // What stands before it belongs to an XML document, and an HTML page takes it for text.
  return svg.slice(svg.indexOf('<svg')).trimEnd()
}

async function render(dot: string): Promise<string> {
  const { instance } = await import('@viz-js/viz')
  const viz = await instance()
  try {
    return viz.renderString(dot, { format: 'svg' })
  } catch (cause) {
    throw layoutFailed({ reason: cause instanceof Error ? cause.message : String(cause) })
  }
}
