import type { FxNode, Graph } from '@tsfx/ir'
import { badGraphInput } from './diagnostics.generated.ts'
import type { Value } from './value.ts'

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
  const unknown = new Set(Object.keys(inputs))
  for (const node of graph.placeholders) {
    const input = unknown.delete(node.target) ? inputs[node.target] : undefined
    const problem = input ? wrongDtype(node, input) : needed.has(node) ? 'is missing' : null
    if (problem) throw badGraphInput({ name: node.target, problem }, { node: node.name })
  }
  const inputsOfGraph = graph.placeholders.map(({ target }) => `'${target}'`).join(', ') || 'nothing'
  for (const name of unknown)
    throw badGraphInput({ name, problem: `is no input of ${graph.meta.name}, which takes ${inputsOfGraph}` })
}

function wrongDtype({ type }: FxNode, input: Value): string | null {
  if (type?.kind !== 'tensor') return null
  if (!('dtype' in input)) return `is no tensor, but one of ${type.dtype} is expected`
  return input.dtype === type.dtype ? null : `is of ${input.dtype}, but ${type.dtype} is expected`
}
