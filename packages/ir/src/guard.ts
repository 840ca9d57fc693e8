/**
 * @file Guards: what a trace relied on beyond the types of its inputs. A graph is the model's for calls that meet them; `printGraph`
 * shows them, the interpreter and emitted code refuse calls that do not.
 */
import { printWord } from './printWord.ts'

/** A value that became part of the graph. */
export type GuardValue = number | string | boolean | null

export type Guard =
  /** forward was given this value in the place of a tensor: `training` is false. */
  | {
      readonly kind: 'constant'
      /** As of a placeholder: `training`, `options.scale`, `pair.1` (inputPath.ts). */
      readonly path: string
      /** Position of the parameter of forward that holds it, from 0. */
      readonly parameter: number
      readonly value: GuardValue
    }
  /** forward was given nothing there, so an optional parameter had its default. */
  | { readonly kind: 'absent'; readonly path: string; readonly parameter: number }
  /** The trace looked at no smaller size of a named dim. */
  | { readonly kind: 'atLeast'; readonly dim: string; readonly size: number }
  /** The trace was told of no larger size of a named dim. */
  | { readonly kind: 'atMost'; readonly dim: string; readonly size: number }

/** A guard as a condition: `training = false`, `mask is absent`, `batch >= 2`. */
export function printGuard(guard: Guard): string {
  switch (guard.kind) {
    case 'constant':
      return `${printWord(guard.path)} = ${printValue(guard.value)}`
    case 'absent':
      return `${printWord(guard.path)} is absent`
    case 'atLeast':
      return `${guard.dim} >= ${guard.size}`
    case 'atMost':
      return `${guard.dim} <= ${guard.size}`
  }
}

function printValue(value: GuardValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return Object.is(value, -0) ? '-0' : String(value)
}
