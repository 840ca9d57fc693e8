import { type FxNode, type Graph, printGuard } from '@tsfx/ir'
import { badGraphInput } from './diagnostics.generated.ts'
import { didYouMean, nearestName } from './nearestName.ts'
import type { Value } from './value.ts'
import { wrongDtype } from './wrongDtype.ts'

/**
 * Checks that there is an input for each of the `required` placeholders, that inputs have the dtypes of their placeholders, and
 * that there are no others. @throws TSFX0512 naming the input.
 */
export function checkGraphInputs(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  required: readonly FxNode[],
): void {
  const needed = new Set(required)
  const given = new Map(Object.entries(inputs))
  const placeholders = new Map(graph.placeholders.map((node) => [node.target, node]))
  const missing = [...placeholders.keys()].filter((name) => !given.has(name))
  const unknown = [...given.keys()].filter((name) => !placeholders.has(name))
  for (const [name, node] of placeholders) {
    const input = given.get(name)
    const problem = input
      ? wrongDtype(node, input)
      : needed.has(node)
        ? `is missing${givenInstead(name, unknown, graph)}`
        : null
    if (problem) throw badGraphInput({ name, problem }, { node: node.name })
  }
  const taken = [...placeholders.keys()].map((name) => `'${name}'`).join(', ') || 'nothing'
  for (const name of unknown) {
    const meant = fixedByTrace(name, graph) ?? didYouMean(name, missing)
    throw badGraphInput({
      name,
      problem: `is no input of ${graph.meta.name}, which takes ${taken}${meant}`,
    })
  }
}

/** An input that the trace made part of the graph. */
function fixedByTrace(name: string, graph: Graph): string | null {
  const guard = graph.meta.guards.find((guard) => 'path' in guard && guard.path === name)
  return guard ? `: the trace relied on ${printGuard(guard)}` : null
}

/** Names what was given under another name, of several the nearest. */
function givenInstead(missing: string, unknown: readonly string[], graph: Graph): string {
  const name = nearestName(missing, unknown) ?? unknown[0]
  return name === undefined
    ? ''
    : `; '${name}' is no input of ${graph.meta.name}${didYouMean(name, [missing])}`
}
