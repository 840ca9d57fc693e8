/**
 * @file Removes what nothing uses. Inputs stay, because they are forward's parameters; opaque modules and impure ops
 * stay, because leaving them out may change what the model does. See docs/passes/03-eliminateDeadCode.md.
 */
import type { Edit, FxNode, ParamHandle } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { UseView } from './isSoleUser.ts'
import { type Fact, firstViolation } from './manager/fact.ts'
import type { Pass } from './manager/pass.ts'
import { modulesAround } from './opaqueOwner.ts'

/** Every pure node has a user and every parameter a reader: what `eliminateDeadCode` ensures. */
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

/** What `eliminateDeadCodeWith` takes for dead. */
export interface DeadCodeOptions {
  /** Says whether a call does more than give a value, and stays although nothing uses it. Default: `isImpure`. */
  readonly isImpure?: (call: FxNode) => boolean
}

/** Removes pure nodes that nothing uses, and parameters that nothing reads. */
export const eliminateDeadCode: Pass = { ...eliminateDeadCodeWith({}), ensures: [deadCodeFree] }

/** `eliminateDeadCode` with a notion of purity of your own; inputs stay whatever it says. */
export function eliminateDeadCodeWith(options: DeadCodeOptions): Pass {
  return {
    name: 'eliminateDeadCode',
    summary: 'Removes pure nodes without users, and parameters that nothing reads.',
    requires: [],
    ensures: [],
    run(edit: Edit): void {
      // Backwards: the users of a node are decided before the node is.
      for (const node of edit.base.nodes.toReversed()) {
        if (isDead(edit, node, options.isImpure)) edit.erase(node.id)
      }
      const kept = edit.base.nodes.filter((node) => edit.has(node.id))
      for (const path of unreadParams(kept, edit.params)) edit.removeParam(path)
    },
  }
}

/** Opaque modules may do anything; an op says of itself whether it is pure, and one that nobody knows says nothing. */
export const isImpure = (call: FxNode): boolean =>
  call.kind === 'call_module' || opNamed(call.target)?.pure !== true

/** Says whether `node` can go: nothing uses it, and computing it has no other effect. */
export function isDead(view: UseView, node: FxNode, impure: (call: FxNode) => boolean = isImpure): boolean {
  if (node.kind === 'placeholder' || node.kind === 'output') return false
  return view.users(node.id).length === 0 && (node.kind === 'get_attr' || !impure(node))
}

/** Paths of parameters that no node reads and no opaque module owns. */
export function unreadParams(
  nodes: readonly FxNode[],
  params: ReadonlyMap<string, ParamHandle>,
): readonly string[] {
  const targets = (kind: FxNode['kind']) =>
    new Set(nodes.filter((node) => node.kind === kind).map((node) => node.target))
  const [read, modules] = [targets('get_attr'), targets('call_module')]
  return [...params.keys()].filter(
    (path) => !read.has(path) && !modulesAround(path).some((module) => modules.has(module)),
  )
}
