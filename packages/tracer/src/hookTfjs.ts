/**
 * @file What a running trace changes inside tfjs itself, for as long as it runs: chained methods (`x.relu()`), kernels, and the
 * ways in which a variable takes a value.
 */

import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '@tsfx/ops'
import { placeHere } from './callStack.ts'
import type { Recording } from './captureSlot.ts'
import { assignWhileTracing } from './diagnostics.generated.ts'
import { isSymbolic } from './symbolicTensor.ts'

/** A recording that also sees kernels, and tensors that are disposed. */
export interface WatchedRecording extends Recording {
  dispose(tensor: Tensor): void
  kernel(name: string, inputs: unknown, scopeNames: readonly string[]): void
  gradient(): void
}

type Method = (this: unknown, ...args: unknown[]) => unknown
type Methods = Record<string, Method>

/** Methods of Tensor that are no ops: symbolic tensors answer them themselves. */
const NO_OPS = new Set(
  'constructor toString dispose throwIfDisposed data dataSync array arraySync buffer bufferSync bytes print variable dataToGPU'.split(
    ' ',
  ),
)

/** Installs the hooks of `recording`; the function returned removes them. */
export function hookTfjs(tf: Tfjs, recording: WatchedRecording): () => void {
  const undo: (() => void)[] = []
  const replace = (target: object, name: string, wrap: (original: Method) => Method): void => {
    const own = Object.getOwnPropertyDescriptor(target, name)
    const original = (target as Methods)[name] as Method
    Object.defineProperty(target, name, { value: wrap(original), configurable: true, writable: true })
    undo.push(() => {
      if (own) Object.defineProperty(target, name, own)
      else Reflect.deleteProperty(target, name)
    })
  }
  hookMethods(tf, recording, replace)
  hookDispose(tf, recording, replace)
  hookEngine(tf, recording, replace)
  return () => {
    for (const step of undo.reverse()) step()
  }
}

type Replace = (target: object, name: string, wrap: (original: Method) => Method) => void

/** Chained methods exist once `@tensorflow/tfjs` was loaded, which may be after capture was installed. */
function hookMethods(tf: Tfjs, recording: WatchedRecording, replace: Replace): void {
  const prototype = tf.Tensor.prototype
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor
    if (typeof value !== 'function' || NO_OPS.has(name)) continue
    replace(prototype, name, (original) => {
      return function (this: unknown, ...args) {
        return recording.call(`Tensor.${name}`, [this, ...args], () => original.apply(this, args))
      }
    })
  }
}

/** `tf.dispose` and `tf.disposeVariables` arrive here too; the end of a `tidy` does not. */
function hookDispose(tf: Tfjs, recording: WatchedRecording, replace: Replace): void {
  replace(tf.Tensor.prototype, 'dispose', (original) => {
    return function (this: unknown) {
      recording.dispose(this as Tensor)
      return original.call(this)
    }
  })
  replace(tf.engine(), 'disposeVariable', (original) => {
    return function (this: unknown, variable) {
      recording.dispose(variable as Tensor)
      return original.call(this, variable)
    }
  })
}

function hookEngine(tf: Tfjs, recording: WatchedRecording, replace: Replace): void {
  const engine = tf.engine() as unknown as {
    readonly state: { readonly scopeStack: readonly { readonly name?: string }[] }
  }
  replace(engine, 'runKernel', (original) => {
    return function (this: unknown, name, inputs, attrs) {
      recording.kernel(
        String(name),
        inputs,
        engine.state.scopeStack.map((scope) => scope.name ?? ''),
      )
      return original.call(this, name, inputs, attrs)
    }
  })
  replace(engine, 'gradients', (original) => {
    return function (this: unknown, ...args) {
      recording.gradient()
      return original.apply(this, args)
    }
  })
  replace(engine, 'makeVariable', (original) => {
    return function (this: unknown, value, ...rest) {
      refuseSymbolic(value, recording)
      return original.call(this, value, ...rest)
    }
  })
  replace(tf.Variable.prototype, 'assign', (original) => {
    return function (this: unknown, value) {
      refuseSymbolic(value, recording)
      return original.call(this, value)
    }
  })
}

function refuseSymbolic(value: unknown, recording: Recording): void {
  if (isSymbolic(value)) throw recording.refuse(assignWhileTracing(placeHere()))
}
