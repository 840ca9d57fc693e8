/**
 * @file Which rules led to a node, and how often rules may fire. A run that ends fires a few times for each node of the graph,
 * and for each that a rule made which had no part in what it matched. What a rule makes of its own results counts no more: a
 * rule that feeds itself does not end.
 */
import type { FxNode, NodeId } from '@tsfx/ir'
import type { Rule } from './rule.ts'

const FIRINGS_PER_NODE = 20
const NONE: ReadonlySet<Rule> = new Set()

export class Derivations {
  readonly #rules = new Map<NodeId, ReadonlySet<Rule>>()
  readonly #alone = new Map<Rule, ReadonlySet<Rule>>()
  #budget: number

  constructor(nodes: number) {
    this.#budget = 1000 + FIRINGS_PER_NODE * nodes
  }

  /** Counts a firing of `rule` on `matched`, that made the nodes `made`; false when it is one too many. */
  count(rule: Rule, matched: readonly FxNode[], made: ReadonlySet<NodeId>): boolean {
    const before = matched.map(({ id }) => this.#rules.get(id) ?? NONE)
    if (!before.some((rules) => rules.has(rule))) this.#budget += FIRINGS_PER_NODE * made.size
    const after = this.#union(before, rule)
    // What stays of the match was seen by the rule as well.
    for (const id of made) this.#rules.set(id, after)
    for (const { id } of matched) this.#rules.set(id, after)
    return this.#budget-- > 0
  }

  /** The rules of `before` and `rule`: mostly the rule alone, for which one set serves all nodes. */
  #union(before: readonly ReadonlySet<Rule>[], rule: Rule): ReadonlySet<Rule> {
    const others = before.find((rules) => rules.size > (rules.has(rule) ? 1 : 0))
    if (others) return new Set([...before.flatMap((rules) => [...rules]), rule])
    const alone = this.#alone.get(rule) ?? new Set([rule])
    this.#alone.set(rule, alone)
    return alone
  }
}
