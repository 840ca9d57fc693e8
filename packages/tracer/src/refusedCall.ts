/** @file Public functions of tfjs that are no part of a graph whatever ops there are, and what is said of them. */
import type { DiagnosticError, DiagnosticPlace } from '@tsfx/ir'
import { refusalOf } from '@tsfx/ops/tracing'
import {
  gradientWhileTracing,
  randomWhileTracing,
  readWhileTracing,
  uncapturedFunction,
} from './diagnostics.generated.ts'

const GRADIENTS = /^tf\.(grads?|valueAndGrads?|variableGrads)$/
const CREATIONS = /^tf\.(tensor(\dd)?|scalar|buffer)$/

/** Says whether a public function takes gradients. */
export const isGradient = (from: string): boolean => GRADIENTS.test(from)

/** Says whether a public function reads values, and answers with a promise. */
export const isReader = (from: string): boolean => refusalOf(from)?.isAsync ?? false

/** Says whether a public function makes a tensor from given values. */
export const isCreation = (from: string): boolean => CREATIONS.test(from)

export interface CallToRefuse {
  readonly from: string
  /** A traced tensor is among the arguments. */
  readonly isTraced: boolean
  /** The model is traced as it trains, where dropout is an op. */
  readonly training: boolean
  readonly place: () => DiagnosticPlace
}

/** The refusal of a call, or null. @returns TSFX1005, TSFX1007, TSFX1026, TSFX1027 */
export function refusedCall({ from, isTraced, training, place }: CallToRefuse): DiagnosticError | null {
  const name = from.replace('Tensor.', 'tensor.')
  if (isGradient(from)) return gradientWhileTracing({ function: name }, place())
  const refusal = refusalOf(from)
  // It takes no tensor, and would make a constant of what a page shows.
  if (refusal?.kind === 'page') return uncapturedFunction({ function: name, ...refusal }, place())
  if (refusal?.kind === 'random' || (from === 'tf.dropout' && !(training && isTraced)))
    return randomWhileTracing({ function: name }, place())
  return isTraced && (refusal?.isAsync || isCreation(from))
    ? readWhileTracing({ what: `${name} of it` }, place())
    : null
}
