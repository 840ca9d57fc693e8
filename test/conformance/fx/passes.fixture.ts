/** @file Small passes for the conformance tests. */
import type { Edit, Fact, FxNode, Pass, PassContext } from 'tsfx'

/** A pass that does what `fields` say, and otherwise nothing. */
export const passNamed = (name: string, fields: Partial<Omit<Pass, 'name'>> = {}): Pass => ({
  name,
  summary: 'A pass of a test.',
  requires: [],
  ensures: [],
  run: () => {},
  ...fields,
})

/** A pass that makes each call of `from` one of `to`. */
export const swapping = (from: string, to: string): Pass =>
  passNamed(`${from}_to_${to}`, {
    run: (edit: Edit, context: PassContext) =>
      context.eachNode(edit, (node) => {
        if (node.isOp(from)) edit.update(node.id, { target: to })
      }),
  })

/** A fact that always holds. */
export const holds = (name: string): Fact => ({ name, summary: `${name} holds`, violation: () => null })

/** A fact that no call of `target` is in the graph. */
export const without = (target: string): Fact => ({
  name: `without ${target}`,
  summary: `no ${target} is left`,
  violation(graph) {
    const node: FxNode | undefined = graph.nodesOf(target)[0]
    return node ? { node, problem: `${node.name} is a ${target}` } : null
  },
})
