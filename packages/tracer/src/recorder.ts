/**
 * @file One run of forward on symbolic tensors, recorded. Calls are seen at the public functions; whatever runs below
 * them is not, so the graph shows `batchNorm` and not its decomposition.
 */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Args,
  type DiagnosticPlace,
  isDiagnosticError,
  type Origin,
  Ref,
  type ValueType,
} from '@tsfx/ir'
import { capturesOf, isTensor, type Op, type Recorder as OpRecorder } from '@tsfx/ops'
import { compositionOf, refusalOf } from '@tsfx/ops/tracing'
import { scalarOps } from '@tsfx/runtime'
import { type CallStack, captureStack, isDeepImport, placeOf } from './callStack.ts'
import type { Recording } from './captureSlot.ts'
import {
  bypassedCapture,
  disposeWhileTracing,
  gradientWhileTracing,
  invalidCall,
  randomWhileTracing,
  uncapturedFunction,
} from './diagnostics.generated.ts'
import type { ForwardCaches } from './forwardCaches.ts'
import type { ModuleCall } from './interceptModules.ts'
import { isKerasLayer, type KerasLayer } from './kerasFields.ts'
import { moduleClassName } from './moduleClassName.ts'
import { opaqueResult } from './opaqueResult.ts'
import { RecordedValues, type RecordedValuesOptions, type Taker } from './recordedValues.ts'
import { isReader, refusedCall } from './refusedCall.ts'
import { isSymbolic } from './symbolicTensor.ts'
import { mapTensors, mentions } from './tensorTree.ts'
import { withPlace } from './withPlace.ts'

/** A function that the installed tfjs has and the registry has not heard of. */
const UNKNOWN = {
  reason: 'tsfx does not know it',
  remedy: 'write it with supported ops (docs/ops.md), or define an op for it: docs/add-an-op.md',
}

/** Decides whether a submodule stays opaque; with an origin it can be emitted as well. */
export type IsLeaf = (module: object, path: string) => boolean | Origin

/** What is known of the node at an index; null for a node that is not of that target. */
export type OpaqueType = (index: number, target: string) => ValueType | null

export interface RecorderOptions extends RecordedValuesOptions {
  readonly isLeaf: IsLeaf | null
  readonly training: boolean
  readonly places: boolean
  /** The type of an opaque call's result where other runs tell it, by the index of its node; null runs the call on zeros. */
  readonly opaqueType: OpaqueType | null
  readonly caches: ForwardCaches
}

const REGISTER_FIRST = "start Node with --import tsfx/register (or import 'tsfx/register' before your model)"
const IMPORT_THE_PACKAGE =
  "import it from '@tensorflow/tfjs-core' itself, not from a file inside that package"

type Raw = Readonly<Record<string, unknown>>

export class Recorder extends RecordedValues implements Recording, OpRecorder {
  readonly #isLeaf: IsLeaf | null
  readonly #training: boolean
  readonly #places: boolean
  readonly #opaqueType: OpaqueType
  readonly #caches: ForwardCaches
  /** Class names of the modules entered, by path. */
  readonly modules = new Map<string, string>()
  #calls = 0
  /** Above 0 while a public function runs for real: what it calls itself is its own business. */
  #suppressed = 0

  constructor({ isLeaf, training, places, opaqueType, caches, ...values }: RecorderOptions) {
    super(values)
    this.#isLeaf = isLeaf
    this.#training = training
    this.#places = places
    this.#opaqueType = opaqueType ?? (() => null)
    this.#caches = caches
  }

  call(from: string, args: readonly unknown[], run: () => unknown): unknown {
    if (this.#suppressed > 0) return run()
    this.#caches.used(args, this.#isEarlier)
    const isTraced = this.mentionsTraced(args)
    const place = (): DiagnosticPlace => placeOf(captureStack(), this.lookup)
    const refused = refusedCall({ from, isTraced, training: this.#training, place })
    if (refused) {
      this.refuse(refused)
      // Nobody may look at the promise of an async function that an error would fail.
      if (isReader(from)) return new Promise(() => {})
      throw refused
    }
    if (!isTraced) return this.#caches.made(this.#forReal(run))
    const stack = this.#stackHere()
    return this.#keepingRefusals(() => this.#recordCall(from, args, run, stack))
  }

  #recordCall(from: string, args: readonly unknown[], run: () => unknown, stack: CallStack | null): unknown {
    for (const { op, form } of capturesOf(from)) {
      const bound = form.bind(args)
      if (bound) return this.#recordOp(op, bound, stack)
    }
    const composition = compositionOf(from)
    if (composition) {
      const first = this.nodes.length
      const result = composition.run(this.tf, args)
      this.markParts(first, result)
      return result
    }
    if ((from === 'tf.clone' || from === 'Tensor.clone') && isTensor(args[0]))
      return this.#clone(args[0], run)
    throw uncapturedFunction(
      { function: from.replace('Tensor.', 'tensor.'), ...(refusalOf(from) ?? UNKNOWN) },
      placeOf(stack, this.lookup),
    )
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
    if (this.#suppressed === 0) this.#caches.used(args, this.#isEarlier)
    if (this.#suppressed === 0 && this.mentionsTraced(args)) {
      const stack = this.#stackHere()
      return this.#keepingRefusals(() => this.#recordOp(op, args, stack))
    }
    const environment = { tf: this.tf, q: scalarOps('float32') }
    return this.#forReal(() =>
      op.evaluate(environment, op.normalize(args) as Readonly<Record<string, never>>),
    )
  }

  /** Runs a submodule inside its scope, or records it whole. */
  enter({ module, path, args, run }: ModuleCall): unknown {
    const leaf =
      this.#suppressed === 0 && this.mentionsTraced(args) && (this.#isLeaf?.(module, path) ?? false)
    if (leaf) return this.#recordModule({ path, args, run, origin: leaf === true ? null : leaf })
    if (this.#suppressed === 0 && !this.modules.has(path)) this.modules.set(path, moduleClassName(module))
    this.scopes.push({ path, call: this.#calls++ })
    try {
      const result = run(args)
      if (isKerasLayer(module)) this.#nameByLayer(result, module)
      return result
    } finally {
      this.scopes.pop()
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
    const escaped = this.#suppressed > 0 ? mentions(inputs, isSymbolic) : this.mentionsTraced(inputs)
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
    if (id >= this.firstOwnId || isSymbolic(tensor)) return
    const slots = { tensor: this.paths.get(tensor) ?? `a ${dtype}[${shape}] tensor` }
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

  /** A clone has the value of its original, but a life of its own: forward may dispose it. */
  #clone(tensor: Tensor, run: () => unknown): unknown {
    if (isSymbolic(tensor)) {
      const ref = this.refOf(tensor) as Ref
      return this.symbolize(this.typeOf(ref), ref)
    }
    const clone = this.#forReal(run) as Tensor
    this.originals.set(clone, this.originals.get(tensor) ?? tensor)
    return clone
  }

  #recordOp(op: Op, bound: Raw, stack: CallStack | null): unknown {
    try {
      const raw: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(bound)) raw[name] = this.#argument(op, name, value, stack)
      const args = op.normalize(raw)
      const wrong = op.checkArgs(args)
      if (wrong) throw invalidCall({ op: op.name, problem: wrong })
      const type = op.infer(args, (ref) => this.typeOf(ref)) ?? this.#typeByRun(op, bound)
      return this.append({ kind: 'call_function', target: op.name, args, type, stack })
    } catch (error) {
      throw isDiagnosticError(error) ? withPlace(error, placeOf(stack, this.lookup)) : error
    }
  }

  #argument(op: Op, name: string, value: unknown, stack: CallStack | null): unknown {
    const taker = { op: op.name, stack }
    if (op.inputs[name] === 'tree') return this.#tree(value, taker)
    return name in op.inputs ? this.#input(value, taker, op.literalDtypes[name]) : ownCopy(value)
  }

  /** A nest of tensors and constants, with the tensors as refs. */
  #tree(value: unknown, taker: Taker): Arg {
    return ownCopy(mapTensors(value, (tensor) => this.#input(tensor, taker))) as Arg
  }

  /** The type of an opaque op's result. */
  #typeByRun(op: Op, bound: Raw): ValueType {
    const environment = { tf: this.tf, q: scalarOps('float32') }
    const run = ([given]: readonly unknown[]): unknown =>
      op.evaluate(environment, op.normalize(given as Raw) as Readonly<Record<string, never>>)
    return this.#typeOfOpaque(op.name, [bound], run)
  }

  /** A tensor input of an op as refs: numbers and arrays become constants, as tfjs makes tensors of them. */
  #input(value: unknown, taker: Taker, dtype?: DataType): Arg {
    if (value === null || value === undefined) return null
    if (isTensor(value)) return this.refOf(value) ?? this.lift(value, taker)
    if (Array.isArray(value) && mentions(value, isTensor))
      return value.map((item) => this.#input(item, taker, dtype))
    return this.#forReal(() => {
      const tensor = this.tf.tensor(value as number | number[], undefined, dtype)
      const ref = this.constant(tensor)
      tensor.dispose()
      return ref
    })
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
    const stack = this.#stackHere()
    const named = Object.fromEntries(
      args.map((arg, i) => [`input${i}`, this.#tree(arg, { op: path, stack })]),
    )
    const type = this.#typeOfOpaque(path, args, run)
    return this.append({ kind: 'call_module', target: path, args: named as Args, type, stack, origin })
  }

  /** The type of the node that is recorded next; its parameters and constants have theirs already. */
  #typeOfOpaque(target: string, args: readonly unknown[], run: ModuleCall['run']): ValueType {
    return (
      this.#opaqueType(this.nodes.length, target) ??
      this.#forReal(() => opaqueResult(this.tf, args, run, target))
    )
  }

  #stackHere(): CallStack | null {
    return this.#places ? captureStack() : null
  }

  readonly #isEarlier = (tensor: Tensor): boolean => tensor.id < this.firstOwnId && !this.paths.has(tensor)

  #forReal<T>(run: () => T): T {
    this.#suppressed++
    try {
      return run()
    } finally {
      this.#suppressed--
    }
  }
}

/** A node freezes its arguments, and the user's own lists must stay as they are. */
const ownCopy = (value: unknown): unknown =>
  value instanceof Ref ? value : mapTensors(value, (tensor) => tensor)
