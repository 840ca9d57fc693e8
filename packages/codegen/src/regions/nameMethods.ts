/** @file All names of the methods: their own, those of their layer records, and in each its parameters, fields and variables. */
import type { Graph, NodeId, Ref } from '@tsfx/ir'
import { type Binding, bindingOf } from '../binding.ts'
import { claimNames } from '../claimNames.ts'
import { type FieldGroup, isList } from '../fields.ts'
import { compoundName, resultName } from '../resultName.ts'
import { layerName, methodTitles, userClass } from './methodTitle.ts'
import { nameChain, nameLoops } from './nameChain.ts'
import { canShare, type Variation } from './pattern.ts'
import type { Loop, Method, Step } from './plan.ts'
import type { Outline } from './planBodies.ts'
import { singularOf } from './singularOf.ts'

export interface MethodNames {
  readonly name: string
  /** The class that the user wrote, for its doc. */
  readonly className: string | null
  /** The name in upper camel case, of which that of its layer record is made. */
  readonly title: string
  /** Parameter for its layer record; null for a method without weights. */
  readonly record: RecordParameter | null
  /** Parameters for its inputs, for weights from outside that differ, for named dims. */
  readonly inputs: readonly string[]
  readonly foreign: readonly string[]
  readonly dims: ReadonlyMap<string, string>
  /** The field or the parameter for what differs. */
  readonly variations: ReadonlyMap<Variation, string>
  /** Its variables. */
  readonly nodes: ReadonlyMap<NodeId, Binding>
  /** What the layer record is called in each of its loops. */
  readonly loops: ReadonlyMap<Loop, string>
}

/** The whole record, or the items of one that is a list. */
export type RecordParameter =
  | { readonly kind: 'whole'; readonly name: string }
  | { readonly kind: 'items'; readonly names: readonly string[] }

export interface NameContext {
  readonly graph: Graph
  /** Members of the class that the methods stand beside. */
  readonly members: Iterable<string>
  /** What statements rely on. */
  readonly reserved: Iterable<string>
}

/** Methods that `await` and `JSON.stringify` call where there are any. */
const CALLED_BY_OTHERS = ['then', 'toJSON']

export function nameMethods({ methods }: Outline, context: NameContext): ReadonlyMap<Method, MethodNames> {
  const titles = methodTitles(methods, context.graph)
  const claimMember = claimNames(
    new Set([...context.members, ...Object.getOwnPropertyNames(Object.prototype), ...CALLED_BY_OTHERS]),
  )
  return new Map(
    methods.map((method) => {
      const title = titles.get(method)!
      const name = claimMember(uncapital(title))
      const className = userClass(method, context.graph)
      return [method, { name, title, className, ...new InnerNames(method, title, context).all() }]
    }),
  )
}

/** Layers of a list that a reader still takes in at once. */
const MAX_ITEMS = 3

/** `block` for `blocks.3`; else after the class of the module, but not what the method is called. */
function recordParameter(method: Method, title: string, graph: Graph): string {
  const lists = method.instances.map(({ path }) => /(?:^|\.)([^.]+)\.\d+$/.exec(path)?.[1] ?? '')
  const [list = ''] = lists
  const singular = lists.every((other) => other === list) ? singularOf(list) : null
  const wanted = [singular, layerName(method.instances[0]!.path, graph)]
  return wanted.find((name) => name !== null && name !== uncapital(title)) ?? 'layers'
}

/** Names inside one method. */
class InnerNames {
  readonly #method: Method
  readonly #title: string
  readonly #graph: Graph
  readonly #claim: (wanted: string) => string

  constructor(method: Method, title: string, { graph, reserved }: NameContext) {
    this.#method = method
    this.#title = title
    this.#graph = graph
    this.#claim = claimNames(new Set(reserved))
  }

  all(): Omit<MethodNames, 'name' | 'title' | 'className'> {
    const { foreign, dims, hasFields } = this.#method
    const inputs = this.#inputs()
    return {
      inputs,
      record: this.#record(),
      foreign: foreign.map(() => this.#claim('weight')),
      dims: new Map(dims.map((dim) => [dim, this.#claim(dim)])),
      variations: hasFields
        ? this.#variations(fieldClaim(this.#method.instances[0]!.group!))
        : this.#variations(this.#claim),
      nodes: this.#nodes(this.#method.steps),
      loops: nameLoops(this.#method.steps, this.#claim),
    }
  }

  /** A list of few layers is taken apart, where their classes say what they are. */
  #record(): RecordParameter | null {
    const { instances, hasFields } = this.#method
    const { group, path, reads } = instances[0]!
    if (group === null) return null
    const layers = [...group.children.keys()].map((key) => layerName(`${path}.${key}`, this.#graph))
    const isRead = [...group.children.keys()].every((key) => reads.has(key))
    const isItems = !hasFields && isRead && isList(group) && layers.length <= MAX_ITEMS
    const named = isItems ? layers.flatMap((name) => name ?? []) : []
    return isItems && named.length === layers.length
      ? { kind: 'items', names: named.map((name) => this.#claim(name)) }
      : { kind: 'whole', name: this.#claim(recordParameter(this.#method, this.#title, this.#graph)) }
  }

  /** A single input is `x`; several are called what all callers call them. */
  #inputs(): readonly string[] {
    const [first, ...others] = this.#method.instances
    if (first!.inputs.length === 1) return [this.#claim('x')]
    return first!.inputs.map((_, i) => {
      const nodes = [first!, ...others].map(({ inputs }) => this.#graph.node((inputs[i] as Ref).node))
      const isInput = nodes.every((node) => node.kind === 'placeholder' && node.name === nodes[0]!.name)
      const { name, isUsers } = resultName(nodes)
      return this.#claim(isInput ? nodes[0]!.name : isUsers ? name : 'x')
    })
  }

  /**
   * Equal values that want one name share it, but for results: that two of them have one quantization is a coincidence of the data
   * they were calibrated with. Where several want a name, each is told by what it belongs to.
   */
  #variations(claim: (wanted: string) => string): ReadonlyMap<Variation, string> {
    const { variations } = this.#method
    const names = new Map<Variation, string>()
    for (const variation of variations) {
      const { wanted, owner } = variation
      const rivals = variations.filter((other) => other.wanted === wanted)
      const equal = rivals.find((other) => names.has(other) && canShare(other, variation))
      const isAlone = rivals.every((other) => other === variation || canShare(other, variation))
      const wantedHere = isAlone || wanted.startsWith(owner) ? wanted : compoundName(owner, wanted)
      names.set(variation, equal ? names.get(equal)! : claim(wantedHere))
    }
    return names
  }

  #nodes(steps: readonly Step[]): ReadonlyMap<NodeId, Binding> {
    const nodes = new Map<NodeId, Binding>()
    const nameWhole = (id: NodeId, wanted: string) =>
      nodes.set(id, { kind: 'whole', name: this.#claim(wanted) })
    for (const step of steps) if (step.kind === 'chain') nameChain(nodes, step, this.#claim(step.variable))
    for (const step of steps) {
      if (step.kind === 'statement') {
        const { variables, ...meta } = step.node.meta
        const named = step.node.with({
          name: resultName(step.nodes).name,
          meta: { ...meta, ...(variables && { outputs: variables }) },
        })
        nodes.set(step.node.id, bindingOf(this.#graph, named, this.#claim))
      } else if (step.kind === 'call')
        for (const id of step.region.outputs) nameWhole(id, resultName([this.#graph.node(id)]).name)
    }
    return nodes
  }
}

/** Names of fields beside those of the weights. */
const fieldClaim = ({ children }: FieldGroup) => claimNames(new Set(children.keys()))

const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
