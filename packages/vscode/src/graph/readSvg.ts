/**
 * @file Reads the SVG that Graphviz writes: elements, attributes, text and comments, nothing else of XML. What does not keep
 * to that grammar is no drawing of ours and is refused, not repaired.
 */

export interface SvgElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly (SvgElement | string)[]
}

/** Elements in elements; a drawing nests once for each level of modules. */
const MOST_LEVELS = 100

const NAME = '[A-Za-z_][\\w:.-]*'
const TEXT = /[^<]+/y
const COMMENT = /<!--[\s\S]*?-->/y
const CLOSE = new RegExp(`</(${NAME})\\s*>`, 'y')
const OPEN = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y')
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g')

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: (SvgElement | string)[]
}

/** The root element of `text`; null when it is not well-formed or has more than one root. */
export function readSvg(text: string): SvgElement | null {
  const root: OpenElement = { name: '', attributes: new Map(), children: [] }
  const open: OpenElement[] = [root]
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  while (at < text.length) {
    const parent = open.at(-1)!
    const characters = next(TEXT)
    if (characters) {
      parent.children.push(decode(characters[0]))
      continue
    }
    if (next(COMMENT)) continue
    const close = next(CLOSE)
    if (close) {
      if (open.length === 1 || parent.name !== close[1]) return null
      open.pop()
      continue
    }
    const tag = next(OPEN)
    if (!tag || open.length > MOST_LEVELS) return null
    const element: OpenElement = { name: tag[1]!, attributes: readAttributes(tag[2]!), children: [] }
    parent.children.push(element)
    if (tag[3] === '') open.push(element)
  }
  const elements = root.children.filter((child) => typeof child !== 'string' || child.trim() !== '')
  const [only] = elements
  return open.length === 1 && elements.length === 1 && typeof only === 'object' ? only : null
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE))
    attributes.set(name!, decode(double ?? single ?? ''))
  return attributes
}

/** Text with its entities replaced; one that is unknown stays as it is written. */
const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : entity
    const point = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity
  })
