/** @file The values of one run of forward: its nodes so far, the tensor that stands for each, and the parameters it read. */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Args,
  type DiagnosticError,
  type DType,
  itemType,
  type NodeId,
  type NodeKind,
  type Origin,
  type ParamValue,
  printShape,
  Ref,
  type SourceLookup,
  tensorType,
  typeOfParam,
  type ValueType,
} from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { type CallStack, captureStack, placeOf } from './callStack.ts'
import { staleTensor, unreachableWeight } from './diagnostics.generated.ts'
import { isVariable, paramOfTensor } from './paramOfTensor.ts'
import { isSymbolic, makeSymbolic, nextTensorId } from './symbolicTensor.ts'
import { mentions } from './tensorTree.ts'

/** A call of a submodule. */
export interface OpenCall {
  readonly path: string
  /** Tells calls of one module apart. */
  readonly call: number
}

/** `result`: what the call returns, whole or as an item of a list or record. */
export type CallPart = { readonly kind: 'inside' } | { readonly kind: 'result'; readonly item: string | null }

export interface RecordedNode {
  readonly kind: NodeKind
  readonly target: string
  /** Refs name nodes by their index in the trace. */
  readonly args: Args
  readonly type: ValueType | null
  readonly scope: string
  readonly stack: CallStack | null
  /** The module calls that were open, outermost first. */
  readonly moduleCalls: readonly OpenCall[]
  readonly origin: Origin | null
  /** For a call that was captured in parts: which item of its result this is, or that it is inside of the call. */
  readonly part: CallPart | null
  /** The Keras layer whose result this is: the value has its name, as there is no source to name it. */
  readonly layer: string | null
}

/** A tensor that no field of the model holds, taken as a constant of the graph. */
export interface LiftedTensor {
  readonly path: string
  readonly tensor: Tensor
  /** The op that takes it. */
  readonly op: string
  readonly stack: CallStack | null
}

/** The call that takes a tensor. */
export interface Taker {
  readonly op: string
  readonly stack: CallStack | null
}

export interface RecordedValuesOptions {
  readonly tf: Tfjs
  /** The tensors of the model. */
  readonly paths: ReadonlyMap<Tensor, string>
  readonly lookup: SourceLookup | null
  /** The class that may hide the variables that no field reaches; null when there is none, or any may be used. */
  readonly hidingClass: () => string | null
}

type NodeToRecord = Omit<RecordedNode, 'scope' | 'moduleCalls' | 'origin' | 'part' | 'layer'> & {
  readonly origin?: Origin | null
}

export class RecordedValues {
  readonly nodes: RecordedNode[] = []
  readonly params = new Map<string, ParamValue>()
  readonly lookup: SourceLookup | null
  /** Tensors from before forward ran that no path reaches. */
  readonly lifted: LiftedTensor[] = []
  protected readonly tf: Tfjs
  protected readonly paths: ReadonlyMap<Tensor, string>
  /** The module calls that are open. */
  protected readonly scopes: OpenCall[] = []
  /** Clones of the model's tensors, which are real and have the value of their original. */
  protected readonly originals = new Map<Tensor, Tensor>()
  /** Tensors with lower ids were there before forward ran. */
  protected readonly firstOwnId: number
  readonly #hidingClass: () => string | null
  readonly #refs = new Map<unknown, Ref>()
  readonly #takenPaths: ReadonlySet<string>
  #constants = 0
  #refusal: DiagnosticError | null = null
  #awaited: DiagnosticError | null = null

  constructor({ tf, paths, lookup, hidingClass }: RecordedValuesOptions) {
    this.tf = tf
    this.paths = paths
    this.lookup = lookup
    this.#hidingClass = hidingClass
    this.#takenPaths = new Set(paths.values())
    this.firstOwnId = nextTensorId(tf)
  }

  /** The first refusal of the run, also when forward caught it, or lost it in a promise. */
  get refusal(): DiagnosticError | null {
    return this.#refusal
  }

  /** The refusal of a tensor that was awaited, also by an async function that returns it. */
  get awaited(): DiagnosticError | null {
    return this.#awaited
  }

  refuseAwait(error: DiagnosticError): DiagnosticError {
    this.#awaited ??= error
    return this.refuse(error)
  }

  refuse(error: DiagnosticError): DiagnosticError {
    this.#refusal ??= error
    return error
  }

  /** A symbolic input. */
  placeholder(path: string, shape: readonly number[], dtype: DType): unknown {
    const type = tensorType(dtype, shape)
    return this.append({ kind: 'placeholder', target: path, args: {}, type, stack: null })
  }

  /** Ends the trace. */
  output(value: Arg): void {
    this.#push({ kind: 'output', target: 'output', args: { value }, type: null, stack: null })
  }

  /** Says of the nodes from `first` on that they are the parts of one call, which returned `result`. */
  protected markParts(first: number, result: unknown): void {
    const items = new Map<number | null, string | null>()
    if (isTensor(result)) items.set(this.madeBy(result), null)
    else if (typeof result === 'object' && result !== null)
      for (const [key, item] of Object.entries(result)) if (isTensor(item)) items.set(this.madeBy(item), key)
    for (const [i, node] of this.nodes.entries()) {
      if (i < first || node.kind !== 'call_function') continue
      const item = items.get(i)
      this.nodes[i] = { ...node, part: item === undefined ? { kind: 'inside' } : { kind: 'result', item } }
    }
  }

  /** The ref of a tensor of this trace or of the model; null for any other value. */
  refOf(given: unknown): Ref | null {
    const value = (isTensor(given) && this.originals.get(given)) || given
    const known = this.#refs.get(value)
    if (known) return known
    const path = isTensor(value) ? this.paths.get(value) : undefined
    if (path !== undefined) return this.#getAttr(path, value as Tensor)
    if (isSymbolic(value)) throw this.refuse(staleTensor(placeOf(captureStack(), this.lookup)))
    return null
  }

  /** The index of the node that made a traced tensor of this run; null for any other. */
  madeBy(tensor: Tensor): number | null {
    return this.#refs.get(tensor)?.node ?? null
  }

  typeOf(ref: Ref): ValueType {
    return itemType(this.nodes[ref.node]?.type as ValueType, ref.index)
  }

  /** Adds a node and makes the symbolic value that stands for its result. */
  protected append(node: NodeToRecord): unknown {
    const { node: id } = this.#push(node)
    return this.symbolize(node.type as ValueType, new Ref(id))
  }

  protected symbolize(type: ValueType, ref: Ref): unknown {
    switch (type.kind) {
      case 'tensor': {
        const tensor = makeSymbolic(this.tf, type.shape as readonly number[], type.dtype as DataType)
        this.#refs.set(tensor, ref)
        return tensor
      }
      case 'tuple':
        return type.items.map((item, i) => this.symbolize(item, new Ref(ref.node, i)))
      case 'record': {
        const fields = Object.entries(type.fields)
        return Object.fromEntries(
          fields.map(([key, field]) => [key, this.symbolize(field, new Ref(ref.node, key))]),
        )
      }
    }
  }

  /**
   * A tensor that no path reaches. What forward made is a constant; one that was there before has an owner that tsfx does not know.
   * @throws TSFX1029 for a variable that a `#private` field may hold.
   */
  protected lift(given: Tensor, { op, stack }: Taker): Ref {
    const tensor = this.originals.get(given) ?? given
    if (tensor.id >= this.firstOwnId) return this.constant(tensor)
    const hiding = isVariable(this.tf, tensor) ? this.#hidingClass() : null
    if (hiding !== null) {
      const slots = { op, shape: printShape(tensor.shape), class: hiding }
      throw unreachableWeight(slots, placeOf(stack, this.lookup))
    }
    const ref = this.constant(tensor)
    this.lifted.push({ path: this.nodes[ref.node]?.target as string, tensor, op, stack })
    return ref
  }

  protected constant(tensor: Tensor): Ref {
    while (this.#takenPaths.has(`_constant${this.#constants}`)) this.#constants++
    return this.#getAttr(`_constant${this.#constants++}`, tensor)
  }

  /** A variable that no path reaches counts as well: its value may change after the trace, so nothing may be computed of it now. */
  protected mentionsTraced(value: unknown): boolean {
    return mentions(
      value,
      (item) =>
        isSymbolic(item) ||
        (isTensor(item) && (this.paths.has(item) || this.originals.has(item) || isVariable(this.tf, item))),
    )
  }

  #getAttr(path: string, tensor: Tensor): Ref {
    const param = paramOfTensor(this.tf, path, tensor)
    this.params.set(path, param)
    const type = typeOfParam(param.handle)
    const ref = this.#push({ kind: 'get_attr', target: path, args: {}, type, stack: null })
    this.#refs.set(tensor, ref)
    return ref
  }

  #push(node: NodeToRecord): Ref {
    const scope = this.scopes.at(-1)?.path ?? ''
    this.nodes.push({ origin: null, part: null, layer: null, ...node, scope, moduleCalls: [...this.scopes] })
    return new Ref((this.nodes.length - 1) as NodeId)
  }
}
