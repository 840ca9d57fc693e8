/**
 * @file The part of matching that depends on no binding: ops, attributes, constants, types, and that an inner value has
 * no second user. It is decided once for each pattern and value, so that trying orders and options costs no more than
 * patterns times values; what is left to search are names that must agree.
 */
import {
  type Arg,
  type FxNode,
  isArgList,
  type NodeId,
  type ParamHandle,
  type ParamStore,
  Ref,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { typeOfRef } from '../typeOfRef.ts'
import { hasRef } from './hasRef.ts'
import type { MatchView } from './matchView.ts'
import { headFits, type Slots, slotsOf } from './opHead.ts'
import type { EqualPattern, LinkPattern, OpPattern, ParamPattern, Pattern, ScalarPattern } from './pattern.ts'
import type { PatternShape } from './patternShape.ts'
import { printExpectation } from './printPattern.ts'
import { printNode, type Reasons, type Site } from './reasons.ts'
import { sameValue } from './sameValue.ts'

export class Feasibility {
  readonly #view: MatchView
  readonly #shape: PatternShape
  readonly #reasons: Reasons
  readonly #isTaken: (node: FxNode) => boolean
  /** By whole values as ids, and by items as texts. */
  readonly #known = new Map<Pattern, Map<NodeId | string, boolean>>()

  constructor(view: MatchView, shape: PatternShape, reasons: Reasons, isTaken: (node: FxNode) => boolean) {
    this.#view = view
    this.#shape = shape
    this.#reasons = reasons
    this.#isTaken = isTaken
  }

  /** Says whether `pattern` could fit `arg`, whatever its names stand for. */
  holds(pattern: Pattern, arg: Arg, site: Site): boolean {
    // At an anchor the value may have any users, so it is another question than inside.
    if (!(arg instanceof Ref) || !site.user) return this.#decide(pattern, arg, site)
    const answers = this.#known.get(pattern) ?? new Map<NodeId | string, boolean>()
    this.#known.set(pattern, answers)
    const key = arg.index === null ? arg.node : `${arg.node}/${typeof arg.index}/${arg.index}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = this.#decide(pattern, arg, site)
    answers.set(key, answer)
    return answer
  }

  #decide(pattern: Pattern, arg: Arg, site: Site): boolean {
    const wrong = (): false =>
      this.#reasons.wrongArgument(site, printExpectation(pattern), arg, asksForType(pattern, arg, this.#view))
    switch (pattern.kind) {
      case 'any':
        return !pattern.isValue || arg instanceof Ref || wrong()
      case 'equal':
        return this.#equals(pattern, arg, site) || wrong()
      case 'attr':
        return (!hasRef(arg) && (pattern.test?.(arg) ?? true)) || wrong()
      case 'param':
        return this.#isParam(pattern, arg) || wrong()
      case 'scalar':
        return scalarOf(this.#view, pattern, arg) !== null || wrong()
      case 'list':
        if (!isArgList(arg) || arg.length !== pattern.items.length) return wrong()
        return arg.every((item, i) => this.holds(pattern.items[i]!, item, itemSite(site, i)))
      case 'listOf':
        if (!isArgList(arg) || arg.length < pattern.least) return wrong()
        return arg.every((item, i) => this.holds(pattern.item, item, itemSite(site, i)))
      case 'oneOf':
        return pattern.options.some((option) => this.holds(option, arg, site))
      case 'item':
        if (!(arg instanceof Ref) || arg.index !== pattern.index) return wrong()
        return this.holds(pattern.of, new Ref(arg.node), site)
      case 'typed':
        return this.#hasType(pattern.test, arg) ? this.holds(pattern.of, arg, site) : wrong()
      case 'op':
        return this.#call(pattern, null, arg, site)
      case 'link':
        return this.link(pattern, arg, site) || (pattern.optional && this.holds(pattern.before, arg, site))
      case 'anchors':
        return false
    }
  }

  /** Says whether the op of a link could be there. */
  link(pattern: LinkPattern, arg: Arg, site: Site): boolean {
    return this.#call(pattern.op, pattern.before, arg, site)
  }

  #call(op: OpPattern, before: Pattern | null, arg: Arg, site: Site): boolean {
    const node = arg instanceof Ref && arg.index === null ? this.#view.node(arg.node) : null
    if (!node || !headFits(op, node)) return this.#reasons.wrongArgument(site, printExpectation(op), arg)
    if (this.#isTaken(node)) {
      return this.#reasons.note(site.level, () => `${printNode(node)}: it is part of another match`)
    }
    return (
      slotsOf(op, node, before).some((slots) => this.slots(slots, node, site.level)) &&
      this.#ownsUse(op, node, site)
    )
  }

  /** Says whether the arguments of `node` could fit. */
  slots(slots: Slots, node: FxNode, level: number): boolean {
    return slots.every(([argument, pattern]) =>
      this.holds(pattern, node.args[argument] ?? null, { user: node, argument, level: level + 1 }),
    )
  }

  /** An inner value of a pattern that names it once has one use; of others the uses are counted when all is bound. */
  #ownsUse(op: OpPattern, node: FxNode, site: Site): boolean {
    if (!site.user || this.#shape.isShared(op)) return true
    const user = site.user
    const other = this.#view.users(node.id).find((id) => id !== user.id)
    return (
      other === undefined ||
      this.#reasons.note(site.level + 0.5, () => alsoUsed(node, this.#view.node(other)))
    )
  }

  #equals({ value }: EqualPattern, arg: Arg, { user, argument }: Site): boolean {
    const attr = user?.kind === 'call_function' ? opNamed(user.target)?.attrs[argument] : undefined
    const wanted = attr ? attr.parse(value) : value
    return wanted !== undefined && sameValue(wanted, arg, this.#view)
  }

  #isParam({ test }: ParamPattern, arg: Arg): boolean {
    const node = arg instanceof Ref && arg.index === null ? this.#view.node(arg.node) : null
    const handle = node?.kind === 'get_attr' ? this.#view.params.get(node.target) : undefined
    return handle !== undefined && (test?.(handle, node!.target) ?? true)
  }

  #hasType(test: (type: NonNullable<FxNode['type']>) => boolean, arg: Arg): boolean {
    if (!(arg instanceof Ref)) return false
    const type = typeOfRef(this.#view.node(arg.node), arg)
    return type !== null && test(type)
  }
}

const itemSite = (site: Site, index: number): Site => ({ ...site, argument: `${site.argument}[${index}]` })

/** Says whether `pattern` may refuse a value of this kind for its type, so that a reason must show it. */
const asksForType = ({ kind }: Pattern, arg: Arg, view: MatchView): boolean =>
  kind === 'typed' ||
  ((kind === 'param' || kind === 'scalar') && arg instanceof Ref && view.node(arg.node).kind === 'get_attr')

/** The number a constant stands for, when it fits; null otherwise. A variable is no constant. */
export function scalarOf(view: MatchView, { test }: ScalarPattern, arg: Arg): number | null {
  const node = arg instanceof Ref && arg.index === null ? view.node(arg.node) : null
  const handle = node?.kind === 'get_attr' ? view.params.get(node.target) : undefined
  if (handle?.kind !== 'bytes' || handle.shape.some((size) => size !== 1)) return null
  const number = realNumber(view.store, handle)
  return number !== null && (test?.(number) ?? true) ? number : null
}

/** The real number that one element stands for: a step of 8 bits through its scale; null for an integer, which computes otherwise. */
function realNumber(store: ParamStore, handle: ParamHandle): number | null {
  const stored = store.read(handle)[0]
  if (stored === undefined) return null
  const { q, dtype } = handle
  if (q) return Math.fround(Math.fround(q.scale[0]!) * (stored - q.zeroPoint[0]!))
  return dtype === 'float32' ? stored : null
}

/** `conv2d 'c1': its value is also used by add 'sum'` */
export const alsoUsed = (node: FxNode, other: FxNode): string =>
  `${printNode(node)}: its value is also used by ${printNode(other)}`
