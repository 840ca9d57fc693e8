/** @file The built-in decompositions, in one list. */
import type { Decomposition } from './decomposition.ts'

export const decompositions: readonly Decomposition[] = []

const byFunction = new Map(
  decompositions.flatMap((entry) => entry.from.map((from) => [from, entry] as const)),
)

/** How a call of `from` is captured in parts, or null. */
export const decompositionOf = (from: string): Decomposition | null => byFunction.get(from) ?? null
