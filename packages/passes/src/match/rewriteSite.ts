/** @file What a rule's rewrite works with: the place of one match in the transaction, and short ways to insert there. */
import {
  type Arg,
  type Edit,
  type FxNode,
  inferType,
  mapArg,
  type NodeFields,
  type NodeId,
  type ParamValue,
  Ref,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { badReplacement } from '../diagnostics.generated.ts'
import type { PassContext } from '../manager/pass.ts'
import type { MatchView } from './matchView.ts'
import type { BoundParam, Match } from './pattern.ts'

/** The answer of a rewrite that leaves the match alone; it must not have edited anything. */
export class Declined {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

/** What an argument of a new op may be: as the graph has it, or as a pattern bound it. */
export type NewArg = Arg | BoundParam | FxNode | readonly (Arg | BoundParam | FxNode)[]

export class RewriteSite {
  readonly edit: Edit
  readonly context: PassContext
  /** The graph as it stands, as the matcher reads it. */
  readonly view: MatchView
  readonly match: Match
  /** Name of the rule. */
  readonly rule: string
  /** New nodes go before this one, the last result of the match. */
  readonly anchor: NodeId

  constructor(edit: Edit, context: PassContext, view: MatchView, rule: string, match: Match) {
    this.edit = edit
    this.context = context
    this.view = view
    this.rule = rule
    this.match = match
    this.anchor = match.nodes.at(-1)!.id
  }

  /** Inserts a call of an op, with defaults filled in and its type inferred. @throws TSFX0511, TSFX2024 */
  op(target: string, args: Readonly<Record<string, NewArg>>, fields: Partial<NodeFields> = {}): Ref {
    const record = opNamed(target)
    if (!record) {
      const { name: node, loc } = this.edit.node(this.anchor)
      throw badReplacement({ rule: this.rule, node, problem: `there is no op '${target}'` }, { node, loc })
    }
    const raw = Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, argOf(arg)]))
    const made = this.edit.insertBefore(this.anchor, {
      kind: 'call_function',
      target,
      args: record.normalize(raw),
      ...fields,
    })
    const nodes = { get: (id: NodeId) => this.edit.node(id) } as ReadonlyMap<NodeId, FxNode>
    const type = fields.type ?? inferType(made, record, nodes)
    if (type) this.edit.update(made.id, { type })
    return new Ref(made.id)
  }

  /** Adds a parameter at `path`, or at the next free path, and reads it. */
  param(path: string, value: ParamValue): Ref {
    const free = this.edit.freeParamPath(path)
    this.edit.setParam(free, value)
    return new Ref(this.edit.getAttrBefore(this.anchor, free).id)
  }

  /** Leaves the match alone, for a reason that only the rewrite finds; before anything is edited. */
  decline(reason: string): Declined {
    return new Declined(reason)
  }
}

function argOf(arg: NewArg): Arg {
  if (Array.isArray(arg)) return (arg as readonly NewArg[]).map(argOf)
  if (typeof arg !== 'object' || arg === null) return arg as Arg
  if ('ref' in arg && arg.ref instanceof Ref) return arg.ref
  return 'kind' in arg && 'id' in arg ? new Ref((arg as FxNode).id) : mapArg(arg as Arg, (leaf) => leaf)
}
