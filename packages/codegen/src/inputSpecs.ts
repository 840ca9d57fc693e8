/** @file What an emitted module declares of its inputs, as the runtime checks it: `{ x: ['batch', 28, 28, 1] }`. */
import { type Dim, type FxNode, type Graph, printDim } from '@tsfx/ir'
import ts from 'typescript'
import { constantLiteral, numberLiteral, property, stringLiteral } from './literal.ts'
import type { ParameterTree } from './parameterTree.ts'

const { factory } = ts

/** The spec of one tensor: its shape, with its dtype where that is not float32. */
export function tensorSpec({ type }: FxNode): ts.Expression {
  const { shape, dtype } = type?.kind === 'tensor' ? type : { shape: [], dtype: 'float32' }
  const sizes = factory.createArrayLiteralExpression(shape.map(dimSpec))
  return dtype === 'float32'
    ? sizes
    : factory.createObjectLiteralExpression([
        property('shape', sizes),
        property('dtype', stringLiteral(dtype)),
      ])
}

const dimSpec = (dim: Dim): ts.Expression =>
  typeof dim === 'number' ? numberLiteral(dim) : stringLiteral(dimName(dim))

/** The name of a dim in specs: its own, or that of the product it is. */
export function dimName(dim: Exclude<Dim, number>): string {
  const [term, ...more] = dim.terms
  const [name, ...factors] = term?.names ?? []
  const isName = more.length === 0 && term?.coefficient === 1 && factors.length === 0
  return isName && name !== undefined ? name : printDim(dim)
}

/** The spec of a parameter. */
export function parameterSpec(graph: Graph, tree: ParameterTree): ts.Expression {
  switch (tree.kind) {
    case 'input':
      return tensorSpec(graph.placeholders.find(({ target }) => target === tree.target)!)
    case 'constant':
      return constantLiteral(tree.value)
    case 'list':
      return factory.createArrayLiteralExpression(tree.items.map((item) => parameterSpec(graph, item)))
    case 'record':
      return factory.createObjectLiteralExpression(
        [...tree.fields].map(([key, field]) => property(key, parameterSpec(graph, field))),
      )
  }
}

/** The sizes that the trace looked at, `{ batch: { atLeast: 2 } }`; null when it looked at any. */
export function sizeRanges({ meta }: Graph): ts.Expression | null {
  const ranges = new Map<string, ts.ObjectLiteralElementLike[]>()
  for (const guard of meta.guards) {
    if (guard.kind !== 'atLeast' && guard.kind !== 'atMost') continue
    ranges.set(guard.dim, [...(ranges.get(guard.dim) ?? []), property(guard.kind, numberLiteral(guard.size))])
  }
  if (ranges.size === 0) return null
  return factory.createObjectLiteralExpression(
    [...ranges].map(([dim, range]) => property(dim, factory.createObjectLiteralExpression(range))),
  )
}
