import { diffToDot, Graph, graphFromJson, graphToJson, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { dotToSvg, graphToSvg } from './graphToSvg.ts'

const HOSTILE = [
  '<script>alert(1)</script>',
  '"/><script>alert(1)</script>',
  '</text></g></svg><script>alert(1)</script>',
  ']]><script>',
  '--><script>',
  '<img src=x onerror=alert(1)>',
  '&lt;script&gt;',
  '&#60;script&#62;',
  'javascript:alert(1)',
  'a" URL="javascript:alert(1)',
  'a"]; b [href="x"',
  '\\N',
  '\0',
  'a\nb',
  '__proto__',
  '\ud800',
  '\uffff',
  '<b>bold</b>',
  '日本',
  '',
]

function labelled(text: string): Graph {
  const graph = Graph.empty({ name: text }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: text })
    const y = edit.append({
      kind: 'call_function',
      target: text,
      name: 'NAME',
      scope: `${text}.0`,
      args: { [text]: new Ref(x.id, text), b: new Ref(x.id) },
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  }).graph
  return graphFromJson(
    JSON.parse(JSON.stringify(graphToJson(graph)).replace('"NAME"', () => JSON.stringify(text))),
  )
}

/** Tags and attributes that a drawing of boxes and arrows has; the whole text must be made of them. */
const TAG =
  /<(\/?)(svg|g|title|polygon|path|text)((?: (?:width|height|viewBox|xmlns|xmlns:xlink|id|class|transform|fill|stroke|stroke-width|stroke-dasharray|points|d|xml:space|text-anchor|x|y|font-family|font-size)="[^"<>]*")*)\/?>|<!-- [^<>]*? -->/g

function harmless(svg: string): void {
  const rest = svg.replaceAll('\n ', ' ').replace(TAG, '')
  expect(rest).not.toMatch(/[<>]/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML forbids.
  expect(svg).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/)
}

describe('graphToSvg', () => {
  it('draws one svg element with a box for each node', async () => {
    const svg = await graphToSvg(labelled('relu'))
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/)
    expect(svg.match(/class="node"/g)).toHaveLength(3)
    expect(svg).toContain('>relu</text>')
    harmless(svg)
  })

  it.each(HOSTILE)('shows %j, and nothing of it can be executed', async (text) => {
    const svg = await graphToSvg(labelled(text), { notes: () => [text] })
    harmless(svg)
    expect(svg.match(/class="node"/g)).toHaveLength(3)
  })

  it('draws a diff', async () => {
    const graph = labelled('relu')
    const svg = await dotToSvg(diffToDot(graph, Graph.empty()))
    expect(svg.match(/stroke="#d32f2f"/g)?.length).toBeGreaterThan(3)
  })

  it('says when Graphviz fails, and draws again after it (TSFX7201)', async () => {
    await expect(dotToSvg('digraph {')).rejects.toThrow('TSFX7201')
    await expect(dotToSvg('<html>')).rejects.toThrow('TSFX7201')
    expect(await graphToSvg(labelled('relu'))).toContain('<svg')
  })

  it('refuses graphs above maxNodes (TSFX0023)', async () => {
    await expect(graphToSvg(labelled('relu'), { maxNodes: 1 })).rejects.toThrow('TSFX0023')
  })
})
