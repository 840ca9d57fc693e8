/**
 * @file Carries out a plan: `observe` at each point of quantization, `quantStub` and `deQuantStub` on each edge where
 * values change between float and integers. All of them are identities, so the graph computes what it did.
 */
import {
  type Arg,
  type Args,
  type Edit,
  type FxNode,
  type GraphRounding,
  mapRefs,
  type NodeId,
  Ref,
} from '@tsfx/ir'
import { type Pass, type PassContext, type PassDescription, typed } from '@tsfx/passes'
import { integerRoleOf, mapDataInputs, valueKey } from '../plan/nodeInputs.ts'
import { inputKey, type PlacedPoint } from '../plan/placePoints.ts'
import type { QuantizationPlan } from '../plan/planQuantization.ts'
import { observeArgs } from './observation.ts'

export const insertPointsDescription: PassDescription = {
  name: 'insertPoints',
  summary: 'Inserts observers and stubs where the plan has points of quantization and changes of domain.',
  requires: [typed],
  ensures: [],
}

/**
 * The pass that inserts the points and borders of `plan`, which was made for the graph it runs on, and writes down how
 * requantization is to round.
 */
export const insertPoints = (plan: QuantizationPlan, rounding: GraphRounding): Pass => ({
  ...insertPointsDescription,
  run(edit: Edit, context: PassContext): void {
    edit.setMeta({ rounding })
    const inserter = new PointInserter(edit, plan)
    context.eachNode(edit, (node) => inserter.visit(node))
  },
})

class PointInserter {
  readonly #edit: Edit
  readonly #plan: QuantizationPlan
  /** For a value, the observed form that quantized ops use. */
  readonly #quantized = new Map<string, Ref>()
  /** For a value, the form that float ops use, where it is not the value itself. */
  readonly #float = new Map<string, Ref>()
  /** Observed parameters, and values in forms that some users demand, by value and point. */
  readonly #ownForms = new Map<string, Ref>()

  constructor(edit: Edit, plan: QuantizationPlan) {
    this.#edit = edit
    this.#plan = plan
  }

  visit(node: FxNode): void {
    const quantized = this.#isQuantized(node.id)
    if (quantized) this.#edit.setArgs(node.id, this.#quantizedArgs(node))
    else if (node.isOp('deQuantStub')) this.#edit.setArgs(node.id, this.#leavingArgs(node))
    else
      this.#edit.setArgs(
        node.id,
        mapRefs(node.args, (ref) => this.#floatForm(ref, node)),
      )
    // The user's own stub marks the border already, so only the observer is missing behind it.
    if (quantized || node.isOp('quantStub')) this.#observeResult(node)
  }

  #isQuantized(id: NodeId): boolean {
    return this.#plan.decisions.get(id)?.effective === 'quantized'
  }

  #observeResult(node: FxNode): void {
    const key = valueKey(new Ref(node.id))
    const point = this.#plan.sites.values.get(key)
    if (point)
      this.#quantized.set(
        key,
        this.#observe(new Ref(node.id), point, (fields) => this.#edit.insertAfter(node.id, fields)),
      )
  }

  #quantizedArgs(node: FxNode): Args {
    const role = integerRoleOf(node)!
    const args: Record<string, Arg> = {
      ...mapDataInputs(node, role, ({ argument, item, ref }) =>
        this.#quantizedForm(ref, node, argument, item),
      ),
    }
    if (role.kind === 'weighted') {
      args[role.weight] = this.#quantizedForm(args[role.weight] as Ref, node, role.weight, null)
    }
    return args
  }

  #leavingArgs(stub: FxNode): Args {
    return mapRefs(stub.args, (ref) =>
      this.#isQuantized(ref.node) ? this.#quantized.get(valueKey(ref))! : ref,
    )
  }

  /** The observed form of one input of a quantized node. */
  #quantizedForm(ref: Ref, user: FxNode, argument: string, item: number | null): Ref {
    const source = this.#edit.node(ref.node)
    const own = this.#plan.sites.inputs.get(inputKey(user.id, argument, item))
    if (own && source.kind === 'get_attr') return this.#ownForm(ref, user, own)
    const value = this.#valueForm(ref, source, user)
    return own ? this.#ownForm(value, user, own) : value
  }

  /** `ref` observed at `point`, before its first user that demands it so. */
  #ownForm(ref: Ref, user: FxNode, point: PlacedPoint): Ref {
    const key = `${valueKey(ref)}:${point.name}`
    const form =
      this.#ownForms.get(key) ??
      this.#observe(ref, point, (fields) => this.#edit.insertBefore(user.id, fields))
    this.#ownForms.set(key, form)
    return form
  }

  /** The observed form of a value; a float value enters through a stub, placed before its first quantized user. */
  #valueForm(ref: Ref, source: FxNode, user: FxNode): Ref {
    const key = valueKey(ref)
    const known = this.#quantized.get(key)
    if (known) return known
    // No point behind a quantized node: the activation after it is applied by the same integer op.
    if (this.#isQuantized(source.id)) return ref
    const before = (fields: Parameters<Edit['insertBefore']>[1]) => this.#edit.insertBefore(user.id, fields)
    const stub = before({
      kind: 'call_function',
      target: 'quantStub',
      args: { x: ref },
      name: `${source.name}_quant`,
    })
    const form = this.#observe(new Ref(stub.id), this.#plan.sites.values.get(key)!, before)
    this.#quantized.set(key, form)
    return form
  }

  /** The float form of a value; a quantized one leaves through a stub, placed before its first float user. */
  #floatForm(ref: Ref, user: FxNode): Ref {
    const key = valueKey(ref)
    if (!this.#isQuantized(ref.node)) return ref
    const known = this.#float.get(key)
    if (known) return known
    const name = `${this.#edit.node(ref.node).name}_dequant`
    const args = { x: this.#quantized.get(key)! }
    const stub = this.#edit.insertBefore(user.id, {
      kind: 'call_function',
      target: 'deQuantStub',
      args,
      name,
    })
    const form = new Ref(stub.id)
    this.#float.set(key, form)
    return form
  }

  #observe(x: Ref, point: PlacedPoint, insert: (node: Parameters<Edit['insertBefore']>[1]) => FxNode): Ref {
    const name = `${this.#edit.node(x.node).name}_observe`
    return new Ref(insert({ kind: 'call_function', target: 'observe', args: observeArgs(x, point), name }).id)
  }
}
