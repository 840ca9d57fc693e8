/**
 * @file A node of the graph: an immutable record. Versions, patches and
 * indices share it, and tell nodes apart by identity.
 */
import { type Args, freezeArg } from './arg.ts'
import type { NodeSource } from './nodeSource.ts'
import type { SourceLocation } from './sourceLocation.ts'
import type { ItemNames } from './sourceLookup.ts'
import type { ValueType } from './valueType.ts'

declare const nodeIdBrand: unique symbol

/** Identifies a node inside one graph. Never reused, so it is safe as a map key after an erase. */
export type NodeId = number & { readonly [nodeIdBrand]: 'NodeId' }

/**
 * torch.fx's node kinds; a method call has no kind of its own, because `x.relu()` and `tf.relu(x)` are one op.
 * - `placeholder`: an input; `target` is its path in forward's parameters (`x`, `pair.0`).
 * - `get_attr`: a parameter; `target` is its path in `graph.params`.
 * - `call_function`: an op; `target` is its name in the registry.
 * - `call_module`: an opaque submodule; `target` is its path.
 * - `output`: the one result; `args.value` is a tree of refs.
 */
export type NodeKind = 'placeholder' | 'get_attr' | 'call_function' | 'call_module' | 'output'

/** Where an opaque callable can be imported from. */
export interface Origin {
  /** Module specifier or file. */
  readonly module: string
  readonly export: string
}

/** A comment, and the path of the module in whose code it stands. */
export interface ScopedComment {
  readonly scope: string
  readonly text: string
}

export interface NodeMeta {
  /** The user's comment before the statement, without comment marks. */
  readonly comment?: string
  /** The parts of `comment`, outermost first; absent where all stand in the code of the module that makes the call. */
  readonly comments?: readonly ScopedComment[]
  readonly origin?: Origin
  /** The user's variables, where the value was taken apart: `const { mean, variance } = ...`. */
  readonly outputs?: ItemNames
  /** The variable as the user wrote it, where `name` was made of it: `features`, also when the name is `blocks1Features`. */
  readonly variable?: string
  /** As `outputs`, but as the user wrote them. */
  readonly variables?: ItemNames
  /** The pass that made this node; absent for what the tracer recorded. */
  readonly pass?: string
  /** The nodes it was made from, as they were in the version that the pass read. */
  readonly from?: readonly NodeSource[]
  /** On a `call_module`: the module is a part cut out of this graph, so it takes what its own nodes take, integers too. */
  readonly part?: boolean
}

/** Everything a node is, apart from its identity. */
export interface NodeFields {
  readonly kind: NodeKind
  readonly target: string
  readonly args: Args
  /** Unique in the graph, a legal identifier; becomes the `const` in generated code. */
  readonly name: string
  /** Null until types were propagated. */
  readonly type: ValueType | null
  /** Path of the module whose forward made the call: `features.0.conv`; empty for the root. */
  readonly scope: string
  readonly loc: SourceLocation | null
  readonly meta: NodeMeta
}

/** Shared, as most nodes have none. */
const NO_META: NodeMeta = Object.freeze({})

function frozenMeta(meta: NodeMeta): NodeMeta {
  if (Object.isFrozen(meta)) return meta
  return Object.keys(meta).length === 0 ? NO_META : Object.freeze({ ...meta })
}

/** A frozen node of a graph. */
export class FxNode implements NodeFields {
  readonly id: NodeId
  readonly kind: NodeKind
  readonly target: string
  readonly args: Args
  readonly name: string
  readonly type: ValueType | null
  readonly scope: string
  readonly loc: SourceLocation | null
  readonly meta: NodeMeta
  /** Made when it is first asked for; a private field can be set although the node is frozen. */
  #source: NodeSource | null = null

  constructor(id: NodeId, fields: NodeFields) {
    this.id = id
    this.kind = fields.kind
    this.target = fields.target
    this.args = freezeArg(fields.args)
    this.name = fields.name
    this.type = fields.type
    this.scope = fields.scope
    this.loc = fields.loc
    this.meta = frozenMeta(fields.meta)
    Object.freeze(this)
  }

  /** A copy with some fields changed; the id stays. */
  with(change: Partial<NodeFields>): FxNode {
    const { kind = this.kind, target = this.target, args = this.args, name = this.name } = change
    const { type = this.type, scope = this.scope, loc = this.loc, meta = this.meta } = change
    return new FxNode(this.id, { kind, target, args, name, type, scope, loc, meta })
  }

  /** This node as the source of others; always the same record. */
  asSource(): NodeSource {
    this.#source ??= Object.freeze({
      name: this.name,
      kind: this.kind,
      target: this.target,
      scope: this.scope,
      loc: this.loc,
      pass: this.meta.pass ?? null,
      from: this.meta.from ?? [],
    })
    return this.#source
  }

  /** Says whether this node calls the op `name`. */
  isOp(name: string): boolean {
    return this.kind === 'call_function' && this.target === name
  }
}
