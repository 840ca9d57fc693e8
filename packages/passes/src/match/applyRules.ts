/**
 * @file Rules at work in one transaction. Nodes are visited last to first, as `match` visits them, and each rule is tried
 * in turn; then what the rewrites made, and what stands behind it, is visited again, until no rule fires. Each visit costs what
 * the pattern costs, so n firings cost n visits, not n sweeps of the graph.
 *
 * A user with many inputs is rewritten once for each such sweep. Until then its uses wait, which the view shows as done; a
 * rewrite that reads the transaction itself finds done what has to do with its match.
 */
import {
  type Edit,
  eachRef,
  equalTypes,
  FxNode,
  isDiagnosticError,
  type NodeId,
  printType,
  Ref,
} from '@tsfx/ir'
import { badReplacement, endlessRule, failedRule } from '../diagnostics.generated.ts'
import { causeReport } from '../manager/causeReport.ts'
import type { PassContext } from '../manager/pass.ts'
import { typeOfRef } from '../typeOfRef.ts'
import { Derivations } from './derivations.ts'
import { EditView } from './matchView.ts'
import type { Match } from './pattern.ts'
import { PatternShape } from './patternShape.ts'
import { printNode } from './reasons.ts'
import { Declined, RewriteSite } from './rewriteSite.ts'
import type { Replacement, Rule } from './rule.ts'
import { Search } from './search.ts'

export interface ApplyRulesOptions {
  /** Visits each node once, and not what the rules made. Default: until no rule fires. */
  readonly once?: boolean
}

/** A match that was rewritten. */
export interface Firing {
  readonly rule: string
  readonly match: Match
}

interface ShapedRule {
  readonly rule: Rule
  readonly shape: PatternShape
}

/** Applies rules and returns what fired, in the order in which it did. @throws TSFX2021-TSFX2026 */
export function applyRules(
  edit: Edit,
  rules: readonly Rule[],
  context: PassContext,
  options: ApplyRulesOptions = {},
): readonly Firing[] {
  return new RuleRun(edit, rules, context, options.once ?? false).run()
}

class RuleRun {
  readonly #edit: Edit
  readonly #rules: readonly ShapedRule[]
  readonly #context: PassContext
  readonly #view: EditView
  readonly #isOnce: boolean
  readonly #derivations: Derivations
  readonly #firings: Firing[] = []
  readonly #madeBefore = new Set<NodeId>()
  /** The latest reason for each rule, by node: what fires later is no near miss. */
  readonly #nearMisses = new Map<NodeId, Map<string, string>>()
  /** Nodes to visit first. */
  readonly #todo: NodeId[]
  /** Nodes that rewrites made, or whose users they changed. */
  #touched = new Set<NodeId>()

  constructor(edit: Edit, rules: readonly Rule[], context: PassContext, isOnce: boolean) {
    this.#edit = edit
    this.#rules = rules.map((rule) => ({ rule, shape: new PatternShape(rule.pattern) }))
    this.#context = context
    this.#view = new EditView(edit)
    this.#isOnce = isOnce
    this.#todo = Array.from(edit.nodes(), ({ id }) => id)
    this.#derivations = new Derivations(this.#todo.length)
  }

  run(): readonly Firing[] {
    let todo = this.#todo
    while (todo.length > 0) {
      this.#touched = new Set()
      for (const id of todo.reverse()) this.#visit(id)
      this.#view.uses.settleAll()
      this.#view.forgetCalls()
      todo = this.#isOnce ? [] : this.#behindTouched()
    }
    this.#reportNearMisses()
    return this.#firings
  }

  #visit(id: NodeId): void {
    for (const { rule, shape } of this.#rules) {
      if (!this.#view.uses.isThere(id)) return
      // A node that waits for its inputs has its op already.
      if (!shape.startsAt(this.#edit.node(id))) continue
      const node = this.#view.node(id)
      const reason = this.#attempt(rule, shape, node)
      if (reason === null) this.#nearMisses.get(id)?.delete(rule.name)
      else this.#nearMisses.set(id, (this.#nearMisses.get(id) ?? new Map()).set(rule.name, reason))
    }
  }

  /** Rewrites the match that ends at `node`; null, or why there is none. */
  #attempt(rule: Rule, shape: PatternShape, node: FxNode): string | null {
    try {
      const { match, reason } = new Search(this.#view, shape, {
        isTaken: ({ id }) => this.#isOnce && this.#madeBefore.has(id),
        where: (found, view) => rule.where?.(found.bindings, found, view) ?? true,
      }).at(node)
      return match ? this.#rewrite(rule, match, node) : reason
    } catch (cause) {
      if (isDiagnosticError(cause) && cause.code.startsWith('TSFX202')) throw cause
      const { problem, fix, kind } = causeReport(cause, DEFECT)
      const error = failedRule({ rule: rule.name, node: node.name, problem, fix }, placeOf(node))
      throw Object.assign(error, { cause, kind })
    }
  }

  #rewrite(rule: Rule, match: Match, node: FxNode): string | null {
    const edit = this.#edit
    for (const { id } of match.nodes) this.#view.uses.settleUsers(id)
    const site = new RewriteSite(edit, this.#context, this.#view, rule.name, match)
    const [before, after] = [edit.previous(site.anchor), edit.next(site.anchor)]
    const replacement = edit.deriveFrom(originsOf(match), () => rule.rewrite(match.bindings, site))
    const made = this.#made(before, after, match)
    const [firstMade] = made
    if (replacement instanceof Declined) {
      if (firstMade === undefined) return replacement.reason
      throw bad(rule, node, `it declines after it has made ${printNode(edit.node(firstMade))}`)
    }
    const values = this.#checkValues(rule, match, node, replacement)
    for (const [i, anchor] of match.anchors.entries()) this.#view.uses.replace(anchor.id, values[i]!, made)
    this.#settle(match, values, made)
    this.#firings.push({ rule: rule.name, match })
    this.#context.fired(rule.name, node)
    if (!this.#derivations.count(rule, match.nodes, made))
      throw endlessRule({ rule: rule.name, count: this.#firings.length })
    return null
  }

  /** The nodes that stand now between the neighbours that the last result had. */
  #made(before: FxNode | null, after: FxNode | null, match: Match): ReadonlySet<NodeId> {
    const made = new Set<NodeId>()
    const old = new Set(match.nodes.map((node) => node.id))
    const first = before ? this.#edit.next(before.id) : ([...this.#edit.nodes()][0] ?? null)
    for (let node = first; node && node.id !== after?.id; node = this.#edit.next(node.id)) {
      if (!old.has(node.id)) made.add(node.id)
    }
    return made
  }

  #checkValues(
    rule: Rule,
    match: Match,
    node: FxNode,
    replacement: Exclude<Replacement, Declined>,
  ): readonly Ref[] {
    const values: readonly unknown[] = Array.isArray(replacement) ? replacement : [replacement]
    const count = match.anchors.length
    if (values.length !== count)
      throw bad(rule, node, `it returns ${values.length} values in the place of ${count}`)
    return values.map((returned, i) => {
      const value = returned instanceof FxNode ? new Ref(returned.id) : returned
      if (!(value instanceof Ref && this.#view.uses.isThere(value.node)))
        throw bad(rule, node, 'it returns what is no value of the graph')
      // What comes behind was inferred from the type that was there.
      const [type, wanted] = [typeOfRef(this.#edit.node(value.node), value), match.anchors[i]!.type]
      if (type && wanted && !equalTypes(type, wanted))
        throw bad(rule, node, `it returns ${printType(type)} in the place of ${printType(wanted)}`)
      return value
    })
  }

  /** Takes out what died, gives its names to what stands for it, and notes what must be looked at again. */
  #settle(match: Match, values: readonly Ref[], made: ReadonlySet<NodeId>): void {
    const { uses, order } = this.#view
    const [firstMade] = made
    const last = match.nodes.at(-1)!.id
    // What stays is used by what was made, which was put before it.
    if (firstMade !== undefined && uses.isUsed(last)) order.moveBefore(last, firstMade)
    if (match.anchors.length > 1) for (const { node } of values) this.#putBeforeUsers(node)
    for (const id of made) {
      this.#touched.add(id)
      this.#madeBefore.add(id)
    }
    for (const { id } of match.nodes.toReversed()) {
      if (uses.isUsed(id)) continue
      eachRef(this.#edit.node(id).args, (ref) => this.#touched.add(ref.node))
      uses.remove(id)
    }
    for (const [i, { id, name, type }] of match.anchors.entries()) {
      const { node } = values[i]!
      this.#touched.add(node)
      if (uses.isThere(id) || !made.has(node)) continue
      this.#edit.update(node, { name, type: this.#edit.node(node).type ?? type })
    }
    this.#view.addCalls(made)
  }

  /** A user of an earlier result may stand before the new nodes: puts the value, and what it needs, before its first user. */
  #putBeforeUsers(id: NodeId): void {
    const position = (each: NodeId): number => this.#view.positionOf(each)
    const users = [...this.#edit.users(id), ...this.#view.uses.waitingFor(id)]
    const first = users.reduce((least, user) => (position(user) < position(least) ? user : least), id)
    if (first === id) return
    const late = new Set([id])
    for (const each of late)
      eachRef(this.#edit.node(each).args, ({ node }) => position(node) >= position(first) && late.add(node))
    // A value that needs its own user has no place; the sort names the cycle.
    if (users.some((user) => late.has(user))) this.#edit.sort()
    for (const each of [...late].sort((a, b) => position(a) - position(b)))
      this.#view.order.moveBefore(each, first)
  }

  /** What could match now and could not before: nodes at most as far behind a touched one as a pattern is deep. */
  #behindTouched(): NodeId[] {
    const depth = this.#rules.reduce((most, { shape }) => Math.max(most, shape.depth), 0)
    let level = [...this.#touched].filter((id) => this.#edit.has(id))
    const found = new Set(level)
    for (let hops = 0; hops < depth; hops++) {
      const next: NodeId[] = []
      for (const id of level) {
        for (const user of this.#edit.users(id)) {
          if (found.has(user)) continue
          found.add(user)
          next.push(user)
        }
      }
      level = next
    }
    const position = (id: NodeId): number => this.#view.positionOf(id)
    const mayStart = (id: NodeId): boolean =>
      this.#rules.some(({ shape }) => shape.startsAt(this.#edit.node(id)))
    return [...found].filter(mayStart).sort((a, b) => position(a) - position(b))
  }

  #reportNearMisses(): void {
    const position = (id: NodeId): number => this.#view.positionOf(id)
    const ids = [...this.#nearMisses.keys()].filter((id) => this.#edit.has(id))
    for (const id of ids.sort((a, b) => position(a) - position(b))) {
      for (const [rule, reason] of this.#nearMisses.get(id)!)
        this.#context.nearMiss(rule, this.#edit.node(id), reason)
    }
  }
}

/** Of an error that says no more of itself. */
const DEFECT = { fix: 'mend the rule; its cause has the stack', kind: 'internal' } as const

/** What a rewrite makes stands for the results, so they come first. */
const originsOf = ({ anchors, nodes }: Match): readonly FxNode[] => [...new Set([...anchors, ...nodes])]

const bad = (rule: Rule, node: FxNode, problem: string): Error =>
  badReplacement({ rule: rule.name, node: node.name, problem }, placeOf(node))

const placeOf = (node: FxNode) => ({ node: node.name, loc: node.loc })
