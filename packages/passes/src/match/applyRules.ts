/**
 * @file Rules at work in one transaction. Nodes are visited last to first, as `match` visits them, and each rule is tried
 * in turn; then what the rewrites made, and what stands behind it, is visited again, until no rule fires. Each visit costs what
 * the pattern costs, so n firings cost n visits, not n sweeps of the graph.
 */
import { type Edit, eachRef, FxNode, isDiagnosticError, type NodeId, Ref } from '@tsfx/ir'
import { badReplacement, endlessRule, failedRule } from '../diagnostics.generated.ts'
import { causeReport } from '../manager/causeReport.ts'
import type { PassContext } from '../manager/pass.ts'
import { EditView } from './matchView.ts'
import type { Match } from './pattern.ts'
import { PatternShape } from './patternShape.ts'
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
  return new RuleRun(edit, rules, context).run(options.once ?? false)
}

class RuleRun {
  readonly #edit: Edit
  readonly #rules: readonly ShapedRule[]
  readonly #context: PassContext
  readonly #view: EditView
  readonly #firings: Firing[] = []
  /** The latest reason for each rule, by node: what fires later is no near miss. */
  readonly #nearMisses = new Map<NodeId, Map<string, string>>()
  /** Nodes that rewrites made, or whose users they changed. */
  #touched = new Set<NodeId>()

  constructor(edit: Edit, rules: readonly Rule[], context: PassContext) {
    this.#edit = edit
    this.#rules = rules.map((rule) => ({ rule, shape: new PatternShape(rule.pattern) }))
    this.#context = context
    this.#view = new EditView(edit)
  }

  run(once: boolean): readonly Firing[] {
    const start = [...this.#edit.nodes()]
    // A run that ends fires at most a few times for each node; a rule that feeds itself does not end.
    const most = 100 + 20 * start.length
    for (let todo = start.map((node) => node.id); todo.length > 0; todo = once ? [] : this.#behindTouched()) {
      this.#touched = new Set()
      for (const id of todo.reverse()) {
        this.#visit(id)
        if (this.#firings.length > most)
          throw endlessRule({ rule: this.#firings.at(-1)!.rule, count: this.#firings.length })
      }
    }
    this.#reportNearMisses()
    return this.#firings
  }

  #visit(id: NodeId): void {
    for (const { rule, shape } of this.#rules) {
      if (!this.#edit.has(id)) return
      const node = this.#edit.node(id)
      if (!shape.startsAt(node)) continue
      const reason = this.#attempt(rule, shape, node)
      if (reason === null) this.#nearMisses.get(id)?.delete(rule.name)
      else this.#nearMisses.set(id, (this.#nearMisses.get(id) ?? new Map()).set(rule.name, reason))
    }
  }

  /** Rewrites the match that ends at `node`; null, or why there is none. */
  #attempt(rule: Rule, shape: PatternShape, node: FxNode): string | null {
    try {
      const { match, reason } = new Search(this.#view, shape, {
        isTaken: () => false,
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
    const site = new RewriteSite(edit, this.#context, this.#view, rule.name, match)
    const [before, after] = [edit.previous(site.anchor), edit.next(site.anchor)]
    const replacement = edit.deriveFrom(originsOf(match), () => rule.rewrite(match.bindings, site))
    if (replacement instanceof Declined) return replacement.reason
    const made = this.#made(before, after, match)
    const values = this.#checkValues(rule, match, node, replacement)
    for (const [i, anchor] of match.anchors.entries())
      edit.replaceAllUsesWith(anchor.id, values[i]!, (user) => !made.has(user.id))
    this.#settle(match, values, made)
    this.#firings.push({ rule: rule.name, match })
    this.#context.fired(rule.name, node)
    return null
  }

  /** The nodes that stand now between the neighbours that the last result had. */
  #made(before: FxNode | null, after: FxNode | null, match: Match): ReadonlySet<NodeId> {
    const made = new Set<NodeId>()
    const old = new Set(match.nodes.map((node) => node.id))
    const position = this.#view.positionOf(match.nodes.at(-1)!.id)
    const first = before ? this.#edit.next(before.id) : ([...this.#edit.nodes()][0] ?? null)
    for (let node = first; node && node.id !== after?.id; node = this.#edit.next(node.id)) {
      if (old.has(node.id)) continue
      made.add(node.id)
      this.#view.place(node.id, position)
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
    const bad = (problem: string): Error =>
      badReplacement({ rule: rule.name, node: node.name, problem }, placeOf(node))
    const count = match.anchors.length
    if (values.length !== count) throw bad(`it returns ${values.length} values in the place of ${count}`)
    return values.map((returned) => {
      const value = returned instanceof FxNode ? new Ref(returned.id) : returned
      if (value instanceof Ref && this.#edit.has(value.node)) return value
      throw bad('it returns what is no value of the graph')
    })
  }

  /** Erases what died, gives its names to what stands for it, and notes what must be looked at again. */
  #settle(match: Match, values: readonly Ref[], made: ReadonlySet<NodeId>): void {
    const position = (id: NodeId): number => this.#view.positionOf(id)
    // A user of an earlier result may stand before the new nodes, which stand before the last one.
    if (match.anchors.length > 1) this.#restoreOrder(values, position)
    const [firstMade] = made
    const last = match.nodes.at(-1)!.id
    // What stays is used by what was made, which was put before it.
    if (firstMade !== undefined && this.#edit.users(last).length > 0) this.#edit.moveBefore(last, firstMade)
    for (const id of made) this.#touched.add(id)
    for (const node of match.nodes.toReversed()) {
      if (this.#edit.users(node.id).length > 0) continue
      eachRef(this.#edit.node(node.id).args, (ref) => this.#touched.add(ref.node))
      this.#edit.erase(node.id)
    }
    for (const [i, { id, name, type }] of match.anchors.entries()) {
      const { node } = values[i]!
      this.#touched.add(node)
      if (this.#edit.has(id) || !made.has(node)) continue
      this.#edit.update(node, { name, type: this.#edit.node(node).type ?? type })
    }
  }

  #restoreOrder(values: readonly Ref[], position: (id: NodeId) => number): void {
    const early = values.some(({ node }) =>
      this.#edit.users(node).some((user) => position(user) < position(node)),
    )
    if (!early) return
    this.#edit.sort()
    this.#view.renumber()
  }

  /** What could match now and could not before: nodes at most as far behind a touched one as a pattern is deep. */
  #behindTouched(): NodeId[] {
    const depth = this.#rules.reduce((most, { shape }) => Math.max(most, shape.depth), 0)
    let level = [...this.#touched].filter((id) => this.#edit.has(id))
    const found = new Set(level)
    for (let hops = 0; hops < depth; hops++) {
      level = [...new Set(level.flatMap((id) => [...this.#edit.users(id)]))].filter((id) => !found.has(id))
      for (const id of level) found.add(id)
    }
    const position = (id: NodeId): number => this.#view.positionOf(id)
    return [...found].sort((a, b) => position(a) - position(b) || a - b)
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

const placeOf = (node: FxNode) => ({ node: node.name, loc: node.loc })
