/** @file Refuses an argument that is not of the closed union `Arg`, at the edit that brings it in. */
import { Ref } from './arg.ts'
import { badArgument } from './diagnostics.generated.ts'
import { DimPolynomial } from './dim.ts'
import { FxNode } from './fxNode.ts'
import type { SourceLocation } from './sourceLocation.ts'

/** Deeper than any argument, so that one which contains itself is refused and not followed. */
const MAX_DEPTH = 100

/** @throws TSFX0008 naming the argument, and what it should have been. */
export function checkArgs(
  node: { readonly name: string; readonly loc: SourceLocation | null },
  args: Readonly<Record<string, unknown>>,
): void {
  for (const argument of Object.keys(args)) {
    const problem = problemWith(args[argument])
    if (problem) throw badArgument({ name: node.name, argument, problem }, { node: node.name, loc: node.loc })
  }
}

function problemWith(value: unknown, depth = 0): string | null {
  if (depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} deep, or contains itself`
  if (value === null || value instanceof Ref || value instanceof DimPolynomial) return null
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return null
  if (value instanceof FxNode) return `is the node ${value.name} itself; write new Ref(node.id)`
  if (Array.isArray(value)) return firstProblem(value, depth)
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return firstProblem(Object.values(value), depth)
    return `is a ${value.constructor.name}; tensors and typed arrays are parameters: edit.setParam`
  }
  return value === undefined ? 'is undefined; write null for what is left out' : `is a ${typeof value}`
}

function firstProblem(items: readonly unknown[], depth: number): string | null {
  for (const item of items) {
    const problem = problemWith(item, depth + 1)
    if (problem) return problem
  }
  return null
}
