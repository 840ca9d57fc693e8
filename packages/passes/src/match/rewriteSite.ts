/** @file What a rule's rewrite works with: the place of one match in the transaction, and short ways to insert there. */
import { type Edit, type NodeId, type ParamValue, Ref } from '@tsfx/ir'
import type { PassContext } from '../manager/pass.ts'
import { type CallFields, insertCall } from '../transform/insertCall.ts'
import type { NewArgs } from '../transform/opCall.ts'
import type { MatchView } from './matchView.ts'
import type { Match } from './pattern.ts'

/** The answer of a rewrite that leaves the match alone; it must not have edited anything. */
export class Declined {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

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

  /** Inserts a call of an op before the last result, as `insertCall` does. @throws TSFX2031, TSFX2032, TSFX2040, TSFX0511 */
  op(target: string, args: NewArgs, fields: CallFields = {}): Ref {
    return insertCall(this.edit, this.anchor, target, args, fields)
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
