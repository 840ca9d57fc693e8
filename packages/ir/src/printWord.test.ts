import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { diff } from './diff.ts'
import { printDiff } from './diffText.ts'
import { multiplyDims, namedDim } from './dim.ts'
import { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { Slot } from './graphState.ts'
import { param } from './graphs.fixture.ts'
import { sourceOf } from './nodeSource.ts'
import { printGraph, printStatement } from './printGraph.ts'
import { printWord } from './printWord.ts'
import { printProvenance } from './provenance.ts'
import { tabulateGraph } from './tabulateGraph.ts'
import { tensorType, type ValueType } from './valueType.ts'

const HOSTILE = [
  'p\n  forged = relu(x)',
  'p\r\n  forged = relu(x)',
  'p\u2028  forged = relu(x)',
  'p\u0085  forged = relu(x)',
  '\u202eegrof',
  'a") : float32[2]\n"',
  '\\n',
]

/** All that ends a line somewhere, and marks that turn the direction of text. */
const BREAKS = /[\n\r\v\f\u0085\u2028\u2029]/
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** Every text that a graph may hold is `text`, also where an edit would have made it legal. */
function graphOf(text: string, digest = text): Graph {
  const type: ValueType = {
    kind: 'record',
    fields: { [text]: tensorType('float32', [multiplyDims(2, namedDim(text)), 3]) },
  }
  const base = Graph.empty({ name: text, file: text }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: text, type })
    edit.setParam(text, param(digest))
    const fields = { scope: text, loc: { file: text, line: 1, column: 2 }, type }
    const w = edit.append({ kind: 'get_attr', target: text, ...fields })
    const args = { [text]: text, x: new Ref(x.id, text), tree: { [text]: [text, namedDim(text)] } }
    edit.attributeTo(text)
    const y = edit.append({ kind: 'call_module', target: text, args, ...fields, from: [w] })
    edit.append({ kind: 'call_function', target: text, args: { y: new Ref(y.id) }, ...fields, from: [y] })
    edit.append({ kind: 'output', target: text, args: { value: { [text]: new Ref(y.id, text) } } })
  }).graph
  return renamed(base, text)
}

/** Names and sources that no edit lets through, but JSON does. */
function renamed(graph: Graph, text: string): Graph {
  const slots = new Map(
    [...graph.state.slots].map(([id, { node, prev, next }]) => {
      const name = `${text}${id}`
      const from = (node.meta.from ?? []).map((source) => ({ ...source, name: text }))
      const meta = { ...node.meta, [text]: text, from: [...from, { ...sourceOf(node), name: text, from }] }
      return [id, new Slot(new FxNode(id, { ...node, name, meta }), prev, next)]
    }),
  )
  return new Graph({ ...graph.state, slots }, graph.store)
}

const changed = (graph: Graph): Graph =>
  graph.edit((edit) => {
    const [, , y, z] = graph.nodes as readonly FxNode[]
    edit.update(y!.id, { target: 'other', scope: '', loc: null, meta: {}, type: null })
    edit.setArgs(z!.id, {})
    edit.setMeta({ name: 'other', file: null })
    for (const path of graph.params.keys()) edit.setParam(path, param('other'))
  }).graph

const FORMS: readonly (readonly [string, (graph: Graph) => string])[] = [
  ['print', (graph) => printGraph(graph)],
  ['table', tabulateGraph],
  ['provenance', (graph) => graph.nodes.map(printProvenance).join('\n')],
  ['diff of what was added', (graph) => printDiff(diff(Graph.empty(), graph))],
  ['diff of what was removed', (graph) => printDiff(diff(graph, Graph.empty()))],
  ['diff of what changed', (graph) => printDiff(diff(graph, changed(graph)))],
  ['diff out of JSON', (graph) => printDiff(forged(graph))],
]

/** A diff whose texts were never printed by us. */
function forged(graph: Graph): ReturnType<typeof diff> {
  const { name } = graph.meta
  const field = { field: name, before: name, after: name }
  const node = { id: 0, name, statement: name, type: name, pass: name, from: [{ name, loc: null }] }
  return {
    ...diff(graph, changed(graph)),
    nodes: [{ kind: 'added', node }],
    params: [{ kind: 'changed', path: name, param: name, fields: [field] }],
    meta: [field],
  }
}

describe.each(FORMS)('%s', (_, form) => {
  const lines = form(graphOf('plain')).split('\n').length

  it.each(HOSTILE)('has the same lines whatever a model calls its parts: %j', (text) => {
    const printed = form(graphOf(text))
    expect(printed.split(BREAKS)).toHaveLength(lines)
    expect(printed.replaceAll('\n', '')).not.toMatch(INVISIBLE)
  })

  it('has the same lines for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        expect(form(graphOf(text)).split(BREAKS)).toHaveLength(lines)
      }),
    )
  })
})

describe('printWord', () => {
  it('leaves plain words bare, and prints different texts differently', () => {
    expect(['conv.0', './net.ts:3', 'a b', 'größe', ''].map(printWord)).toEqual([
      'conv.0',
      './net.ts:3',
      '"a b"',
      '"größe"',
      '""',
    ])
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(printWord(a) === printWord(b)).toBe(a === b)
      }),
    )
    expect(printWord('\u2028')).not.toBe(printWord('\\u{2028}'))
  })

  it('quotes the name of a pass and of a file where they stand', () => {
    const graph = graphOf('p\n  forged = relu(x)')
    expect(printGraph(graph)).toContain('by "p\\n  forged = relu(x)"')
    expect(printGraph(graph)).toContain('"p\\n  forged = relu(x)":1:2')
    expect(printStatement(graph.nodes[3]!, () => 'y')).toBe(
      '"p\\n  forged = relu(x)3" = "p\\n  forged = relu(x)"(y)',
    )
  })
})
