/** @file What a trace does with each function of tfjs, for `docs/ops.md` and the test that walks the exports of tfjs. */

import { builtinOps } from '../builtinOps.ts'
import type { Composition } from '../composition.ts'
import { compositionOf, compositions } from '../compositions.ts'
import type { Op } from '../defineOp.ts'
import { capturesOf } from '../registry.ts'
import { aliasFunctions, constantFunctions, controlFunctions } from './otherFunctions.ts'
import { type Refusal, refusalOf, refusedFunctions } from './refusedFunctions.ts'

export type Coverage =
  /** Recorded as one of these ops, or where none takes the arguments, in parts. */
  | { readonly kind: 'op'; readonly ops: readonly Op[]; readonly parts: Composition | null }
  /** Recorded as calls of other ops. */
  | { readonly kind: 'parts'; readonly parts: Composition }
  /** Makes a constant. */
  | { readonly kind: 'constant' }
  /** Gives its input back. */
  | { readonly kind: 'alias' }
  /** Computes nothing. */
  | { readonly kind: 'control' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** What a trace does with a call of `from` (`tf.relu`, `Tensor.relu`) on a traced tensor; null when nothing is known of it. */
export function coverageOf(from: string): Coverage | null {
  const parts = compositionOf(from)
  const ops = [...new Set(capturesOf(from).map(({ op }) => op))]
  if (ops.length > 0) return { kind: 'op', ops, parts }
  if (parts) return { kind: 'parts', parts }
  const refusal = refusalOf(from)
  if (refusal) return { kind: 'refused', refusal }
  if (constantFunctions.has(from)) return { kind: 'constant' }
  if (aliasFunctions.has(from)) return { kind: 'alias' }
  return controlFunctions.has(from) ? { kind: 'control' } : null
}

/** All functions of tfjs that something is known of, each once, in order of their names. */
export const knownFunctions = (): readonly string[] =>
  [
    ...new Set([
      ...builtinOps.flatMap(({ capture }) => capture.map(({ from }) => from)),
      ...compositions.flatMap(({ from }) => from),
      ...refusedFunctions.keys(),
      ...constantFunctions,
      ...aliasFunctions,
      ...controlFunctions,
    ]),
  ]
    .filter((from) => /^(tf|Tensor)\./.test(from))
    .sort()
