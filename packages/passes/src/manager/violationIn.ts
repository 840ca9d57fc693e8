/** @file What a fact answered, held to the form of an answer. */
import { badFactAnswer } from '../diagnostics.generated.ts'
import { answerKind } from './answerKind.ts'
import type { Fact, FactViolation } from './fact.ts'

/**
 * The violation in what `fact` answered, or null: as with a check of the user, no answer is "it holds".
 * @throws TSFX2016 for what is neither, such as a boolean, which would hold or not by chance.
 */
export function violationIn(fact: Fact, answer: unknown): FactViolation | null {
  if (answer === null || answer === undefined) return null
  if (typeof answer === 'object' && 'problem' in answer && typeof answer.problem === 'string')
    return answer as FactViolation
  throw badFactAnswer({ fact: fact.name, given: answerKind(answer) })
}
