/**
 * @file Where values are quantized, and which point of quantization each belongs to.
 *
 * Restrictions on scales: TFLite 8-bit quantization specification (same-scale and fixed-scale ops). A value that two
 * groups claim with different demands is requantized on the edge; its parameters are never guessed.
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import type { QConfig } from '../qconfig.ts'
import { type QuantSpec, weightSpecFor } from '../quantSpec.ts'
import type { NodeDecision } from './decideNode.ts'
import { fixedQParams } from './fixedQParams.ts'
import { unstoredResults } from './fusedActivation.ts'
import {
  addsConstant,
  type DataInput,
  dataInputs,
  integerRoleOf,
  passesQParams,
  valueKey,
} from './nodeInputs.ts'
import { PointGroups, type PointMember, type QuantizationPoint, storageOf } from './pointGroups.ts'

/** A point at one place of the graph. */
export interface PlacedPoint extends QuantizationPoint {
  /** Whether values seen here count for the statistics; those seen elsewhere in the group may suffice. */
  readonly collect: boolean
}

/** Points by place; keys are made by `valueKey` and `inputKey`. */
export interface PointSites {
  /** Of quantized results, and of float values that quantized ops use. */
  readonly values: ReadonlyMap<string, PlacedPoint>
  /** Of inputs that have a point of their own: weights, constants, and values requantized on the way. */
  readonly inputs: ReadonlyMap<string, PlacedPoint>
}

/** Identifies an argument of a node. */
export const inputKey = (user: NodeId, argument: string, item: number | null): string =>
  `${user}:${argument}:${item ?? ''}`

/** Places the points of every quantized node of `decisions`. */
export function placePoints(graph: Graph, decisions: ReadonlyMap<NodeId, NodeDecision>): PointSites {
  const placement = new Placement(graph, unstoredResults(graph, decisions))
  for (const node of graph.nodes) {
    const decision = decisions.get(node.id)
    if (decision?.effective === 'quantized' && decision.qconfig) placement.place(node, decision.qconfig)
  }
  return placement.sites()
}

const sameSpec = (a: QuantSpec, b: QuantSpec): boolean => JSON.stringify(a) === JSON.stringify(b)

interface Membership {
  readonly member: PointMember
  readonly collect: boolean
}

class Placement {
  readonly #graph: Graph
  readonly #unstored: ReadonlySet<NodeId>
  readonly #groups = new PointGroups()
  readonly #values = new Map<string, Membership>()
  readonly #inputs = new Map<string, Membership>()
  readonly #parameters = new Map<string, PointMember>()
  /** Values that come out of float, whose first quantized user says how they are stored. */
  readonly #entering = new Set<string>()
  /** The points at which later users demand such values in another form. */
  readonly #otherForms = new Map<string, PointMember>()
  readonly #names = new Set<string>()

  constructor(graph: Graph, unstored: ReadonlySet<NodeId>) {
    this.#graph = graph
    this.#unstored = unstored
  }

  place(node: FxNode, qconfig: QConfig): void {
    const role = integerRoleOf(node)!
    const stored = dataInputs(node, role).filter(({ ref }) => !this.#unstored.has(ref.node))
    const inputs = stored.map((input) => ({
      input,
      member: this.#inputMember(node, input, qconfig),
    }))
    if (role.kind === 'weighted')
      this.#placeWeight(node, role.weight, weightSpecFor(qconfig.weight, role.channelAxes))
    if (this.#unstored.has(node.id)) return
    const fixed = role.kind === 'fixedQParams' ? fixedQParams(role, qconfig.activation) : null
    const key = valueKey({ node: node.id, index: null })
    if (addsConstant(node, role)) {
      this.#values.set(key, { member: this.#widened(node, qconfig.activation, inputs), collect: true })
    } else if (passesQParams(role)) {
      this.#values.set(key, { member: this.#shared(node, qconfig.activation, inputs), collect: false })
    } else {
      const member = this.#add({ name: node.name, spec: qconfig.activation, fixed })
      this.#values.set(key, { member, collect: fixed === null })
    }
  }

  sites(): PointSites {
    const placed = (members: ReadonlyMap<string, Membership>): ReadonlyMap<string, PlacedPoint> =>
      new Map(
        [...members].map(([key, { member, collect }]) => {
          const { name, spec, fixed } = this.#groups.pointOf(member)
          return [key, { name, spec, fixed, collect: collect && fixed === null }]
        }),
      )
    return { values: placed(this.#values), inputs: placed(this.#inputs) }
  }

  /**
   * The group of the value behind a data input; float values and constants get a group here. A float value that two
   * ops demand in different forms enters in the first one's and is requantized for the other.
   */
  #inputMember(node: FxNode, { argument, item, ref }: DataInput, { activation }: QConfig): PointMember {
    const source = this.#graph.node(ref.node)
    if (source.kind === 'get_attr') {
      const spec: QuantSpec = { ...activation, observer: { kind: 'minMax' } }
      const member = this.#parameterMember(source, node, spec, 'constant')
      this.#inputs.set(inputKey(node.id, argument, item), { member, collect: true })
      return member
    }
    const key = valueKey(ref)
    const name = ref.index === null ? source.name : `${source.name}.${ref.index}`
    const membership = this.#values.get(key)
    if (!membership) {
      const member = this.#add({ name, spec: activation, fixed: null })
      this.#values.set(key, { member, collect: true })
      this.#entering.add(key)
      return member
    }
    if (!this.#entering.has(key) || sameSpec(membership.member.spec, activation)) return membership.member
    const formKey = JSON.stringify([key, activation])
    const member =
      this.#otherForms.get(formKey) ??
      this.#add({ name: `${name} for ${node.name}`, spec: activation, fixed: null })
    this.#otherForms.set(formKey, member)
    this.#inputs.set(inputKey(node.id, argument, item), { member, collect: true })
    return member
  }

  #placeWeight(node: FxNode, argument: string, spec: QuantSpec): void {
    const ref = node.args[argument]
    const source = this.#graph.node((ref as DataInput['ref']).node)
    const member = this.#parameterMember(source, node, spec, 'weight')
    this.#inputs.set(inputKey(node.id, argument, null), { member, collect: true })
  }

  /** One point per parameter, use and spec: two layers that share a weight share its integers. */
  #parameterMember(source: FxNode, user: FxNode, spec: QuantSpec, use: 'weight' | 'constant'): PointMember {
    const key = JSON.stringify([source.target, use, spec])
    let member = this.#parameters.get(key)
    if (!member) {
      const name = this.#names.has(source.name) ? `${source.name} of ${user.name}` : source.name
      member = this.#add({ name, spec, fixed: null })
      this.#parameters.set(key, member)
    }
    return member
  }

  /** The group of a result that must have its inputs' parameters; inputs that cannot join are requantized. */
  #shared(
    node: FxNode,
    spec: QuantSpec,
    inputs: readonly { readonly input: DataInput; readonly member: PointMember }[],
  ): PointMember {
    const [first, ...others] = inputs.map(({ member }) => this.#groups.pointOf(member))
    const sameStorage = JSON.stringify(storageOf(spec)) === JSON.stringify(first && storageOf(first.spec))
    if (first?.fixed && sameStorage && others.every((other) => this.#groups.compatible(first, other)))
      return first
    const result = this.#add({ name: node.name, spec, fixed: null })
    for (const { input, member } of inputs) {
      if (this.#groups.compatible(member, result)) this.#groups.join(member, result)
      else this.#inputs.set(inputKey(node.id, input.argument, input.item), { member: result, collect: true })
    }
    return result
  }

  /**
   * A group of its own for values among which a constant is put: it need not lie in the range of its inputs, and
   * parameters that hold it would be too coarse for their other users. The inputs are requantized.
   */
  #widened(
    node: FxNode,
    spec: QuantSpec,
    inputs: readonly { readonly input: DataInput; readonly member: PointMember }[],
  ): PointMember {
    const result = this.#add({ name: node.name, spec, fixed: null })
    for (const { input } of inputs) {
      this.#inputs.set(inputKey(node.id, input.argument, input.item), { member: result, collect: false })
    }
    return result
  }

  #add(point: QuantizationPoint): PointMember {
    this.#names.add(point.name)
    return this.#groups.add(point)
  }
}
