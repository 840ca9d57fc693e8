/**
 * @file Who owns a parameter. An opaque module reads its parameters by itself, where the graph does not show it: nothing that it
 * owns may be changed, and nothing else may come to lie among it.
 */
import type { Edit, FxNode, Graph } from '@tsfx/ir'

/** Paths of the modules that a parameter is in, the outermost first: `a.b.weight` is in `a` and in `a.b`. */
export function modulesAround(path: string): readonly string[] {
  const modules: string[] = []
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1))
    modules.push(path.slice(0, dot))
  return modules
}

/** The outermost opaque module of `graph` that owns the parameter at `path`, or null. */
export const opaqueOwner = (graph: Graph, path: string): string | null =>
  modulesAround(path).find((module) => graph.nodesOf(module).some(isOpaque)) ?? null

/** A parameter path that is not in use and that no opaque module owns: `path`, `path_1`, or `head_weight` for `head.weight`. */
export function unownedPath(edit: Edit, path: string): string {
  let outside = path
  for (let owner = opaqueOwner(edit.base, outside); owner; owner = opaqueOwner(edit.base, outside))
    outside = `${owner}_${outside.slice(owner.length + 1)}`
  return edit.freeParamPath(outside)
}

const isOpaque = (call: FxNode): boolean => call.kind === 'call_module'
