/** @file The line of an emitted float `forward` that asserts what the trace relied on, and names the sizes that the code uses. */
import ts from 'typescript'
import { constant } from './constant.ts'
import { parameterSpec, sizeRanges } from './inputSpecs.ts'
import { property, propertyName } from './literal.ts'
import type { ModuleContext } from './moduleContext.ts'

const { factory } = ts

/** `const { batch } = checkInputs({ x }, arguments, { x: ['batch', 28, 28, 1] });`; null where there is nothing to check. */
export function inputCheck({ graph, names, environment }: ModuleContext): ts.Statement | null {
  const { parameters } = names
  const isTyped = graph.placeholders.every(({ type }) => type?.kind === 'tensor')
  if (parameters.length === 0 || !isTyped) return null
  const given = parameters.map(({ identifier }) => property(identifier, factory.createIdentifier(identifier)))
  const specs = parameters.map(({ identifier, tree }) => property(identifier, parameterSpec(graph, tree)))
  const ranges = sizeRanges(graph)
  const call = factory.createCallExpression(factory.createIdentifier('checkInputs'), undefined, [
    factory.createObjectLiteralExpression(given),
    factory.createIdentifier('arguments'),
    factory.createObjectLiteralExpression(specs),
    ...(ranges ? [ranges] : []),
  ])
  const dims = [...names.dims].filter(([name]) => environment.usedDims.has(name))
  if (dims.length === 0) return factory.createExpressionStatement(call)
  const elements = dims.map(([name, { identifier }]) =>
    factory.createBindingElement(undefined, name === identifier ? undefined : propertyName(name), identifier),
  )
  return constant(factory.createObjectBindingPattern(elements), call)
}
