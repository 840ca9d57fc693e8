/**
 * @file One run of forward on symbolic tensors, recorded. Calls are seen at the public functions; whatever runs below
 * them is not, so the graph shows `batchNorm` and not its decomposition.
 */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Args,
  type DType,
  isDiagnosticError,
  itemType,
  type NodeId,
  type NodeKind,
  type Origin,
  type ParamValue,
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
import { isCreation } from './captureTable.ts'
import {
  bypassedCapture,
  disposeWhileTracing,
  invalidCall,
  readWhileTracing,
  staleTensor,
  uncapturedFunction,
} from './diagnostics.generated.ts'
import type { ModuleCall } from './interceptModules.ts'
import { isKerasLayer, type KerasLayer } from './kerasFields.ts'
import { paramOfTensor } from './paramOfTensor.ts'
import { isSymbolic, makeSymbolic, nextTensorId } from './symbolicTensor.ts'
import { isPlainRecord, mapTensors, mentions } from './tensorTree.ts'
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
}

const REGISTER_FIRST = "start Node with --import tsfx/register (or import 'tsfx/register' before your model)"
const IMPORT_THE_PACKAGE =
  "import it from '@tensorflow/tfjs-core' itself, not from a file inside that package"

type Raw = Readonly<Record<string, unknown>>

export class Recorder implements Recording, OpRecorder {
  readonly nodes: RecordedNode[] = []
  readonly params = new Map<string, ParamValue>()
  readonly lookup: SourceLookup | null
  readonly #tf: Tfjs
  readonly #paths: ReadonlyMap<Tensor, string>
  readonly #isLeaf: IsLeaf | null
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

  constructor({ tf, paths, lookup, isLeaf }: RecorderOptions) {
    this.#tf = tf
    this.#paths = paths
    this.#isLeaf = isLeaf
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

  call(from: string, args: readonly unknown[], run: () => unknown): unknown {
    if (this.#suppressed > 0 || !this.#mentionsTraced(args)) return this.#forReal(run)
    const stack = captureStack()
    for (const { op, form } of capturesOf(from)) {
      const bound = form.bind(args)
      if (bound) return this.#recordOp(op, bound, stack)
    }
    const decomposition = decompositionOf(from)
    if (decomposition) return decomposition.run(this.#tf, args)
    if ((from === 'tf.clone' || from === 'Tensor.clone') && isTensor(args[0]))
      return this.#clone(args[0], run)
    if (isCreation(from)) throw readWhileTracing({ what: `${from} of it` }, placeOf(stack, this.lookup))
    throw uncapturedFunction({ function: from.replace('Tensor.', 'tensor.') }, placeOf(stack, this.lookup))
  }

  /** Records a call of an op's own function; without a traced tensor among the arguments it computes. */
  record(op: Op, args: Raw): unknown {
    if (this.#suppressed === 0 && this.#mentionsTraced(args)) return this.#recordOp(op, args, captureStack())
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
    throw bypassedCapture(
      { function: op ? `tf.${op}` : `kernel ${name}`, remedy },
      placeOf(stack, this.lookup),
    )
  }

  /** A tensor that is disposed while forward runs: forward may dispose what it made. @throws TSFX1025 for any other. */
  dispose(tensor: Tensor): void {
    const { id, dtype, shape } = tensor
    if (id >= this.#firstOwnId || isSymbolic(tensor)) return
    throw disposeWhileTracing(
      { tensor: this.#paths.get(tensor) ?? `a ${dtype}[${shape}] tensor` },
      placeOf(captureStack(), this.lookup),
    )
  }

  /** The ref of a tensor of this trace or of the model; null for any other value. */
  refOf(given: unknown): Ref | null {
    const value = (isTensor(given) && this.#originals.get(given)) || given
    const known = this.#refs.get(value)
    if (known) return known
    const path = isTensor(value) ? this.#paths.get(value) : undefined
    if (path !== undefined) return this.#getAttr(path, value as Tensor)
    if (isSymbolic(value)) throw staleTensor(placeOf(captureStack(), this.lookup))
    return null
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
        raw[name] = name in op.inputs ? this.#input(value, op.literalDtypes[name]) : ownCopy(value)
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
  #input(value: unknown, dtype?: DataType): Arg {
    if (value === null || value === undefined) return null
    if (isTensor(value)) return this.refOf(value) ?? this.#constant(value)
    if (Array.isArray(value) && mentions(value, isTensor))
      return value.map((item) => this.#input(item, dtype))
    return this.#forReal(() => {
      const tensor = this.#tf.tensor(value as number | number[], undefined, dtype)
      const ref = this.#constant(tensor)
      tensor.dispose()
      return ref
    })
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
      args.map((arg, i) => [`input${i}`, ownCopy(mapTensors(arg, (tensor) => this.#input(tensor)))]),
    )
    let type: ValueType | null = null
    this.#forReal(() =>
      this.#tf.tidy(() => {
        type = typeOfValue(run(args.map((arg) => mapTensors(arg, (tensor) => this.#zerosLike(tensor)))), path)
      }),
    )
    return this.#append({ kind: 'call_module', target: path, args: named as Args, type, stack, origin })
  }

  #zerosLike(tensor: Tensor): Tensor {
    return isSymbolic(tensor) ? this.#tf.zeros(tensor.shape, tensor.dtype) : tensor
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

/** A node freezes its arguments, and the user's own lists must stay as they are. */
const ownCopy = (value: unknown): unknown =>
  value instanceof Ref ? value : mapTensors(value, (tensor) => tensor)

function typeOfValue(value: unknown, path: string): ValueType {
  if (isTensor(value)) return tensorType(value.dtype as DType, value.shape)
  if (Array.isArray(value)) return { kind: 'tuple', items: value.map((item) => typeOfValue(item, path)) }
  if (isPlainRecord(value)) {
    return {
      kind: 'record',
      fields: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typeOfValue(item, path)])),
    }
  }
  throw invalidCall({ op: path, problem: 'a module kept opaque must return tensors' })
}
