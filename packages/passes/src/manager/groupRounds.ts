/** @file Decides after each round of a group whether it has come to an end, goes on, or never will end. */
import type { DiagnosticPlace } from '@tsfx/ir'
import { notStable, oscillation } from '../diagnostics.generated.ts'
import type { PassGroup } from './passGroup.ts'

/** What one round of a group did. */
export interface GroupRound {
  /** Names of the passes and groups that changed what the graph says. */
  readonly changed: readonly string[]
  /** `graphContent` after it. */
  readonly content: string
  /** A node that it changed. */
  readonly place: DiagnosticPlace
}

export class GroupRounds {
  readonly #group: PassGroup
  /** What the graph said before the first round, and after each. */
  readonly #contents: string[]
  readonly #changed: (readonly string[])[] = []

  constructor(group: PassGroup, content: string) {
    this.#group = group
    this.#contents = [content]
  }

  /** What the graph says now. */
  get content(): string {
    return this.#contents.at(-1)!
  }

  /** `simplify, round 2`: the round that comes next. */
  get label(): string {
    return `${this.#group.name}, round ${this.#contents.length}`
  }

  /**
   * Takes note of a round; says whether it left the graph as it was.
   * @throws TSFX2010 when the graph says what it said after an earlier round, TSFX2009 when this was the last round.
   */
  settledBy({ changed, content, place }: GroupRound): boolean {
    if (changed.length === 0) return true
    const { name: group, maxRounds } = this.#group
    const seen = this.#contents.indexOf(content)
    const round = this.#contents.push(content) - 1
    this.#changed.push(changed)
    if (seen >= 0) {
      const passes = [...new Set(this.#changed.slice(seen).flat())].join(', ')
      const period = round - seen
      throw oscillation(
        { group, round, period: period === 1 ? 'one round' : `${period} rounds`, passes },
        place,
      )
    }
    if (round >= maxRounds) throw notStable({ group, rounds: round, passes: changed.join(', ') }, place)
    return false
  }
}
