/**
 * @file Writes a drawing anew for a page, from nothing but shapes, groups and text: scripts, handlers, links, styles and
 * embedded pages are not among what can be written. The names in a drawing are those of the user's model, and stay text.
 */
import { escapeHtml } from './escapeHtml.ts'
import { readSvg, type SvgElement } from './readSvg.ts'

const ELEMENTS = new Set(['svg', 'g', 'text', 'path', 'polygon', 'polyline', 'ellipse'])
/** Attributes of shapes and text; their values are numbers, colours and names. */
const ATTRIBUTES = new Set([
  ...['viewBox', 'width', 'height', 'transform', 'points', 'd', 'x', 'y', 'cx', 'cy', 'rx', 'ry'],
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'fill-opacity', 'stroke-opacity'],
  ...['text-anchor', 'font-family', 'font-size', 'font-weight', 'font-style'],
])
const VALUE = /^(?!.*url)[\w\s.,()#%+-]*$/i
/** What Graphviz calls the groups it draws. */
const CLASSES = new Set(['graph', 'node', 'edge', 'cluster'])

export interface SafeDrawing {
  readonly svg: string
  /** The key of each node in the drawing, which its group has as `data-node`. */
  readonly nodes: ReadonlySet<string>
}

/** The drawing in `text`, safe to stand in a page; null when `text` is no SVG. */
export function safeSvg(text: string): SafeDrawing | null {
  const root = readSvg(text)
  if (root?.name !== 'svg') return null
  const nodes = new Set<string>()
  return { svg: write(root, nodes), nodes }
}

function write(element: SvgElement, nodes: Set<string>): string {
  const children = element.children.map((child) =>
    typeof child === 'string' ? escapeHtml(child) : ELEMENTS.has(child.name) ? write(child, nodes) : '',
  )
  return `<${element.name}${writeAttributes(element, nodes)}>${children.join('')}</${element.name}>`
}

function writeAttributes(element: SvgElement, nodes: Set<string>): string {
  const attributes = [...element.attributes].filter(
    ([name, value]) => ATTRIBUTES.has(name) && VALUE.test(value),
  )
  const group = element.attributes.get('class') ?? ''
  if (CLASSES.has(group)) attributes.push(['class', group])
  const key = group === 'node' ? titleOf(element) : null
  if (key !== null) {
    nodes.add(key)
    attributes.push(['data-node', key], ['tabindex', '0'], ['role', 'button'])
  }
  return attributes.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('')
}

/** The text of an element's `<title>`, where Graphviz writes the key of a node. */
function titleOf({ children }: SvgElement): string | null {
  const title = children.find((child) => typeof child !== 'string' && child.name === 'title')
  if (typeof title !== 'object') return null
  return title.children.filter((child) => typeof child === 'string').join('')
}
