import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml } from './escapeHtml.ts'
import { isRevealMessage } from './graphMessage.ts'
import { graphPage } from './graphPage.ts'
import { readSvg, type SvgElement } from './readSvg.ts'
import { safeSvg } from './safeSvg.ts'

const svg = (inner: string): string => `<svg viewBox="0 0 8 8">${inner}</svg>`
const write = (inner: string): string | undefined => safeSvg(svg(inner))?.svg

const textsOf = (element: SvgElement): readonly string[] =>
  element.children.flatMap((child) => (typeof child === 'string' ? [child] : textsOf(child)))
const elementsOf = (element: SvgElement): readonly SvgElement[] => [
  element,
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
]

describe('a drawing', () => {
  it('keeps its shapes, groups and text', () => {
    const group = '<g class="edge"><path fill="none" stroke="black" d="M1,2C3,4 5,6 7,8"></path></g>'
    expect(write(`<!-- a -> b -->\n${group}`)).toBe(svg(`\n${group}`))
  })

  it('says which group is which node', () => {
    const drawing = safeSvg(svg('<g id="node1" class="node"><title>n&#45;1</title><text>relu</text></g>'))
    expect(drawing?.svg).toBe(
      svg('<g class="node" data-node="n-1" tabindex="0" role="button"><text>relu</text></g>'),
    )
    expect([...(drawing?.nodes ?? [])]).toEqual(['n-1'])
  })

  it.each([
    ['scripts', '<script>alert(1)</script>'],
    ['pages', '<foreignObject><iframe src="x"/></foreignObject>'],
    ['links', '<a xlink:href="javascript:alert(1)"><text>x</text></a>'],
    ['pictures', '<image href="https://example.org/x.png"/>'],
    ['references', '<use href="#x"/>'],
    ['animations', '<set attributeName="href" to="javascript:alert(1)"/>'],
    ['styles', '<style>@import url(x)</style>'],
  ])('loses %s', (_, inner) => {
    expect(write(inner)).toBe(svg(''))
  })

  it.each([
    ['handlers', 'onclick="alert(1)"'],
    ['styles', 'style="background: url(x)"'],
    ['addresses', 'fill="url(https://example.org)"'],
    ['classes of the page', 'class="notice"'],
    ['names', 'id="scale"'],
  ])('loses %s in attributes', (_, attribute) => {
    expect(write(`<path d="M0,0" ${attribute}/>`)).toBe(svg('<path d="M0,0"></path>'))
  })

  it.each([
    ['no element', 'text'],
    ['another root', '<html></html>'],
    ['two roots', '<svg></svg><svg></svg>'],
    ['an end without a beginning', '<svg></g></svg>'],
    ['no end', '<svg><g></svg>'],
    ['an attribute without quotes', '<svg><path onclick=alert(1) /></svg>'],
    ['a declaration', '<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>'],
    ['a section of characters', '<svg><![CDATA[<script>]]></svg>'],
    ['more levels than a model has', `${'<svg>'.repeat(500)}${'</svg>'.repeat(500)}`],
  ])('is none with %s', (_, text) => {
    expect(safeSvg(text)).toBeNull()
  })

  it('keeps every text as text, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const node = `<g class="node"><title>${escapeHtml(name)}</title><text>${escapeHtml(name)}</text></g>`
        const drawing = safeSvg(svg(node))
        const read = readSvg(drawing?.svg ?? '')
        expect(read && elementsOf(read).map((element) => element.name)).toEqual(['svg', 'g', 'text'])
        expect(read && textsOf(read).join('')).toBe(name)
        expect(read && elementsOf(read)[1]?.attributes.get('data-node')).toBe(name)
      }),
    )
  })

  it('is read in a time that grows with its length', () => {
    const long = svg('<path d="M0,0"/>'.repeat(20_000))
    expect(safeSvg(long)?.svg.length).toBeGreaterThan(long.length / 2)
    expect(safeSvg(`<svg${' a="b"'.repeat(20_000)}`)).toBeNull()
    expect(safeSvg(`<svg>${'<!-- '.repeat(20_000)}`)).toBeNull()
  })
})

describe('the page', () => {
  const page = (title: string, notice: string | null = null): string =>
    graphPage({ title, notice, svg: '<svg></svg>', script: 'https://webview.example/page.js', nonce: 'abc' })

  it('lets nothing run or load but what has its nonce', () => {
    expect(page('x')).toContain(`content="default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'"`)
    expect(page('x').match(/<(script|style)\b[^>]*>/g)).toEqual([
      '<style nonce="abc">',
      '<script nonce="abc" src="https://webview.example/page.js">',
    ])
  })

  it('keeps titles and notices as text', () => {
    const hostile = `</title></span><script>alert(1)</script><img src=x onerror='alert("1")'>`
    const html = page(hostile, hostile)
    expect(html.match(/<(script|img)\b/g)).toEqual(['<script'])
    expect(html.split(escapeHtml(hostile))).toHaveLength(3)
  })
})

describe('a message of the page', () => {
  it('is taken when it names a node', () => {
    expect(isRevealMessage({ kind: 'reveal', node: 'n0' })).toBe(true)
  })

  it.each([
    [undefined],
    [null],
    ['reveal'],
    [{ kind: 'reveal' }],
    [{ kind: 'reveal', node: ['n0'] }],
    [{ kind: 'reveal', node: 'n'.repeat(1001) }],
    [{ kind: 'open', node: 'n0' }],
    [['reveal', 'n0']],
  ])('is not taken as %o', (message) => {
    expect(isRevealMessage(message)).toBe(false)
  })
})
