import { instance } from '@viz-js/viz'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { diffToDot, graphToDot } from './drawDot.ts'
import type { DrawOptions } from './drawGraph.ts'
import { diffToMermaid, graphToMermaid } from './drawMermaid.ts'
import { drawText } from './drawText.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { named, smallGraph } from './graphs.fixture.ts'
import { anyEdits, anyGraph, applyEdits } from './history.fixture.ts'
import { tensorType } from './valueType.ts'

interface Parsed {
  readonly name: string
  readonly label?: string
  readonly color?: string
  readonly nodes?: readonly number[]
  /** What is drawn, text by text: what a reader sees. Backslashes are doubled. */
  readonly _ldraw_?: readonly { readonly op: string; readonly text?: string }[]
}

/** A drawing in DOT as Graphviz reads it, laid out. */
async function parsed(dot: string): Promise<{
  objects: readonly Parsed[]
  edges: readonly { tail: number; head: number; label?: string; style?: string }[]
}> {
  const result = (await instance()).render(dot, { format: 'json' })
  // Graphviz has no width for other scripts, and says so.
  expect(result.errors.filter(({ level }) => level !== 'warning')).toEqual([])
  return { objects: [], edges: [], ...JSON.parse(result.output!) }
}

const nodesOf = async (dot: string): Promise<readonly Parsed[]> =>
  (await parsed(dot)).objects.filter(({ nodes, name }) => !nodes && !name.startsWith('cluster_'))
const shown = ({ _ldraw_ = [] }: Parsed): readonly string[] =>
  _ldraw_.flatMap(({ op, text }) => (op === 'T' ? [text!.replaceAll('\\\\', '\\')] : []))

const KEY = '[nr]\\d+'
const TEXT = '"(?:[^"#;<>`%&{}|\\\\\\p{C}]|#\\d+;|<br/>)+"'
/** All the lines that a drawing in Mermaid may have. */
const MERMAID = new RegExp(
  `^(?:flowchart (?:TB|LR)|\\s+subgraph s\\d+\\[${TEXT}\\]|\\s+end|\\s+${KEY}\\[${TEXT}\\]|  ${KEY} (?:-->|-\\.->)(?:\\|${TEXT}\\|)? ${KEY}|  classDef \\w+ [\\w:#,-]+|  class ${KEY}(?:,${KEY})* \\w+|)$`,
  'u',
)

/** The lines of each label, decoded. */
function mermaidLabels(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split('\n')
  expect(lines.filter((line) => !MERMAID.test(line))).toEqual([])
  return new Map(
    lines.flatMap((line) => {
      const found = /^\s+([nr]\d+)\["(.*)"\]$/.exec(line)
      const decode = (part: string): string =>
        part.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      return found ? [[found[1]!, found[2]!.split('<br/>').map(decode)] as const] : []
    }),
  )
}

const HOSTILE = [
  'a"b',
  'a\\',
  '\\N\\G\\l',
  '"];evil[',
  '<script>alert(1)</script>',
  '<b>x</b>',
  '&lt;b&gt;',
  '&#34;',
  '#quot;',
  '#34;',
  ']]',
  '`x`',
  '__proto__',
  'constructor',
  'a\nb',
  'a\r\nb',
  '\0',
  '\u202eevil',
  '\ud800',
  '%%{init: {}}%%',
  'end',
  '- list',
  '1. list',
  'x|y',
  '"]\n  n0 --> n1',
  '*/',
  '-->',
  '}',
  '日本',
  '😀',
  'style:#1;',
  'javascript:alert(1)',
  'http://a.b/',
  '',
  ' ',
  'x'.repeat(500),
  'graph',
  'click n0 "javascript:alert(1)"',
]

/** One call whose every text is `text`, of which names are legal only when they were made by an edit. */
function labelled(text: string): Graph {
  const graph = Graph.empty({ name: text }).edit((edit) => {
    const x = edit.append({
      kind: 'placeholder',
      target: text,
      type: { kind: 'record', fields: { [text]: tensorType('float32', [1]) } },
    })
    const y = edit.append({
      kind: 'call_function',
      target: text,
      name: 'NAME',
      scope: text,
      args: { [text]: new Ref(x.id, text), b: new Ref(x.id) },
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  }).graph
  return graphFromJson(
    JSON.parse(JSON.stringify(graphToJson(graph)).replace('"NAME"', () => JSON.stringify(text))),
  )
}

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string())

/** A graph, one made from it, and how many nodes they have between them. */
const anyTwo = fc.tuple(anyGraph, anyEdits).map(([before, edits]) => {
  const after = applyEdits(before, edits).graph
  return { before, after, union: new Set([...before.nodes, ...after.nodes].map(({ id }) => id)).size }
})

/** A layout takes a Graphviz of its own, since one breaks down after some sixty, and so most of the time of this file. */
const LAYOUTS = { numRuns: 15 }

describe('a drawing', () => {
  it('has a box for each node with name, op and type, and an arrow for each use', async () => {
    const graph = smallGraph()
    const { edges } = await parsed(graphToDot(graph))
    expect((await nodesOf(graphToDot(graph))).map(shown)).toEqual([
      ['x', 'input x', 'float32[batch, 2]'],
      ['z', 'add', 'float32[batch, 2]'],
      ['output'],
      ['y', 'relu', 'float32[batch, 2]'],
    ])
    expect(edges).toHaveLength(3)
    expect([...mermaidLabels(graphToMermaid(graph)).values()]).toContainEqual([
      'y',
      'relu',
      'float32[batch, 2]',
    ])
  })

  it('has parameters on request, and then names the arguments', async () => {
    const dot = graphToDot(smallGraph(), { params: true })
    expect((await nodesOf(dot)).map(shown)).toContainEqual(['head_w', 'parameter head.w', 'float32[2]'])
    expect((await parsed(dot)).edges.map(({ label }) => label ?? '')).toEqual(['', 'a', 'b', ''])
  })

  it('nests clusters by scope, each once', async () => {
    const graph = Graph.empty().edit((edit) => {
      for (const scope of ['features.0', 'head', 'features.1', 'features.0', 'features'])
        edit.append({ kind: 'call_function', target: 'f', scope })
    }).graph
    const clusters = (await parsed(graphToDot(graph))).objects.filter(({ name }) =>
      name.startsWith('cluster_'),
    )
    expect(clusters.map(({ label, nodes }) => [label, nodes?.length])).toEqual([
      ['features', 4],
      ['0', 2],
      ['1', 1],
      ['head', 1],
    ])
    expect(graphToMermaid(graph).match(/subgraph/g)).toHaveLength(4)
  })

  it('shows quantization, and tells the sides of it by colour', async () => {
    const q = { scale: [0.0235], zeroPoint: [-128], axes: [], qmin: -128, qmax: 127 }
    const graph = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [1]) })
      const int8 = tensorType('int8', [1], q)
      const call = (target: string, input: { id: typeof x.id }, type = int8) =>
        edit.append({ kind: 'call_function', target, type, args: { x: new Ref(input.id) } })
      const ints = call('relu', call('quantize', x))
      const scales = tensorType('int8', [2], { ...q, scale: [1, 2], zeroPoint: [0, 0], axes: [0] })
      call(
        'relu',
        call('dequantize', call('widen', ints, scales), tensorType('float32', [1])),
        tensorType('float32', [1]),
      )
    }).graph
    const nodes = await nodesOf(graphToDot(graph))
    expect(shown(nodes[1]!)).toEqual([
      'quantize',
      'quantize',
      'int8[1]',
      'scale 0.0235, zero point -128, -128..127',
    ])
    expect(shown(nodes[3]!)).toEqual(['widen', 'widen', 'int8[2]', '2 scales by axis 0'])
    expect(graphToMermaid(graph).match(/(?<= {2}class )\S+ \w+/g)).toEqual([
      'n0 input',
      'n5 float',
      'n2,n3 integer',
      'n1 quantize',
      'n4 dequantize',
    ])
  })

  it('takes notes, marks and a direction', async () => {
    const graph = smallGraph()
    const y = named(graph, 'y')
    const options = {
      direction: 'right',
      highlight: new Map([[y.id, 'changed']]),
      notes: ({ name }) => (name === 'y' ? ['3 MACs'] : []),
    } as const satisfies DrawOptions
    expect((await nodesOf(graphToDot(graph, options))).map(shown)).toContainEqual([
      '~ y',
      'relu',
      'float32[batch, 2]',
      '3 MACs',
    ])
    expect(graphToDot(graph, options)).toContain('rankdir="LR"')
    expect(graphToMermaid(graph, options)).toMatch(
      /^flowchart LR\n[\s\S]*classDef changed stroke:#ffa000,stroke-width:3px\n {2}class n2 changed\n$/,
    )
  })

  it('is refused above maxNodes (TSFX0023)', async () => {
    const graph = smallGraph()
    expect(() => graphToDot(graph, { maxNodes: 3 })).toThrow('TSFX0023')
    expect(() => graphToMermaid(graph, { maxNodes: 4, params: true })).toThrow('TSFX0023')
    expect(() => diffToDot(graph, Graph.empty(), { maxNodes: 3 })).toThrow('TSFX0023')
    expect(graphToDot(graph, { maxNodes: 4 })).toContain('digraph')
  })

  it.each(HOSTILE)('shows %j as text, and nothing of it breaks out', async (text) => {
    const graph = labelled(text)
    const seen = drawText(text)
    const { objects, edges } = await parsed(graphToDot(graph))
    const nodes = objects.filter(({ nodes: members, name }) => !members && !name.startsWith('cluster_'))
    expect(nodes.map(({ name }) => name).sort()).toEqual(['n0', 'n1', 'n2'])
    expect(edges).toHaveLength(3)
    const call = nodes.find(({ name }) => name === 'n1')!
    expect(shown(call)).toEqual([seen, seen].filter((line) => line !== ''))
    const labels = mermaidLabels(graphToMermaid(graph))
    expect([...labels.keys()].sort()).toEqual(['n0', 'n1', 'n2'])
    expect(labels.get('n1')).toEqual([seen || ' ', seen || ' '])
  })

  it.each([
    ['- list', '- '],
    ['+ list', '+ '],
    ['1. list', '1. '],
    ['__proto__', '__'],
    ['x_', 'x_"'],
    ['_x', '"_x'],
    ['`x`', '`'],
    ['%%{init: {}}%%', '%%'],
  ])('has nothing in Mermaid of %j that Markdown or a directive would read', (text, meaning) => {
    expect(graphToMermaid(labelled(text))).not.toContain(meaning)
  })

  it('shows any text, and any two graphs in one drawing, in Mermaid', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(mermaidLabels(graphToMermaid(labelled(text))).size).toBe(3)
      }),
    )
    fc.assert(
      fc.property(anyTwo, ({ before, after, union }) => {
        expect(mermaidLabels(diffToMermaid(before, after)).size).toBe(union)
      }),
    )
  })

  it('does so in DOT', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(await nodesOf(graphToDot(labelled(text)))).toHaveLength(3)
      }),
      LAYOUTS,
    )
    await fc.assert(
      fc.asyncProperty(anyTwo, async ({ before, after, union }) => {
        expect(await nodesOf(diffToDot(before, after))).toHaveLength(union)
      }),
      LAYOUTS,
    )
  })
})

describe('the drawing of a diff', () => {
  const before = smallGraph()
  const y = named(before, 'y')
  const after = before.edit((edit) => {
    const twin = edit.insertAfter(y.id, {
      kind: 'call_function',
      target: 'relu6',
      name: 'twin',
      args: y.args,
    })
    edit.replaceAllUsesWith(y.id, twin.id)
    edit.erase(y.id)
  }).graph

  it('has added nodes green, changed ones amber, removed ones red with their arrows', async () => {
    const { objects, edges } = await parsed(diffToDot(before, after))
    const colors = new Map(
      objects.flatMap((object) =>
        shown(object)
          .slice(0, 1)
          .map((name) => [name, object.color] as const),
      ),
    )
    expect(colors.get('+ twin')).toBe('#2e9e3f')
    expect(colors.get('- y')).toBe('#d32f2f')
    expect(colors.get('~ z')).toBe('#ffa000')
    expect(colors.get('x')).toBe('#333333')
    const dashed = edges
      .filter(({ style }) => style === 'dashed')
      .map(({ tail, head }) => [shown(objects[tail]!)[0], shown(objects[head]!)[0]])
    expect(dashed).toEqual([
      ['x', '- y'],
      ['- y', '~ z'],
    ])
    expect(diffToMermaid(before, after)).toContain('n0 -.-> r2')
  })

  it('takes graphs of no one lineage, whose ids mean nothing to each other', async () => {
    const other = Graph.empty().edit((edit) => edit.append({ kind: 'placeholder', target: 'p' })).graph
    expect((await nodesOf(diffToDot(before, other))).map((node) => shown(node)[0]).sort()).toEqual([
      '+ p',
      '- output',
      '- x',
      '- y',
      '- z',
    ])
  })
})
