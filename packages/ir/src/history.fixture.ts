/** @file Arbitrary graphs and edits of them, for the laws of diff, history and patches. */
import * as fc from 'fast-check'
import { type Arg, Ref } from './arg.ts'
import type { Edit } from './edit.ts'
import type { EditResult } from './editResult.ts'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { argOver, param } from './graphs.fixture.ts'
import { tensorType } from './valueType.ts'

const HOSTILE = ['', '__proto__', 'constructor', '$ref', 'a"b', ']]', '`', 'a\nb', '<b>', 'a.b.0']

/** A chain with side inputs: each node uses two of the nodes before it. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...HOSTILE)), { minLength: 1, maxLength: 12 })
  .map(
    (rows) =>
      Graph.empty({ name: 'Net' }).edit((edit) => {
        const nodes: FxNode[] = [
          edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) }),
        ]
        for (const [a, b, text] of rows) {
          const pick = (i: number): Ref => new Ref(nodes[i % nodes.length]!.id)
          nodes.push(
            edit.append({
              kind: 'call_function',
              target: text,
              scope: text,
              args: { a: pick(a), b: [pick(b), text] },
            }),
          )
        }
        edit.append({ kind: 'output', target: 'output', args: { value: new Ref(nodes.at(-1)!.id) } })
      }).graph,
  )

const KINDS = [
  'insert',
  'rename',
  'args',
  'erase',
  'move',
  'param',
  'removeParam',
  'meta',
  'comment',
] as const

export interface AnyEdit {
  readonly kind: (typeof KINDS)[number]
  readonly at: number
  readonly to: number
  readonly text: string
  readonly arg: Arg
}

export const anyEdits: fc.Arbitrary<readonly AnyEdit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    at: fc.nat(),
    to: fc.nat(),
    text: fc.oneof(fc.constantFrom(...HOSTILE), fc.string()),
    // Refs to the first node alone, which no edit takes away.
    arg: argOver(1),
  }),
  { maxLength: 8 },
)

/** Does each edit that the graph allows. */
export const applyEdits = (graph: Graph, edits: readonly AnyEdit[]): EditResult =>
  graph.edit((edit) => {
    for (const step of edits) applyEdit(edit, step)
  })

function applyEdit(edit: Edit, { kind, at, to, text, arg }: AnyEdit): void {
  const nodes = [...edit.nodes()].slice(1, -1)
  const node = nodes[at % nodes.length]
  if (!node) return
  const args = { a: arg }
  switch (kind) {
    case 'insert':
      edit.attributeTo(text)
      edit.insertBefore(node.id, { kind: 'call_function', target: text, args, from: [node] })
      break
    case 'rename':
      edit.update(node.id, { name: text })
      break
    case 'args':
      edit.setArgs(node.id, args)
      break
    case 'erase':
      if (edit.users(node.id).length === 0) edit.erase(node.id)
      break
    case 'move':
      moveWithin(edit, nodes, node, to)
      break
    case 'param':
      edit.setParam(text, param(`digest ${to}`))
      break
    case 'removeParam':
      if (edit.param(text)) edit.removeParam(text)
      break
    case 'meta':
      edit.setMeta({ name: text, inputs: { x: [text] } })
      break
    case 'comment':
      edit.update(node.id, { meta: { ...node.meta, comment: text } })
  }
}

/** To the front, when nothing that it uses stands in between. */
function moveWithin(edit: Edit, nodes: readonly FxNode[], node: FxNode, to: number): void {
  const front = nodes[to % nodes.length]!
  const between = nodes.slice(nodes.indexOf(front), nodes.indexOf(node))
  if (node !== front && between.length > 0 && !between.some(({ id }) => edit.users(id).includes(node.id)))
    edit.moveBefore(node.id, front.id)
}
