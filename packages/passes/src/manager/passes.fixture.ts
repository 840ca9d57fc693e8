/** @file Small passes and graphs for the tests of the manager. */
import { type Edit, type Graph, Ref } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { buildGraph } from '../graphs.fixture.ts'
import type { Fact } from './fact.ts'
import type { Pass, PassContext } from './pass.ts'

/** A fact that always holds. */
export const holds = (name: string): Fact => ({ name, summary: `${name} holds`, violation: () => null })

/** A pass that does what `fields` say, and otherwise nothing. */
export const passNamed = (name: string, fields: Partial<Omit<Pass, 'name'>> = {}): Pass => ({
  name,
  summary: '',
  requires: [],
  ensures: [],
  run: () => {},
  ...fields,
})

/** `sigmoid(tanh(relu(x)))` with the names `a`, `b`, `c`. */
export const chain = (ops: readonly string[] = ['relu', 'tanh', 'sigmoid']): Graph =>
  buildGraph((g) =>
    ops.reduce((x, op, i) => g.op(op, String.fromCharCode(97 + i), { x }), g.input('x', [2, 3])),
  )

/** A pass that makes each `from` a `to`, as the rule `from to to`. */
export const replacing = (name: string, from: string, to: string): Pass =>
  passNamed(name, {
    run(edit: Edit, context: PassContext) {
      context.eachNode(edit, (node) => {
        if (!node.isOp(from)) return
        edit.update(node.id, { target: to })
        context.fired(`${from} to ${to}`, node)
      })
    },
  })

/** A pass that puts another `op` behind the node called `name`. */
export const repeating = (name: string, op: string): Pass =>
  passNamed(`repeat_${op}`, {
    run(edit: Edit, context: PassContext) {
      context.eachNode(edit, (node) => {
        if (node.name !== name) return
        const again = edit.insertAfter(node.id, {
          kind: 'call_function',
          target: op,
          args: opNamed(op)!.normalize({ x: new Ref(node.id) }),
        })
        edit.replaceAllUsesWith(node.id, again.id)
      })
    },
  })

/** The ops of a graph in order: `relu tanh`. */
export const opsOf = (graph: Graph): string =>
  graph.nodes
    .filter((node) => node.kind === 'call_function')
    .map((node) => node.target)
    .join(' ')
