import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { badGraphInput } from './diagnostics.generated.ts'

/** Checks that there is one input for each placeholder, of its dtype, and no other. @throws TSFX0512 naming the input. */
export function checkGraphInputs(graph: Graph, inputs: Readonly<Record<string, Tensor>>): void {
  const unknown = new Set(Object.keys(inputs))
  for (const { target, name, type } of graph.placeholders) {
    const input = unknown.delete(target) ? inputs[target] : undefined
    if (!input) throw badGraphInput({ name: target, problem: 'is missing' }, { node: name })
    if (type?.kind === 'tensor' && input.dtype !== type.dtype) {
      const problem = `is of ${input.dtype}, but ${type.dtype} is expected`
      throw badGraphInput({ name: target, problem }, { node: name })
    }
  }
  const inputsOfGraph = graph.placeholders.map(({ target }) => `'${target}'`).join(', ') || 'nothing'
  for (const name of unknown)
    throw badGraphInput({ name, problem: `is no input of ${graph.meta.name}, which takes ${inputsOfGraph}` })
}
