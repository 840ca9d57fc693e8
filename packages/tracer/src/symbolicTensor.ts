/**
 * @file Symbolic tensors: instances of the user's own `Tensor` class with shape and dtype and no data, so tfjs's checks
 * accept them. tfjs does not track them, so `tidy` and `dispose` do nothing to them; each read throws, and after the trace
 * each use does, because a kernel asks for the data id.
 */
import type { DataType, Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '@tsfx/ops'
import { placeHere, withDeepStacks } from './callStack.ts'
import { captureSlot } from './captureSlot.ts'
import { readWhileTracing, staleTensor } from './diagnostics.generated.ts'

type TensorConstructor = new (shape: number[], dtype: DataType, dataId: object, id: number) => Tensor

const SYMBOLIC = Symbol.for('tsfx.symbolic')

/** Says whether `value` is a symbolic tensor. `instanceof` cannot: tfjs answers it by shape for every tensor. */
export const isSymbolic = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && SYMBOLIC in value

const refuse = (what: string): never => {
  if (captureSlot().recording) throw readWhileTracing({ what }, placeHere())
  throw withDeepStacks(() => staleTensor(placeHere()))
}

function makeSymbolicClass(Base: TensorConstructor): TensorConstructor {
  return class SymbolicTensor extends Base {
    readonly [SYMBOLIC] = true
    constructor(shape: number[], dtype: DataType, dataId: object, id: number) {
      super(shape, dtype, dataId, id)
      Object.defineProperty(this, 'dataId', { get: () => refuse('its data'), enumerable: false })
    }
    override data(): never {
      return refuse('data()')
    }
    override dataSync(): never {
      return refuse('dataSync()')
    }
    override array(): never {
      return refuse('array()')
    }
    override arraySync(): never {
      return refuse('arraySync()')
    }
    override buffer(): never {
      return refuse('buffer()')
    }
    override bufferSync(): never {
      return refuse('bufferSync()')
    }
    override bytes(): never {
      return refuse('bytes()')
    }
    override print(): never {
      return refuse('print()')
    }
    override dataToGPU(): never {
      return refuse('dataToGPU()')
    }
    override variable(): never {
      return refuse('variable()')
    }
    override dispose(): void {}
    override toString(): string {
      return `Symbolic ${this.dtype}[${this.shape.join(', ')}]`
    }
    [Symbol.toPrimitive](hint: string): string {
      return hint === 'string' ? this.toString() : refuse('an operator such as > + - == on a tensor')
    }
  }
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
