/** @file All names of the methods: their own, those of their layer records, and in each its parameters, fields and variables. */
import type { Graph, NodeId, Ref } from '@tsfx/ir'
import { type Binding, bindingOf } from '../binding.ts'
import { claimNames } from '../claimNames.ts'
import type { FieldGroup } from '../fields.ts'
import { compoundName, resultName } from '../resultName.ts'
import { samePlain } from '../samePlain.ts'
import { methodTitles, userClass } from './methodTitle.ts'
import type { Variation } from './pattern.ts'
import type { Method, Step } from './plan.ts'
import type { Outline } from './planBodies.ts'

export interface MethodNames {
  readonly name: string
  /** The class that the user wrote, for its doc. */
  readonly className: string | null
  /** Type of its layer record, and the function that reads the weights of one; null for a method without weights. */
  readonly record: { readonly type: string; readonly reader: string; readonly parameter: string } | null
  /** Parameters for its inputs, for weights from outside that differ, for named dims. */
  readonly inputs: readonly string[]
  readonly foreign: readonly string[]
  readonly dims: ReadonlyMap<string, string>
  /** The field or the parameter for what differs. */
  readonly variations: ReadonlyMap<Variation, string>
  /** Its variables. */
  readonly nodes: ReadonlyMap<NodeId, Binding>
}

export interface NameContext {
  readonly graph: Graph
  /** Members of the class that the methods stand beside. */
  readonly members: Iterable<string>
  /** What stands around the class: its own name, imports, names that mean something. */
  readonly module: Iterable<string>
  /** What statements rely on. */
  readonly reserved: Iterable<string>
}

export function nameMethods({ methods }: Outline, context: NameContext): ReadonlyMap<Method, MethodNames> {
  const titles = methodTitles(methods, context.graph)
  const claimMember = claimNames(
    new Set([...context.members, ...Object.getOwnPropertyNames(Object.prototype)]),
  )
  const claimType = claimNames(new Set(context.module))
  const claimReader = claimNames(new Set(context.module))
  return new Map(
    methods.map((method) => {
      const title = titles.get(method)!
      const name = claimMember(uncapital(title))
      const parameter = recordParameter(method)
      const record =
        parameter === null
          ? null
          : { type: claimType(title), reader: claimReader(uncapital(title)), parameter }
      const className = userClass(method, context.graph)
      return [method, { name, className, ...new InnerNames(method, record, context).all() }]
    }),
  )
}

/** `block` for `blocks.3`; `layers` where paths say less. */
function recordParameter({ instances }: Method): string | null {
  if (instances[0]!.group === null) return null
  const lists = instances.map(({ path }) => /(?:^|\.)([^.]+)\.\d+$/.exec(path)?.[1] ?? '')
  const [list = ''] = lists
  const isList = lists.every((other) => other === list) && /[^s]s$/.test(list)
  return isList ? list.replace(/(?<=[sxz]|[cs]h)es$|s$/, '') : 'layers'
}

/** Names inside one method. */
class InnerNames {
  readonly #method: Method
  readonly #graph: Graph
  readonly #claim: (wanted: string) => string
  readonly #record: { readonly type: string; readonly reader: string; readonly parameter: string } | null

  constructor(
    method: Method,
    record: { readonly type: string; readonly reader: string; readonly parameter: string } | null,
    { graph, reserved }: NameContext,
  ) {
    this.#method = method
    this.#graph = graph
    this.#claim = claimNames(new Set(reserved))
    this.#record = record
  }

  all(): Omit<MethodNames, 'name' | 'className'> {
    const { foreign, dims, hasFields } = this.#method
    const inputs = this.#inputs()
    const record = this.#record && { ...this.#record, parameter: this.#claim(this.#record.parameter) }
    return {
      record,
      inputs,
      foreign: foreign.map(() => this.#claim('weight')),
      dims: new Map(dims.map((dim) => [dim, this.#claim(dim)])),
      variations: hasFields
        ? this.#variations(fieldClaim(this.#method.instances[0]!.group!))
        : this.#variations(this.#claim),
      nodes: this.#nodes(this.#method.steps),
    }
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

  /** Equal values that want one name share it; where several want it, each is told by what it belongs to. */
  #variations(claim: (wanted: string) => string): ReadonlyMap<Variation, string> {
    const { variations } = this.#method
    const names = new Map<Variation, string>()
    for (const variation of variations) {
      const { wanted, owner, values } = variation
      const rivals = variations.filter((other) => other.wanted === wanted)
      const equal = rivals.find(
        (other) => names.has(other) && other.values.every((value, i) => samePlain(value, values[i])),
      )
      const isAlone = rivals.every((other) => other.values.every((value, i) => samePlain(value, values[i])))
      const wantedHere = isAlone || wanted === owner ? wanted : compoundName(owner, wanted)
      names.set(variation, equal ? names.get(equal)! : claim(wantedHere))
    }
    return names
  }

  #nodes(steps: readonly Step[]): ReadonlyMap<NodeId, Binding> {
    const nodes = new Map<NodeId, Binding>()
    const nameWhole = (id: NodeId, wanted: string) =>
      nodes.set(id, { kind: 'whole', name: this.#claim(wanted) })
    for (const step of steps) if (step.kind === 'chain') nameWhole(step.output, step.variable)
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
