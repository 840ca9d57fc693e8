/**
 * @file `wrap`: a function that a trace does not look into, as torch.fx's function of this name. A call of it is one node; the
 * emitted module imports the function. Use `defineOp` where the op should have a schema, a shape rule and a role in quantization.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Arg } from '@tsfx/ir'
import { defineOp, type Op } from './defineOp.ts'
import { nothingToWrap, unsettledResult } from './diagnostics.generated.ts'
import { currentRecorder } from './opFunction.ts'
import { printedCall } from './printedCall.ts'
import { opNamed, registerOp } from './registry.ts'
import type { Value } from './value.ts'

export interface WrapOptions {
  /** Where the function is exported, for emitted code: a package or a file (`import.meta.url`). Without it, emitting is refused. */
  readonly from?: string
  /** The name of the export, and of the op; default: that of the function. */
  readonly name?: string
  /** False for a function of random numbers or with effects: its calls are never merged or removed. Default: true. */
  readonly pure?: boolean
}

const wrapped = new WeakMap<object, unknown>()
const wrapOps = new WeakSet<Op>()

/**
 * The same function, which a trace records as one node: `export const nms = wrap(function nms(boxes, count) {...}, { from: import.meta.url })`.
 * It takes tensors, numbers, strings, booleans and null, in lists and records, and returns tensors in the same way, at once. While
 * tracing it runs on zeros of the traced sizes, which tells the type of its result, and without a `this`. A module that is loaded
 * again wraps its functions anew.
 * @throws TSFX0521 for a function without a name, TSFX0503 when an op has the name.
 */
export function wrap<F extends (...args: never[]) => unknown>(fn: F, options: WrapOptions = {}): F {
  const known = wrapped.get(fn)
  if (known) return known as F
  const name = options.name ?? fn.name
  if (typeof fn !== 'function' || !name) throw nothingToWrap({ what: name || String(fn).slice(0, 60) })
  const run = fn as unknown as Run
  const op = opaqueOp(name, run, options)
  registerOp(op, loadedBefore(op))
  wrapOps.add(op)
  const call = function (this: unknown, ...args: unknown[]): unknown {
    const recorder = currentRecorder()
    return recorder ? recorder.record(op, { args: withoutTrailingGaps(args) }) : run.apply(this, args)
  }
  Object.defineProperty(call, 'name', { value: name })
  wrapped.set(fn, call)
  wrapped.set(call, call)
  return call as unknown as F
}

type Run = (this: unknown, ...args: readonly unknown[]) => unknown

/** The op of the same export of the same module, which a hot reload evaluates again. */
function loadedBefore({ name, importFrom }: Op): Op | null {
  const known = opNamed(name)
  return known && wrapOps.has(known) && importFrom !== null && known.importFrom === importFrom ? known : null
}

/** Hot reloads tell versions of a module apart by the query of its address. */
const withoutQuery = (from: string): string => from.replace(/^(\w+:\/\/[^?#]*).*$/, '$1')

const opaqueOp = (name: string, run: Run, { from, pure = true }: WrapOptions): Op =>
  defineOp({
    name,
    summary: `An opaque call of ${name}${from === undefined ? '' : `, from ${from}`}.`,
    domain: 'float',
    pure,
    inputs: { args: 'tree' },
    attrs: {},
    infer: () => null,
    evaluate: (_, { args }) => settled(name, run.apply(undefined, args as unknown[])),
    capture: [],
    print: ({ args }) => printedCall(name, args as readonly Arg[]),
    quant: { kind: 'floatOnly', reason: 'a wrapped function is opaque' },
    ...(from !== undefined && { importFrom: withoutQuery(from) }),
  })

/** An argument left out at the end has its default. */
function withoutTrailingGaps(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1)
}

/** @throws TSFX0522 for a promise. */
function settled(name: string, result: unknown): Value {
  if (
    typeof result === 'object' &&
    result !== null &&
    'then' in result &&
    typeof result.then === 'function'
  ) {
    Promise.resolve(result).catch(() => {})
    throw unsettledResult({ name })
  }
  return result as Tensor
}
