/**
 * @file Removes what nothing uses. Inputs stay, because they are forward's parameters; opaque modules and impure ops
 * stay, because leaving them out may change what the model does. See docs/passes/03-eliminateDeadCode.md.
 */
import type { Edit, FxNode, ParamHandle } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type Fact, firstViolation } from './manager/fact.ts'
import type { Pass } from './manager/pass.ts'
import type { UseView } from './soleProducer.ts'

export const deadCodeFree: Fact = {
  name: 'deadCodeFree',
  summary: 'every pure node has a user, and every parameter has a reader',
  violation(graph) {
    const path = unreadParams(graph.nodes, graph.params)[0]
    return (
      firstViolation(graph, (node) => isDead(graph, node), 'is not used') ??
      (path === undefined ? null : { node: null, problem: `parameter '${path}' is not read` })
    )
  },
}

export const eliminateDeadCode: Pass = {
  name: 'eliminateDeadCode',
  summary: 'Removes pure nodes without users, and parameters that nothing reads.',
  requires: [],
  ensures: [deadCodeFree],
  run(edit: Edit): void {
    // Backwards: the users of a node are decided before the node is.
    for (const node of edit.base.nodes.toReversed()) if (isDead(edit, node)) edit.erase(node.id)
    const kept = edit.base.nodes.filter((node) => edit.has(node.id))
    for (const path of unreadParams(kept, edit.params)) edit.removeParam(path)
  },
}

/** Says whether `node` can go: nothing uses it, and computing it has no other effect. */
export function isDead(view: UseView, node: FxNode): boolean {
  const removable =
    node.kind === 'get_attr' || (node.kind === 'call_function' && opNamed(node.target)?.pure === true)
  return removable && view.users(node.id).length === 0
}

/** Paths of parameters that no node reads and no opaque module owns. */
export function unreadParams(
  nodes: readonly FxNode[],
  params: ReadonlyMap<string, ParamHandle>,
): readonly string[] {
  const read = new Set(nodes.filter((node) => node.kind === 'get_attr').map((node) => node.target))
  const modules = nodes.filter((node) => node.kind === 'call_module').map((node) => `${node.target}.`)
  return [...params.keys()].filter(
    (path) => !read.has(path) && !modules.some((prefix) => path.startsWith(prefix)),
  )
}
