/** @file The values of named dims, read from the shapes of actual inputs. */
import { type Dim, type DimBindings, dimNames, evaluateDim, type Graph, printShape } from '@tsfx/ir'
import { badGraphInput } from './diagnostics.generated.ts'

/** An input as far as shapes go. */
export interface Shaped {
  readonly shape: readonly number[]
}

/**
 * Binds each named dim from the inputs and checks every input's shape against its placeholder.
 * @throws TSFX0512 naming the input, what was expected and what came.
 */
export function bindDims(graph: Graph, inputs: Readonly<Record<string, Shaped>>): DimBindings {
  const bindings: Record<string, number> = {}
  for (const node of graph.placeholders) {
    const input = inputs[node.target]
    if (node.type?.kind !== 'tensor' || !input) continue
    const expected = node.type.shape
    const fits =
      expected.length === input.shape.length &&
      expected.every((dim, axis) => bindDim(dim, input.shape[axis] as number, bindings))
    if (!fits) {
      throw badGraphInput(
        {
          name: node.target,
          problem: `has shape ${printShape(input.shape)}, but ${printShape(expected)} is expected`,
        },
        { node: node.name },
      )
    }
  }
  return bindings
}

/** Says whether `size` fits `dim`, binding a single unbound name on the way. */
function bindDim(dim: Dim, size: number, bindings: Record<string, number>): boolean {
  const known = evaluateDim(dim, bindings)
  if (known !== null) return known === size
  const [name, ...more] = dimNames(dim)
  // A placeholder's dim is a number or one name; anything else is bound by other axes first.
  if (name === undefined || more.length > 0) return false
  bindings[name] = size
  return evaluateDim(dim, bindings) === size
}
