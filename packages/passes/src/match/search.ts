/**
 * @file The search for a match that ends at one node: goals (this pattern must fit that argument) are met one by one, and
 * taken back where a name, a use or `where` contradicts. Feasibility cuts everything else off before, and the number of
 * steps is bounded, so that no pattern and no graph makes it slow. Recursion is as deep as the pattern, never the graph.
 */
import { type Arg, type FxNode, type NodeId, Ref } from '@tsfx/ir'
import { Assignment, type MatchedNode } from './assignment.ts'
import { wayAround } from './convexity.ts'
import { alsoUsed, Feasibility, scalarOf } from './feasibility.ts'
import type { MatchView } from './matchView.ts'
import { type Slots, slotsOf } from './opHead.ts'
import type { Bindings, LinkPattern, ListOfPattern, Match, OpPattern, Pattern } from './pattern.ts'
import { type PatternShape, partsOf } from './patternShape.ts'
import { printNode, Reasons, SHAPE_FITTED, type Site } from './reasons.ts'
import { UseCounts } from './useCounts.ts'

/** Goals taken back after which a search gives up: only names that contradict each other cost more than a few. */
const MOST_FAILURES = 10_000

/** A pattern that must fit an argument, and what must hold besides. */
interface Goal {
  readonly pattern: Pattern
  readonly arg: Arg
  readonly site: Site
  readonly rest: Goal | null
}

export interface SearchOptions {
  /** Nodes of other matches. */
  readonly isTaken: (node: FxNode) => boolean
  /** A last test: true, or why not. */
  readonly where: (match: Match, view: MatchView) => boolean | string
}

export type SearchResult =
  | { readonly match: Match; readonly reason: null }
  | { readonly match: null; readonly reason: string | null }

const ANCHOR: Site = { user: null, argument: '', level: 0 }

export class Search {
  readonly #view: MatchView
  readonly #shape: PatternShape
  readonly #options: SearchOptions
  readonly #reasons: Reasons
  readonly #feasibility: Feasibility
  readonly #assignment: Assignment
  /** The nodes of the pattern's results, in its order. */
  readonly #results: NodeId[] = []
  #failures = 0
  #found: Match | null = null

  constructor(view: MatchView, shape: PatternShape, options: SearchOptions) {
    this.#view = view
    this.#shape = shape
    this.#options = options
    this.#reasons = new Reasons(view)
    this.#feasibility = new Feasibility(view, shape, this.#reasons, options.isTaken)
    this.#assignment = new Assignment(view)
  }

  /** The first match whose last result is `node`, or why there is none. */
  at(node: FxNode): SearchResult {
    const found = this.#result(this.#shape.anchors.length - 1, node.id)
    if (found && this.#found) return { match: this.#found, reason: null }
    const gaveUp = `${printNode(node)}: gave up after ${MOST_FAILURES} ways; too many orders leave open what the names stand for`
    return { match: null, reason: this.#failures > MOST_FAILURES ? gaveUp : this.#reasons.furthest }
  }

  /** Lets result `index` be the node `id`, and finds the results before it. */
  #result(index: number, id: NodeId): boolean {
    this.#results[index] = id
    const goal: Goal = { pattern: this.#shape.anchors[index]!, arg: new Ref(id), site: ANCHOR, rest: null }
    return this.#solve(goal, () => (index === 0 ? this.#complete() : this.#resultBefore(index - 1)))
  }

  /** Tries the nodes that result `index` could be, the last first. */
  #resultBefore(index: number): boolean {
    const pattern = this.#shape.anchors[index]!
    for (const id of this.#candidates(pattern, index)) {
      if (this.#failures > MOST_FAILURES) return false
      const node = this.#view.node(id)
      if (this.#options.isTaken(node) || !this.#shape.couldBe(index, node)) continue
      if (!this.#assignment.nodes.get(id)?.isAnchor && this.#result(index, id)) return true
    }
    return this.#reasons.note(SHAPE_FITTED, () => `no other node fits ${pattern}`)
  }

  /** Nodes that could be result `index`: what a bound value leads to in as many steps as the pattern has ops, else calls of its ops. */
  #candidates(pattern: Pattern, index: number): Iterable<NodeId> {
    const start = this.#boundInside(pattern)
    if (start === null) return this.#callsOf(this.#shape.targetsOf(index))
    const found = new Set<NodeId>([start])
    let level: readonly NodeId[] = [...found]
    for (let hops = 0; hops < this.#shape.depth && level.length > 0; hops++) {
      level = [...new Set(level.flatMap((id) => [...this.#view.users(id)]))].filter((id) => !found.has(id))
      for (const id of level) found.add(id)
    }
    return this.#lastFirst(found)
  }

  /** Calls of the ops `targets`, or of any. */
  #callsOf(targets: readonly string[] | null): Iterable<NodeId> {
    if (targets?.length === 1) return this.#view.callsOf(targets[0]!)
    if (targets) return this.#lastFirst(targets.flatMap((target) => [...this.#view.callsOf(target)]))
    return [...this.#view.nodes()].reverse().map(({ id }) => id)
  }

  #lastFirst(ids: Iterable<NodeId>): NodeId[] {
    const position = (id: NodeId): number => this.#view.positionOf(id)
    return [...ids].sort((a, b) => position(b) - position(a))
  }

  /** A node that a name of `pattern` is bound to, of the nearest name that is. */
  #boundInside(pattern: Pattern): NodeId | null {
    const todo: Pattern[] = [pattern]
    for (const part of todo) {
      const name = 'name' in part ? part.name : null
      const node = name === null ? null : this.#assignment.nodeOf(name)
      if (node !== null) return node
      if (part.kind !== 'listOf') for (const inner of partsOf(part)) todo.push(inner)
    }
    return null
  }

  /** Meets `goal` and those behind it, then `next`. */
  #solve(goal: Goal | null, next: () => boolean): boolean {
    if (!goal) return next()
    if (this.#failures > MOST_FAILURES) return false
    const mark = this.#assignment.mark()
    if (this.#feasibility.holds(goal.pattern, goal.arg, goal.site) && this.#try(goal, next)) return true
    this.#assignment.undo(mark)
    this.#failures++
    return false
  }

  #try({ pattern, arg, site, rest }: Goal, next: () => boolean): boolean {
    const goOn = (part: Pattern, value: Arg = arg): boolean =>
      this.#solve({ pattern: part, arg: value, site, rest }, next)
    const bind = (name: string | null, bound: Parameters<Assignment['bind']>[1]): boolean =>
      (this.#assignment.bind(name, bound) || this.#contradicts(name!, site)) && this.#solve(rest, next)
    switch (pattern.kind) {
      case 'any':
      case 'attr':
        return bind(pattern.name, { kind: 'value', value: arg })
      case 'equal':
        return this.#solve(rest, next)
      case 'param': {
        const node = this.#view.node((arg as Ref).node)
        const handle = this.#view.params.get(node.target)!
        return bind(pattern.name, {
          kind: 'param',
          value: { ref: arg as Ref, node, path: node.target, handle },
        })
      }
      case 'scalar':
        return bind(pattern.name, { kind: 'number', value: scalarOf(this.#view, pattern, arg)! })
      case 'list': {
        const goals = pattern.items.map((part, i) => [part, (arg as readonly Arg[])[i]!] as const)
        return this.#solve(goalsOf(goals, site, rest), next)
      }
      case 'listOf':
        return this.#items(pattern, arg as readonly Arg[], site) && this.#solve(rest, next)
      case 'oneOf':
        return pattern.options.some((option) => goOn(option))
      case 'item':
        return goOn(pattern.of, new Ref((arg as Ref).node))
      case 'typed':
        return goOn(pattern.of)
      case 'op':
        return this.#call(pattern, null, { pattern, arg, site, rest }, next)
      case 'link':
        return this.#link(pattern, { pattern, arg, site, rest }, next)
      case 'anchors':
        return false
    }
  }

  /** The link that is there goes before the one left out, so that the longest chain wins. */
  #link(link: LinkPattern, goal: Goal, next: () => boolean): boolean {
    const mark = this.#assignment.mark()
    if (this.#feasibility.link(link, goal.arg, goal.site) && this.#call(link.op, link.before, goal, next))
      return true
    this.#assignment.undo(mark)
    return link.optional && this.#solve({ ...goal, pattern: link.before }, next)
  }

  #call(op: OpPattern, before: Pattern | null, { arg, site, rest }: Goal, next: () => boolean): boolean {
    const node = this.#view.node((arg as Ref).node)
    const known = this.#assignment.nodes.get(node.id)
    let matched: MatchedNode | null = null
    const isBack = op.name !== null && this.#assignment.named(op.name) !== null
    if (!this.#assignment.bind(op.name, { kind: 'node', value: node }))
      return this.#contradicts(op.name!, site)
    if (isBack && known) {
      // A second place of one node: what stands below it was matched at the first.
      this.#assignment.takeAgain(known, site.user === null)
      if (known.op === op) return this.#meetBefore(known, before, { site, rest }, next)
    } else if (known) {
      return this.#reasons.note(
        SHAPE_FITTED,
        () => `${printNode(node)}: two ops of the pattern cannot be one node`,
      )
    } else {
      matched = this.#assignment.take(op, node, site.user === null)
    }
    for (const slots of slotsOf(op, node, before)) {
      if (!this.#feasibility.slots(slots, node, site.level)) continue
      if (matched) matched.slots = slots
      const mark = this.#assignment.mark()
      const goals = slots
        .filter(([, pattern]) => isToMeet(pattern))
        .map(([argument, pattern]) => [pattern, node.args[argument] ?? null, argument] as const)
      if (this.#solve(goalsOf(goals, { user: node, argument: '', level: site.level + 1 }, rest), next))
        return true
      this.#assignment.undo(mark)
    }
    return false
  }

  /** Meets what stands before a link whose op was found at an earlier place: its own arguments lie as they did there. */
  #meetBefore(
    { op, node, slots }: MatchedNode,
    before: Pattern | null,
    { site, rest }: Pick<Goal, 'site' | 'rest'>,
    next: () => boolean,
  ): boolean {
    if (!before) return this.#solve(rest, next)
    const lieAs = (others: Slots): boolean =>
      Object.values(op.args).every((pattern) => argumentOf(others, pattern) === argumentOf(slots, pattern))
    for (const others of slotsOf(op, node, before).filter(lieAs)) {
      const argument = argumentOf(others, before)
      const mark = this.#assignment.mark()
      const place = { user: node, argument, level: site.level + 1 }
      if (this.#solve({ pattern: before, arg: node.args[argument] ?? null, site: place, rest }, next))
        return true
      this.#assignment.undo(mark)
    }
    return false
  }

  /** Items of a list are met each by itself: a list may be as long as the graph is. */
  #items(pattern: ListOfPattern, args: readonly Arg[], site: Site): boolean {
    const value: Bindings[] = []
    for (const [i, arg] of args.entries()) {
      const place = { ...site, argument: `${site.argument}[${i}]` }
      const met = this.#assignment.inScope(() => {
        if (!this.#solve({ pattern: pattern.item, arg, site: place, rest: null }, () => true)) return false
        value.push(bindingsOf(namesIn(pattern.item), this.#assignment))
        return true
      })
      if (!met) return false
    }
    return this.#assignment.bind(pattern.name, { kind: 'list', value })
  }

  #contradicts(name: string, { user, argument }: Site): false {
    return this.#reasons.note(SHAPE_FITTED + this.#assignment.nodes.size, () => {
      const place = user ? `${printNode(user)}: ${argument}` : 'the result'
      return `${place} is not the '${name}' found elsewhere`
    })
  }

  /** The tests that need the whole match: uses, the way round through other nodes, `where`. */
  #complete(): boolean {
    const matched = [...this.#assignment.nodes.values()]
    const nodes = matched.map(({ node }) => node)
    // With one result alone, what comes back in would have to come from itself.
    const problem = this.#use(matched) ?? (this.#results.length > 1 ? wayAround(this.#view, nodes) : null)
    if (problem !== null) return this.#reasons.note(SHAPE_FITTED + matched.length, () => problem)
    const position = ({ id }: FxNode): number => this.#view.positionOf(id)
    const match: Match = {
      bindings: bindingsOf(this.#shape.names.keys(), this.#assignment),
      anchors: this.#results.map((id) => this.#view.node(id)),
      nodes: nodes.sort((a, b) => position(a) - position(b)),
    }
    const verdict = this.#options.where(match, this.#view)
    if (verdict !== true) {
      const why = typeof verdict === 'string' ? verdict : 'the condition of the rule does not hold'
      return this.#reasons.note(2 * SHAPE_FITTED, () => `${printNode(match.anchors.at(-1)!)}: ${why}`)
    }
    this.#found = match
    return true
  }

  /** Why a matched value may not go: someone outside uses it, or the match itself does where the pattern does not say so. */
  #use(matched: readonly MatchedNode[]): string | null {
    const uses = new UseCounts()
    for (const { node, isAnchor, places } of matched) {
      let inside = 0
      for (const id of this.#view.users(node.id)) {
        const isInside = this.#assignment.nodes.has(id)
        // A user outside may be a concat of thousands: it is read only when it is in the way.
        if (isAnchor && !isInside) continue
        const user = this.#view.node(id)
        if (!isInside) return alsoUsed(node, user)
        inside += uses.of(user, node.id)
        if (inside > places) return uses.of(user, node.id) > 1 ? usedTwice(node, user) : alsoUsed(node, user)
      }
    }
    return null
  }
}

function goalsOf(
  parts: readonly (readonly [Pattern, Arg, string?])[],
  site: Site,
  rest: Goal | null,
): Goal | null {
  return parts.reduceRight<Goal | null>(
    (behind, [pattern, arg, argument], i) => ({
      pattern,
      arg,
      site: { ...site, argument: argument ?? `${site.argument}[${i}]` },
      rest: behind,
    }),
    rest,
  )
}

const usedTwice = (node: FxNode, user: FxNode): string =>
  `${printNode(node)}: its value is used twice by ${printNode(user)}`

const argumentOf = (slots: Slots, pattern: Pattern): string =>
  slots.find((slot) => slot[1] === pattern)?.[0] ?? ''

/** Says whether a pattern that is feasible leaves anything to bind or to take. */
const isToMeet = (pattern: Pattern): boolean =>
  'name' in pattern && pattern.kind !== 'op' ? pattern.name !== null : pattern.kind !== 'equal'

/** What names stand for; null for what was absent. */
const bindingsOf = (names: Iterable<string>, assignment: Assignment): Bindings =>
  Object.freeze(Object.fromEntries([...names].map((name) => [name, assignment.named(name)?.value ?? null])))

/** Names that a pattern binds in its own scope. */
function namesIn(pattern: Pattern): readonly string[] {
  const name = 'name' in pattern && pattern.name !== null ? [pattern.name] : []
  return pattern.kind === 'listOf' ? name : [...name, ...partsOf(pattern).flatMap(namesIn)]
}
