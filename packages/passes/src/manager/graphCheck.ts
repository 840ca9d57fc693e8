/** @file Checks that a user adds to a pipeline: what must hold after every pass, whatever the pass. */
import type { Graph } from '@tsfx/ir'
import { badGraphCheck } from '../diagnostics.generated.ts'
import { answerKind } from './answerKind.ts'

/** Throws, or returns the problem in words, when something is wrong with the graph; otherwise returns nothing. */
export type GraphCheck = ((graph: Graph) => string | null | undefined) | ((graph: Graph) => void)

/** @throws TSFX2011 for what is not a function of one graph: it would pass without having looked. */
export function assertGraphCheck(check: GraphCheck): void {
  if (typeof check !== 'function') throw badGraphCheck({ given: check === null ? 'null' : typeof check })
  if (check.length > 1)
    throw badGraphCheck({ given: `${check.name || 'a function'} with ${check.length} parameters` })
}

/**
 * What `check` finds wrong with `graph`, or null.
 * @throws TSFX2011 when it answers later, or with something that is no problem in words.
 */
export function problemFound(check: GraphCheck, graph: Graph): string | null {
  const answer: unknown = check(graph)
  if (answer === undefined || answer === null) return null
  if (typeof answer === 'string') return answer
  throw badGraphCheck({ given: `${check.name || 'a function'} that returns ${answerKind(answer)}` })
}
