/**
 * @file One run of forward on symbolic tensors, recorded. Calls are seen at the public functions; whatever runs below
 * them is not, so the graph shows `batchNorm` and not its decomposition.
 */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Args,
  type DiagnosticError,
  type DiagnosticPlace,
  type DType,
  isDiagnosticError,
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
import {
  capturesOf,
  decompositionOf,
  isTensor,
  type Op,
  type Recorder as OpRecorder,
  type Tfjs,
} from '@tsfx/ops'
import { scalarOps } from '@tsfx/runtime'
import { type CallStack, captureStack, isDeepImport, placeOf } from './callStack.ts'
import type { Recording } from './captureSlot.ts'
import {
  bypassedCapture,
  disposeWhileTracing,
  gradientWhileTracing,
  invalidCall,
  randomWhileTracing,
  staleTensor,
  uncapturedFunction,
  unreachableWeight,
} from './diagnostics.generated.ts'
import type { ModuleCall } from './interceptModules.ts'
import { isKerasLayer, type KerasLayer } from './kerasFields.ts'
import { opaqueResult } from './opaqueResult.ts'
import { isVariable, paramOfTensor } from './paramOfTensor.ts'
import { isReader, refusedCall } from './refusedCall.ts'
import { isSymbolic, makeSymbolic, nextTensorId } from './symbolicTensor.ts'
import { mapTensors, mentions } from './tensorTree.ts'
import { withPlace } from './withPlace.ts'

export interface RecordedNode {
  readonly kind: NodeKind
  readonly target: string
  /** Refs name nodes by their index in the trace. */
  readonly args: Args
  readonly type: ValueType | null
  readonly scope: string
  readonly stack: CallStack | null
  /** The module calls that were open, outermost first; each call has its own number. */
  readonly moduleCalls: readonly number[]
  readonly origin: Origin | null
  /** The Keras layer whose result this is: the value has its name, as there is no source to name it. */
  readonly layer: string | null
}

/** Decides whether a submodule stays opaque; with an origin it can be emitted as well. */
export type IsLeaf = (module: object, path: string) => boolean | Origin

export interface RecorderOptions {
  readonly tf: Tfjs
  readonly paths: ReadonlyMap<Tensor, string>
  readonly lookup: SourceLookup | null
  readonly isLeaf: IsLeaf | null
  readonly training: boolean
  /** The model's name when its variables must be in fields of it; null when any may be used. */
  readonly ownerOfVariables: string | null
}

/** A tensor that no field of the model holds, taken as a constant of the graph. */
export interface LiftedTensor {
  readonly path: string
  readonly tensor: Tensor
  /** The op that takes it. */
  readonly op: string
  readonly stack: CallStack
}

const REGISTER_FIRST = "start Node with --import tsfx/register (or import 'tsfx/register' before your model)"
const IMPORT_THE_PACKAGE =
  "import it from '@tensorflow/tfjs-core' itself, not from a file inside that package"

type Raw = Readonly<Record<string, unknown>>

export class Recorder implements Recording, OpRecorder {
  readonly nodes: RecordedNode[] = []
  readonly params = new Map<string, ParamValue>()
  readonly lookup: SourceLookup | null
  /** Tensors from before forward ran that no path reaches. */
  readonly lifted: LiftedTensor[] = []
  readonly #tf: Tfjs
  readonly #paths: ReadonlyMap<Tensor, string>
  readonly #isLeaf: IsLeaf | null
  readonly #training: boolean
  readonly #ownerOfVariables: string | null
  readonly #refs = new Map<unknown, Ref>()
  /** Clones of the model's tensors, which are real and have the value of their original. */
  readonly #originals = new Map<Tensor, Tensor>()
  /** Tensors with lower ids were there before forward ran. */
  readonly #firstOwnId: number
  readonly #scopes: { readonly path: string; readonly call: number }[] = []
  #calls = 0
  #constants = 0
  /** Above 0 while a public function runs for real: what it calls itself is its own business. */
  #suppressed = 0

  #refusal: DiagnosticError | null = null

  constructor({ tf, paths, lookup, isLeaf, training, ownerOfVariables }: RecorderOptions) {
    this.#tf = tf
    this.#paths = paths
    this.#isLeaf = isLeaf
    this.#training = training
    this.#ownerOfVariables = ownerOfVariables
    this.lookup = lookup
    this.#firstOwnId = nextTensorId(tf)
  }

  /** A symbolic input. */
  placeholder(path: string, shape: readonly number[], dtype: DType): unknown {
    return this.#append({
      kind: 'placeholder',
      target: path,
      args: {},
      type: tensorType(dtype, shape),
      stack: null,
    })
  }

  /** The first refusal of the run, also when forward caught it, or lost it in a promise. */
  get refusal(): DiagnosticError | null {
    return this.#refusal
  }

  refuse(error: DiagnosticError): DiagnosticError {
    this.#refusal ??= error
    return error
  }

  call(from: string, args: readonly unknown[], run: () => unknown): unknown {
    if (this.#suppressed > 0) return run()
    const isTraced = this.#mentionsTraced(args)
    const place = (): DiagnosticPlace => placeOf(captureStack(), this.lookup)
    const refused = refusedCall({ from, isTraced, training: this.#training, place })
    if (refused) {
      this.refuse(refused)
      // Nobody may look at the promise of an async function that an error would fail.
      if (isReader(from)) return new Promise(() => {})
      throw refused
    }
    if (!isTraced) return this.#forReal(run)
    const stack = captureStack()
    return this.#keepingRefusals(() => this.#recordCall(from, args, run, stack))
  }

  #recordCall(from: string, args: readonly unknown[], run: () => unknown, stack: CallStack): unknown {
    for (const { op, form } of capturesOf(from)) {
      const bound = form.bind(args)
      if (bound) return this.#recordOp(op, bound, stack)
    }
    const decomposition = decompositionOf(from)
    if (decomposition) return decomposition.run(this.#tf, args)
    if ((from === 'tf.clone' || from === 'Tensor.clone') && isTensor(args[0]))
      return this.#clone(args[0], run)
    throw uncapturedFunction({ function: from.replace('Tensor.', 'tensor.') }, placeOf(stack, this.lookup))
  }

  /** A composition of tfjs is recorded in parts and refused in parts: what is thrown is the refusal of the run. */
  #keepingRefusals<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw isDiagnosticError(error) ? this.refuse(error) : error
    }
  }

  /** Records a call of an op's own function; without a traced tensor among the arguments it computes. */
  record(op: Op, args: Raw): unknown {
    if (this.#suppressed === 0 && this.#mentionsTraced(args)) {
      const stack = captureStack()
      return this.#keepingRefusals(() => this.#recordOp(op, args, stack))
    }
    const environment = { tf: this.#tf, q: scalarOps('float32') }
    return this.#forReal(() =>
      op.evaluate(environment, op.normalize(args) as Readonly<Record<string, never>>),
    )
  }

  /** Runs a submodule inside its scope, or records it whole. */
  enter({ module, path, args, run }: ModuleCall): unknown {
    const leaf =
      this.#suppressed === 0 && this.#mentionsTraced(args) && (this.#isLeaf?.(module, path) ?? false)
    if (leaf) return this.#recordModule({ path, args, run, origin: leaf === true ? null : leaf })
    this.#scopes.push({ path, call: this.#calls++ })
    try {
      const result = run(args)
      if (isKerasLayer(module)) this.#nameByLayer(result, module)
      return result
    } finally {
      this.#scopes.pop()
    }
  }

  /** An inner layer's name stays: a model that returns its last layer's result adds nothing to it. */
  #nameByLayer(result: unknown, { name }: KerasLayer): void {
    const ref = isSymbolic(result) ? this.refOf(result) : null
    const node = ref?.index === null ? this.nodes[ref.node] : undefined
    if (ref && node?.kind === 'call_function' && node.layer === null)
      this.nodes[ref.node] = { ...node, layer: name }
  }

  /** The net under the boundary: a kernel on a traced tensor outside every recorded call. @throws TSFX1008 */
  kernel(name: string, inputs: unknown, scopeNames: readonly string[]): void {
    const escaped = this.#suppressed > 0 ? mentions(inputs, isSymbolic) : this.#mentionsTraced(inputs)
    if (!escaped) return
    const op = scopeNames.find((scope) => scope.endsWith('__op'))?.replace(/__op$/, '')
    const stack = captureStack()
    const remedy = isDeepImport() ? IMPORT_THE_PACKAGE : REGISTER_FIRST
    const slots = { function: op ? `tf.${op}` : `kernel ${name}`, remedy }
    throw this.refuse(bypassedCapture(slots, placeOf(stack, this.lookup)))
  }

  /** A tensor that is disposed while forward runs: forward may dispose what it made. @throws TSFX1025 for any other. */
  dispose(tensor: Tensor): void {
    const { id, dtype, shape } = tensor
    if (id >= this.#firstOwnId || isSymbolic(tensor)) return
    const slots = { tensor: this.#paths.get(tensor) ?? `a ${dtype}[${shape}] tensor` }
    throw this.refuse(disposeWhileTracing(slots, placeOf(captureStack(), this.lookup)))
  }

  /** A gradient tape under forward, whoever asked for it. @throws TSFX1026 */
  gradient(): void {
    const slots = { function: 'through an optimizer, or a function that tf.grad made' }
    throw this.refuse(gradientWhileTracing(slots, placeOf(captureStack(), this.lookup)))
  }

  /** A clock or a random number that forward asks for. @throws TSFX1027 */
  impure(source: string): void {
    if (this.#suppressed > 0) return
    throw this.refuse(randomWhileTracing({ function: source }, placeOf(captureStack(), this.lookup)))
  }

  /** The ref of a tensor of this trace or of the model; null for any other value. */
  refOf(given: unknown): Ref | null {
    const value = (isTensor(given) && this.#originals.get(given)) || given
    const known = this.#refs.get(value)
    if (known) return known
    const path = isTensor(value) ? this.#paths.get(value) : undefined
    if (path !== undefined) return this.#getAttr(path, value as Tensor)
    if (isSymbolic(value)) throw this.refuse(staleTensor(placeOf(captureStack(), this.lookup)))
    return null
  }

  /** The index of the node that made a traced tensor of this run; null for any other. */
  madeBy(tensor: Tensor): number | null {
    return this.#refs.get(tensor)?.node ?? null
  }

  /** Ends the trace. */
  output(value: Arg): void {
    this.#push({ kind: 'output', target: 'output', args: { value }, type: null, stack: null })
  }

  typeOf(ref: Ref): ValueType {
    return itemType(this.nodes[ref.node]?.type as ValueType, ref.index)
  }

  /** A clone has the value of its original, but a life of its own: forward may dispose it. */
  #clone(tensor: Tensor, run: () => unknown): unknown {
    if (isSymbolic(tensor)) {
      const ref = this.refOf(tensor) as Ref
      return this.#symbolize(this.typeOf(ref), ref)
    }
    const clone = this.#forReal(run) as Tensor
    this.#originals.set(clone, this.#originals.get(tensor) ?? tensor)
    return clone
  }

  #recordOp(op: Op, bound: Raw, stack: CallStack): unknown {
    try {
      const raw: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(bound))
        raw[name] =
          name in op.inputs
            ? this.#input(value, { op: op.name, stack }, op.literalDtypes[name])
            : ownCopy(value)
      const args = op.normalize(raw)
      const wrong = op.checkArgs(args)
      if (wrong) throw invalidCall({ op: op.name, problem: wrong })
      const type = op.infer(args, (ref) => this.typeOf(ref))
      return this.#append({ kind: 'call_function', target: op.name, args, type, stack })
    } catch (error) {
      throw isDiagnosticError(error) ? withPlace(error, placeOf(stack, this.lookup)) : error
    }
  }

  /** A tensor input of an op as refs: numbers and arrays become constants, as tfjs makes tensors of them. */
  #input(value: unknown, taker: Taker, dtype?: DataType): Arg {
    if (value === null || value === undefined) return null
    if (isTensor(value)) return this.refOf(value) ?? this.#lift(value, taker)
    if (Array.isArray(value) && mentions(value, isTensor))
      return value.map((item) => this.#input(item, taker, dtype))
    return this.#forReal(() => {
      const tensor = this.#tf.tensor(value as number | number[], undefined, dtype)
      const ref = this.#constant(tensor)
      tensor.dispose()
      return ref
    })
  }

  /** A tensor that forward made is a constant; one that was there before has an owner that tsfx does not know. */
  #lift(tensor: Tensor, { op, stack }: Taker): Ref {
    if (tensor.id >= this.#firstOwnId) return this.#constant(tensor)
    if (this.#ownerOfVariables !== null && isVariable(this.#tf, tensor)) {
      const slots = { op, shape: printShape(tensor.shape), model: this.#ownerOfVariables }
      throw unreachableWeight(slots, placeOf(stack, this.lookup))
    }
    const ref = this.#constant(tensor)
    this.lifted.push({ path: this.nodes[ref.node]?.target as string, tensor, op, stack })
    return ref
  }

  #constant(tensor: Tensor): Ref {
    const taken = new Set(this.#paths.values())
    while (taken.has(`_constant${this.#constants}`)) this.#constants++
    return this.#getAttr(`_constant${this.#constants++}`, tensor)
  }

  #getAttr(path: string, tensor: Tensor): Ref {
    const param = paramOfTensor(this.#tf, path, tensor)
    this.params.set(path, param)
    const ref = this.#push({
      kind: 'get_attr',
      target: path,
      args: {},
      type: typeOfParam(param.handle),
      stack: null,
    })
    this.#refs.set(tensor, ref)
    return ref
  }

  /** An opaque module: its result's type comes from running it on zeros. */
  #recordModule({
    path,
    args,
    run,
    origin,
  }: {
    path: string
    args: readonly unknown[]
    run: ModuleCall['run']
    origin: Origin | null
  }): unknown {
    const stack = captureStack()
    const named = Object.fromEntries(
      args.map((arg, i) => [
        `input${i}`,
        ownCopy(mapTensors(arg, (tensor) => this.#input(tensor, { op: path, stack }))),
      ]),
    )
    const type = this.#forReal(() => opaqueResult(this.#tf, args, run, path))
    return this.#append({ kind: 'call_module', target: path, args: named as Args, type, stack, origin })
  }

  #forReal<T>(run: () => T): T {
    this.#suppressed++
    try {
      return run()
    } finally {
      this.#suppressed--
    }
  }

  #mentionsTraced(value: unknown): boolean {
    return mentions(
      value,
      (item) => isSymbolic(item) || (isTensor(item) && (this.#paths.has(item) || this.#originals.has(item))),
    )
  }

  /** Adds a node and makes the symbolic value that stands for its result. */
  #append(node: NodeToRecord): unknown {
    const { node: id } = this.#push(node)
    return this.#symbolize(node.type as ValueType, new Ref(id))
  }

  #push(node: NodeToRecord): Ref {
    const scope = this.#scopes.at(-1)?.path ?? ''
    this.nodes.push({
      origin: null,
      layer: null,
      ...node,
      scope,
      moduleCalls: this.#scopes.map(({ call }) => call),
    })
    return new Ref((this.nodes.length - 1) as NodeId)
  }

  #symbolize(type: ValueType, ref: Ref): unknown {
    switch (type.kind) {
      case 'tensor': {
        const tensor = makeSymbolic(this.#tf, type.shape as readonly number[], type.dtype as DataType)
        this.#refs.set(tensor, ref)
        return tensor
      }
      case 'tuple':
        return type.items.map((item, i) => this.#symbolize(item, new Ref(ref.node, i)))
      case 'record':
        return Object.fromEntries(
          Object.entries(type.fields).map(([key, field]) => [
            key,
            this.#symbolize(field, new Ref(ref.node, key)),
          ]),
        )
    }
  }
}

type NodeToRecord = Omit<RecordedNode, 'scope' | 'moduleCalls' | 'origin' | 'layer'> & {
  readonly origin?: Origin | null
}

/** The call that takes a tensor. */
interface Taker {
  readonly op: string
  readonly stack: CallStack
}

/** A node freezes its arguments, and the user's own lists must stay as they are. */
const ownCopy = (value: unknown): unknown =>
  value instanceof Ref ? value : mapTensors(value, (tensor) => tensor)
