/**
 * @file The capture table: the user's tfjs with each op wrapped, so that a call is recorded at the boundary the user
 * sees. tfjs makes its ops with `op()`, which names them `relu__op`; that suffix tells ops from creation functions
 * (`tensor`, `ones`), which make real constants, and from controls (`tidy`, `keep`). Functions that copy values into a tensor,
 * read them, or take gradients are wrapped too, to be refused by their names.
 */
import { capturesOf, type Tfjs } from '@tsfx/ops'
import { compositionOf } from '@tsfx/ops/tracing'
import { captureSlot } from './captureSlot.ts'
import { isCreation, isGradient, isReader } from './refusedCall.ts'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown
type Namespace = Readonly<Record<string, unknown>>

const WRAPPED = Symbol.for('tsfx.wrapped')

/** Says whether `value` is a function made by tfjs's `op()`. */
export const isOpFunction = (value: unknown): value is AnyFunction =>
  typeof value === 'function' && value.name.endsWith('__op')

const isWrapped = (value: unknown): boolean => typeof value === 'function' && WRAPPED in value

/** A function that a running trace records as `from`, and that otherwise costs one check. */
export function wrapFunction(original: AnyFunction, from: string): AnyFunction {
  if (isWrapped(original)) return original
  const slot = captureSlot()
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const { recording } = slot
    return recording
      ? recording.call(from, args, () => original.apply(this, args))
      : original.apply(this, args)
  }
  Object.defineProperty(wrapped, 'name', { value: original.name })
  Object.defineProperty(wrapped, WRAPPED, { value: true })
  return wrapped
}

/** A copy of `core` with its ops, and those of its nested namespaces (`fused`, `image`), wrapped. */
export function captureTable(core: Tfjs): Tfjs {
  return wrapNamespace(core as unknown as Namespace, 'tf') as unknown as Tfjs
}

function wrapNamespace(namespace: Namespace, prefix: string): Namespace {
  const entries = Object.entries(namespace).map(
    ([key, value]) => [key, wrapExport(value, `${prefix}.${key}`)] as const,
  )
  return Object.freeze(Object.fromEntries(entries))
}

function wrapExport(value: unknown, from: string): unknown {
  if (isOpFunction(value) || (typeof value === 'function' && isWatched(from)))
    return wrapFunction(value as AnyFunction, from)
  return holdsOps(value) ? wrapNamespace(value, from) : value
}

/** `tf.lowerBound` and `tf.meshgrid` are captured, but not made by `op()`. */
const isCaptured = (from: string): boolean => capturesOf(from).length > 0 || compositionOf(from) !== null

const isWatched = (from: string): boolean =>
  isCaptured(from) || isCreation(from) || isReader(from) || isGradient(from)

const holdsOps = (value: unknown): value is Namespace =>
  typeof value === 'object' && value !== null && Object.values(value).some(isOpFunction)
