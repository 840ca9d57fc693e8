/**
 * @file `Transformer`: makes the next version of a graph node by node, as torch.fx's class of this name. A subclass says
 * what takes a node's place by overriding the method of its kind; by default each node stays, with the values that took
 * the place of what it used:
 *
 *     placeholder(node) | getAttr(node)                          what has no arguments
 *     callFunction(node, args) | callModule(node, args)          args refer to the new version
 *     output(node, args)
 *
 * What `call` makes stands where the visited node stands, and inherits its scope, place, comment and sources. A node whose
 * place was taken goes, together with its effects; inputs stay, as they are forward's parameters.
 */
import {
  type Arg,
  type Args,
  type Edit,
  type EditResult,
  eachRef,
  equalTypes,
  type FxNode,
  type Graph,
  mapRefs,
  type NodeId,
  Ref,
  typeOfTree,
  type ValueType,
} from '@tsfx/ir'
import { noTransformedValue, noTransformRunning } from '../diagnostics.generated.ts'
import type { Pass, PassContext, PassDescription } from '../manager/pass.ts'
import { typeOfRef } from '../typeOfRef.ts'
import { insertConstant } from './insertCall.ts'
import { knownOp, type NewArgs, opCall, typeOfCall } from './opCall.ts'
import { Substitutions } from './substitutions.ts'

/** One transformation under way, at one node. */
interface Visit {
  readonly edit: Edit
  /** The node being visited. */
  node: FxNode
  readonly values: Substitutions
  /** Nodes that stay, with another type than before. */
  readonly retyped: Set<NodeId>
  /** Nodes that an override kept by calling `super`. */
  readonly kept: Set<NodeId>
  readonly constants: Map<string, Ref>
  /** What `call` inserts before: the node, or what comes after it once it is kept. */
  anchor: NodeId | null
}

/** Makes the next version of a graph node by node; subclass it to say what takes the place of nodes. */
export class Transformer {
  #visit: Visit | null = null
  #lift = (value: number): Ref => this.constant(value)

  /**
   * The next version of `graph`, with the patches that lead there and back; what is new in it was made by the pass of this class's name.
   * @throws TSFX2037, and what overrides throw
   */
  transform(graph: Graph): EditResult {
    return graph.edit((edit) => {
      edit.attributeTo(this.constructor.name || 'Transformer')
      this.run(edit, visitInOrder)
    })
  }

  /** `transform` inside a transaction that is open; `eachNode` visits the nodes of its base in order. */
  run(edit: Edit, eachNode: PassContext['eachNode']): void {
    const [kept, values] = [new Set<NodeId>(), new Substitutions()]
    const begin = (node: FxNode): Visit => {
      return { edit, node, anchor: node.id, values, kept, retyped: new Set(), constants: new Map() }
    }
    try {
      eachNode(edit, (node) => {
        this.#visit ??= begin(node)
        const visit = this.#visit
        visit.node = node
        visit.anchor = node.id
        edit.deriveFrom([node], () => this.#replace(visit))
      })
      values.takePlaces(edit, ({ id, kind }) => kept.has(id) || kind === 'placeholder')
    } finally {
      this.#visit = null
    }
  }

  /** What takes the place of an input, which stays in any case; by default itself. */
  protected placeholder(node: FxNode): Arg {
    return this.#keep(node, node.args)
  }

  /** What takes the place of a parameter; by default the node that reads it. */
  protected getAttr(node: FxNode): Arg {
    return this.#keep(node, node.args)
  }

  /** Keeps the call; given `node.with({ target })`, as a call of another op, whose arguments are checked. */
  protected callFunction(node: FxNode, args: Args): Arg {
    return this.#keep(node, args)
  }

  /** Keeps the call of an opaque module, with `args` as its arguments. */
  protected callModule(node: FxNode, args: Args): Arg {
    return this.#keep(node, args)
  }

  /** What it returns is what the new version returns. */
  protected output(_node: FxNode, args: Args): Arg {
    return args.value ?? null
  }

  /**
   * A call of `op` at the place of the visited node, as `insertCall` makes it; equal numbers become one constant.
   * @throws TSFX2031 for an unknown op, TSFX2032 for an argument left out, TSFX2040 or TSFX0511 for one that does not fit,
   * TSFX2038 outside a transformation.
   */
  protected call(op: string, args: NewArgs): Ref {
    const visit = this.#current(op)
    const made = opCall(visit.edit, op, args, visit.node, this.#lift)
    return new Ref(visit.edit.insertBefore(place(visit), { kind: 'call_function', ...made }).id)
  }

  /** A scalar parameter; equal ones are made once. @throws TSFX2038 outside a transformation */
  protected constant(value: number, dtype: 'float32' | 'int32' = 'float32'): Ref {
    const visit = this.#current('constant')
    const key = `${dtype} ${Object.is(value, -0) ? '-0' : value}`
    const known = visit.constants.get(key)
    if (known) return known
    const made = insertConstant(visit.edit, place(visit), value, dtype)
    visit.constants.set(key, made)
    return made
  }

  /** The type of a value of the new version; null while it is not known. */
  protected typeOf(ref: Ref): ValueType | null {
    return typeOfRef(this.#current('typeOf').edit.node(ref.node), ref)
  }

  #replace(visit: Visit): void {
    const { node, edit, values } = visit
    const args = mapRefs(node.args, (ref) => values.resolve(ref, node))
    const method = METHODS[node.kind]
    const value: Arg | undefined = this[method](node, args)
    if (value === undefined) {
      const slots = { transformer: this.constructor.name, node: node.name, method }
      throw noTransformedValue(slots, { node: node.name, loc: node.loc })
    }
    if (node.kind === 'output')
      update(edit, node, { args: value === args.value ? args : { ...args, value } }, visit)
    else if (!isWhole(value, node.id)) values.set(node.id, value)
  }

  #keep(node: FxNode, args: Args): Ref {
    const visit = this.#current(node.target)
    const { edit, kept } = visit
    const { target } = node
    const isOther = target !== visit.node.target && node.kind === 'call_function'
    const call = () => opCall(edit, target, args, node, this.#lift)
    update(edit, visit.node, isOther ? call() : { args, target }, visit)
    kept.add(visit.node.id)
    if (visit.anchor === visit.node.id) visit.anchor = null
    return new Ref(visit.node.id)
  }

  #current(op: string): Visit {
    if (!this.#visit) throw noTransformRunning({ transformer: this.constructor.name, op })
    return this.#visit
  }
}

const METHODS = {
  placeholder: 'placeholder',
  get_attr: 'getAttr',
  call_function: 'callFunction',
  call_module: 'callModule',
  output: 'output',
} as const

const visitInOrder: PassContext['eachNode'] = (edit, visit) => {
  for (const node of edit.base.nodes) visit(node)
}

const isWhole = (value: Arg, id: NodeId): boolean =>
  value instanceof Ref && value.node === id && value.index === null

/** Inputs stay in front, so what follows an input follows all of them. */
function place(visit: Visit): NodeId {
  if (visit.anchor !== null) return visit.anchor
  const { edit, node } = visit
  let next = edit.next(node.id)
  const inFront = (other: FxNode) => other.kind === 'placeholder' || !edit.base.has(other.id)
  while (node.kind === 'placeholder' && next && inFront(next)) next = edit.next(next.id)
  visit.anchor = next?.id ?? node.id
  return visit.anchor
}

type Change = Pick<FxNode, 'args'> & Partial<Pick<FxNode, 'target'>>

function update(edit: Edit, node: FxNode, { args, target = node.target }: Change, { retyped }: Visit): void {
  let inputsChanged = args !== node.args || target !== node.target
  eachRef(args, (ref) => {
    inputsChanged ||= retyped.has(ref.node)
  })
  if (!inputsChanged) return
  const type = typeAfter(edit, node, { args, target })
  edit.update(node.id, { args, target, type })
  if (!equalTypes(type, node.type)) retyped.add(node.id)
}

function typeAfter(edit: Edit, node: FxNode, { args, target }: Required<Change>): ValueType | null {
  if (node.kind === 'call_function') return typeOfCall(edit, knownOp(target, node), args)
  if (node.kind === 'output')
    return node.type && typeOfTree(args.value ?? null, (ref) => typeOfRef(edit.node(ref.node), ref))
  return node.type
}

/** A transformer as a pass. */
export const transformerPass = (
  transformer: Transformer,
  description: Pick<PassDescription, 'name' | 'summary'> & Partial<PassDescription>,
): Pass => ({
  requires: [],
  ensures: [],
  ...description,
  run: (edit, context) => transformer.run(edit, (opened, visit) => context.eachNode(opened, visit)),
})
