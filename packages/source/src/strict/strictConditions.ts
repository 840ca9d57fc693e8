/** @file What instrumented conditions call: refuses a tensor that reaches one, with the place in the user's source. */
import type { DiagnosticError, SourceLocation, SourceLookup } from '@tsfx/ir'
import { tensorIdentity, tensorSwitch, tensorTruthiness } from '../diagnostics.generated.ts'
import { GUARD } from './instrumentConditions.ts'

export interface StrictConditions {
  /** Whether a value is a tensor of a running trace; others are told by their type or are real. */
  isTensor(value: unknown): boolean
  /** Whether the expression at a place may be a tensor that is there or absent, so that asking for it is no question of values. */
  isPresenceTest(place: SourceLocation): boolean
  /** Keeps an error as that of the running trace, since forward may catch what is thrown; returns it. */
  refuse(error: DiagnosticError): DiagnosticError
  readonly lookup: SourceLookup
}

type Site = [construct: string, text: string, file: string, line: number, column: number]

/** Makes instrumented code of this process ask `conditions`. */
export function installStrictConditions({
  isTensor,
  isPresenceTest,
  refuse,
  lookup,
}: StrictConditions): void {
  const placeOf = (file: string, line: number, column: number) => {
    const loc = { file, line, column }
    return { loc, frame: lookup.codeFrame(loc) ?? '' }
  }
  const guard = {
    truth(value: unknown, ...[construct, tensor, file, line, column]: Site): unknown {
      if (isTensor(value) && !isPresenceTest({ file, line, column }))
        throw refuse(
          tensorTruthiness(
            { construct, tensor, instead: `tf.where(${tensor}, a, b)` },
            placeOf(file, line, column),
          ),
        )
      return value
    },
    compare(
      left: unknown,
      right: unknown,
      leftText: string,
      rightText: string,
      operator: string,
      file: string,
      line: number,
      column: number,
    ): boolean {
      const isAsked = left == null || right == null || isPresenceTest({ file, line, column })
      if (!isAsked && (isTensor(left) || isTensor(right))) {
        const op = operator.startsWith('!') ? 'tf.notEqual' : 'tf.equal'
        const slots = {
          operator,
          tensor: isTensor(left) ? leftText : rightText,
          instead: `${op}(${leftText}, ${rightText})`,
        }
        throw refuse(tensorIdentity(slots, placeOf(file, line, column)))
      }
      return compared(left, right, operator)
    },
    discriminant(value: unknown, ...[, tensor, file, line, column]: Site): unknown {
      if (isTensor(value)) throw refuse(tensorSwitch({ tensor }, placeOf(file, line, column)))
      return value
    },
  }
  Object.defineProperty(globalThis, GUARD, { value: guard, configurable: true })
}

function compared(left: unknown, right: unknown, operator: string): boolean {
  if (operator === '===') return left === right
  if (operator === '!==') return left !== right
  // biome-ignore lint/suspicious/noDoubleEquals: what the user wrote
  return operator === '==' ? left == right : left != right
}
