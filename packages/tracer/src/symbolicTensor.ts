/**
 * @file Symbolic tensors: instances of the user's own `Tensor` class with shape and dtype and no data, so tfjs's checks
 * accept them. tfjs does not track them, so `tidy` and `dispose` do nothing to them; each read throws, and after the trace
 * each use does, because a kernel asks for the data id. What a tensor lacks is refused as well where a model would go on with
 * `undefined`: `x.length`, `x[0]`, and chained methods that nobody loaded.
 */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import type { DiagnosticError } from '@tsfx/ir'
import { capturesOf, type Tfjs } from '@tsfx/ops'
import { compositionOf, refusalOf } from '@tsfx/ops/tracing'
import { isUserCall, placeHere, withDeepStacks } from './callStack.ts'
import { captureSlot } from './captureSlot.ts'
import {
  assignWhileTracing,
  missingChainedOp,
  readWhileTracing,
  staleTensor,
} from './diagnostics.generated.ts'

type TensorConstructor = new (shape: number[], dtype: DataType, dataId: object, id: number) => Tensor

const SYMBOLIC = Symbol.for('tsfx.symbolic')
/** What `console.log` of Node asks an object for. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** Says whether `value` is a symbolic tensor. `instanceof` cannot: tfjs answers it by shape for every tensor. */
export const isSymbolic = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && SYMBOLIC in value

function refusal(what: string): DiagnosticError {
  const { recording } = captureSlot()
  if (!recording) return withDeepStacks(() => staleTensor(placeHere()))
  return recording.refuse(readWhileTracing({ what }, placeHere()))
}

const refuse = (what: string): never => {
  throw refusal(what)
}

/**
 * Refuses a read that gives a promise. The trace fails when forward returns: an error thrown here would be that of an async function,
 * whose promise nobody may look at.
 */
function refuseLater(what: string): Promise<never> {
  const error = refusal(what)
  if (captureSlot().recording) return new Promise(() => {})
  throw error
}

function makeSymbolicClass(Base: TensorConstructor): TensorConstructor {
  class SymbolicTensor extends Base {
    readonly [SYMBOLIC] = true
    constructor(shape: number[], dtype: DataType, dataId: object, id: number) {
      super(shape, dtype, dataId, id)
      // Enumerable, so that a copy of its fields and `structuredClone` ask for it too.
      Object.defineProperty(this, 'dataId', { get: () => refuse('its data'), enumerable: true })
    }
    override data(): Promise<never> {
      return refuseLater('data()')
    }
    override dataSync(): never {
      return refuse('dataSync()')
    }
    override array(): Promise<never> {
      return refuseLater('array()')
    }
    override arraySync(): never {
      return refuse('arraySync()')
    }
    override buffer(): Promise<never> {
      return refuseLater('buffer()')
    }
    override bufferSync(): never {
      return refuse('bufferSync()')
    }
    override bytes(): Promise<never> {
      return refuseLater('bytes()')
    }
    override print(): never {
      return refuse('print()')
    }
    override dataToGPU(): never {
      return refuse('dataToGPU()')
    }
    override variable(): never {
      const { recording } = captureSlot()
      throw recording ? recording.refuse(assignWhileTracing(placeHere())) : refusal('variable()')
    }
    override dispose(): void {}
    override toString(): string {
      return `Symbolic ${this.dtype}[${this.shape.join(', ')}]`
    }
    [INSPECT](): string {
      return this.toString()
    }
    toJSON(): never {
      return refuse('JSON.stringify of it')
    }
    override valueOf(): never {
      return refuse('valueOf()')
    }
    [Symbol.iterator](): never {
      return refuse('iteration over it (spread, destructuring, for-of); tf.unstack gives its items')
    }
    [Symbol.toPrimitive](hint: string): string {
      if (hint !== 'string') return refuse('an operator such as > + - == on a tensor')
      return captureSlot().recording
        ? refuse('a tensor as text: a key of a record, or a template')
        : this.toString()
    }
  }
  Object.setPrototypeOf(SymbolicTensor.prototype, withRefusedMisses(Base.prototype))
  return SymbolicTensor
}

/** The prototype, asked only for what an instance does not have itself. */
function withRefusedMisses(prototype: Tensor): object {
  return new Proxy(Object.create(prototype) as object, {
    // The name of this function is looked for in stacks: see callStack.ts.
    get: function tsfxWatchedGet(target, key, receiver) {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key, receiver)
      return captureSlot().recording ? missing(key) : undefined
    },
  })
}

/** Names that only a list has, which a tensor must not seem to lack; `at` and `map` are no functions of tfjs. */
const OF_LISTS = new Set(Object.getOwnPropertyNames(Array.prototype).filter((name) => name !== 'toJSON'))

/** Asking for an unknown name is how JavaScript tests what an object is: most misses stay undefined. */
function missing(key: string): undefined {
  if (key === 'then') {
    // A library only looks whether it is given a promise.
    if (!isUserCall()) return undefined
    // Awaited, or returned by an async function; throwing here would only fail a promise.
    const what = 'await of a tensor, or a tensor out of an async function'
    captureSlot().recording?.refuseAwait(readWhileTracing({ what }, placeHere()))
    return undefined
  }
  if (/^\d+$/.test(key)) refuse(`x[${key}]; tf.slice and tf.gather take parts`)
  if (key === 'length') refuse('its length; x.shape[0] is the number of its items')
  if (isChainedOp(key)) throw chainedOpError(key)
  if (OF_LISTS.has(key)) refuse(`${key} of a list; a tensor has no such method`)
  return undefined
}

/** `x.relu` of a tensor that has no such method: all chained methods have the names of ops. */
const isChainedOp = (key: string): boolean => {
  const from = `Tensor.${key}`
  return capturesOf(from).length > 0 || compositionOf(from) !== null || refusalOf(from) !== null
}

const chainedOpError = (method: string): DiagnosticError => {
  const error = missingChainedOp({ method }, placeHere())
  return captureSlot().recording?.refuse(error) ?? error
}

const classes = new WeakMap<object, TensorConstructor>()

/** Makes a symbolic tensor of the `tf` given. */
export function makeSymbolic(tf: Tfjs, shape: readonly number[], dtype: DataType): Tensor {
  let Symbolic = classes.get(tf.Tensor)
  if (!Symbolic) {
    Symbolic = makeSymbolicClass(tf.Tensor as unknown as TensorConstructor)
    classes.set(tf.Tensor, Symbolic)
  }
  return new Symbolic([...shape], dtype, {}, nextTensorId(tf))
}

/** tfjs numbers tensors in the order in which they are made; this takes the next number. */
export const nextTensorId = (tf: Tfjs): number =>
  (tf.engine() as unknown as { nextTensorId(): number }).nextTensorId()
