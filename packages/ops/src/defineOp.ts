/**
 * @file `defineOp`: everything tsfx knows of one op, in one record. Tracer, verify, interpreter, codegen and quantizer
 * read it; none of them has a list of ops of its own, so a new op touches one file.
 */

import type { Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Args,
  type Dim,
  DimPolynomial,
  eachRef,
  isArgList,
  type OpDomain,
  type OpRules,
  Ref,
  type TensorType,
  type ValueType,
} from '@tsfx/ir'
import type { QuantizedOps } from '@tsfx/runtime'
import type { AttrSpec } from './attr.ts'
import type { CaptureForm } from './captureForm.ts'
import { badInputs } from './diagnostics.generated.ts'
import type { PrintedCall } from './printedCall.ts'
import type { QuantRole } from './quantRole.ts'
import { shownArgument } from './shownArgument.ts'
import type { Tfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

/** How many tensors an input takes: one, at most one, a list, or any nest of lists and records, with constants among them. */
export type InputKind = 'tensor' | 'optional' | 'list' | 'tree'
export type InputsSpec = Readonly<Record<string, InputKind>>
export type AttrsSpec = Readonly<Record<string, AttrSpec>>

/** Dtypes by the names of inputs. */
export type LiteralDtypes<I extends InputsSpec> = { readonly [K in keyof I]?: 'int32' | 'bool' }

/** Tensors and constants in lists and records. */
export type Tree<T> =
  | T
  | number
  | string
  | boolean
  | null
  | readonly Tree<T>[]
  | { readonly [name: string]: Tree<T> }

type ByKind<Kind extends InputKind, T> = Kind extends 'tree'
  ? Tree<T>
  : Kind extends 'list'
    ? readonly T[]
    : Kind extends 'optional'
      ? T | null
      : T
type ByInput<I extends InputsSpec, T> = { readonly [K in keyof I]: ByKind<I[K], T> }
type ByAttr<A extends AttrsSpec> = { readonly [K in keyof A]: A[K] extends AttrSpec<infer T> ? T : never }

/** Input types and attribute values, by name. */
export type InferArgs<I extends InputsSpec, A extends AttrsSpec> = ByInput<I, TensorType> & ByAttr<A>
/** Input values and attribute values, by name; a float op gets tfjs tensors. */
export type EvaluateArgs<D extends OpDomain, I extends InputsSpec, A extends AttrsSpec> = ByInput<
  I,
  D extends 'float' ? Tensor : Value
> &
  ByAttr<A>
/** Refs and attribute values, by name, as the node holds them. */
export type PrintArgs<I extends InputsSpec, A extends AttrsSpec> = ByInput<I, Ref> & ByAttr<A>

/** What an op may compute with: the user's tfjs, and the integer kernels in the graph's rounding mode. */
export interface EvaluateEnvironment {
  readonly tf: Tfjs
  readonly q: QuantizedOps
}

export interface OnnxMapping {
  readonly opType: string
}

export interface OpSpec<D extends OpDomain, I extends InputsSpec, A extends AttrsSpec> {
  readonly name: string
  /** One line, for docs and `tsfx passes`. */
  readonly summary: string
  readonly domain: D
  /** Random ops and ops with effects are never merged or removed. Default: pure. */
  readonly pure?: boolean
  /** Two inputs that may change places without changing a bit of the result. Default: none. */
  readonly commutative?: readonly [string, string]
  readonly inputs: I
  /** The dtype of a tensor that tfjs makes of an input given as numbers. Default: float32, bool for booleans. */
  readonly literalDtypes?: LiteralDtypes<I>
  readonly attrs: A
  /** The result's type; null when only a run can tell, and the type that was recorded stands. @throws a coded error when the inputs do not fit. */
  infer(args: InferArgs<I, A>): ValueType | null
  evaluate(environment: EvaluateEnvironment, args: EvaluateArgs<D, I, A>): Value
  /**
   * Multiply-accumulates of one call: products that are added up, as published counts have them; element-wise arithmetic
   * counts none. Left out, the op's cost is unknown.
   */
  readonly macs?: 0 | ((args: InferArgs<I, A>, result: TensorType) => Dim)
  readonly capture: readonly CaptureForm[]
  print(args: PrintArgs<I, A>): PrintedCall
  /** Default: float only; an integer op is left as it is. */
  readonly quant?: QuantRole
  readonly onnx?: OnnxMapping | null
  /** Where the op's own function is imported from in emitted code; only for ops that are not of tfjs. */
  readonly importFrom?: string
}

/** An op as the other rooms see it: the spec with its types erased, defaults filled in, and the rules `verify` asks for. */
export interface Op extends OpRules {
  readonly name: string
  readonly summary: string
  readonly pure: boolean
  readonly commutative: readonly [string, string] | null
  readonly inputs: InputsSpec
  readonly literalDtypes: LiteralDtypes<InputsSpec>
  readonly attrs: AttrsSpec
  readonly capture: readonly CaptureForm[]
  readonly quant: QuantRole
  readonly onnx: OnnxMapping | null
  readonly importFrom: string | null
  /** An opaque call: its type comes from a run at the sizes traced. */
  readonly isOpaque: boolean
  /** Fills defaults and brings attributes into canonical form. @throws TSFX0511 for an argument that is not legal. */
  normalize(raw: Readonly<Record<string, unknown>>): Args
  evaluate(environment: EvaluateEnvironment, args: Readonly<Record<string, Value | Arg>>): Value
  print(args: Args): PrintedCall
  /** Multiply-accumulates of a call with this result, or null when the op does not say. */
  macs(args: Args, typeOf: (ref: Ref) => ValueType, result: ValueType): Dim | null
}

const FLOAT_ONLY: QuantRole = { kind: 'floatOnly', reason: 'the op declares no integer form' }
const INTEGER_ALREADY: QuantRole = { kind: 'floatOnly', reason: 'it computes in integers already' }

/** Makes an op from its spec. */
export function defineOp<D extends OpDomain, I extends InputsSpec, A extends AttrsSpec>(
  spec: OpSpec<D, I, A>,
): Op {
  return Object.freeze({
    name: spec.name,
    summary: spec.summary,
    domain: spec.domain,
    pure: spec.pure ?? true,
    commutative: spec.commutative ?? null,
    inputs: spec.inputs,
    literalDtypes: spec.literalDtypes ?? {},
    isOpaque: Object.values(spec.inputs).includes('tree'),
    attrs: spec.attrs,
    capture: spec.capture,
    quant: spec.quant ?? (spec.domain === 'integer' ? INTEGER_ALREADY : FLOAT_ONLY),
    onnx: spec.onnx ?? null,
    importFrom: spec.importFrom ?? null,
    normalize: (raw: Readonly<Record<string, unknown>>) => normalizeArgs(spec, raw),
    checkArgs: (args: Args) => checkArgs(spec, args),
    infer: (args: Args, typeOf: (ref: Ref) => ValueType) => spec.infer(typedArgs(spec, args, typeOf)),
    evaluate: (environment: EvaluateEnvironment, args: Readonly<Record<string, Value | Arg>>) =>
      spec.evaluate(environment, args as EvaluateArgs<D, I, A>),
    print: (args: Args) => spec.print(args as unknown as PrintArgs<I, A>),
    macs: (args: Args, typeOf: (ref: Ref) => ValueType, result: ValueType) =>
      macsOfCall(spec, args, typeOf, result),
  })
}

function macsOfCall<D extends OpDomain, I extends InputsSpec, A extends AttrsSpec>(
  spec: OpSpec<D, I, A>,
  args: Args,
  typeOf: (ref: Ref) => ValueType,
  result: ValueType,
): Dim | null {
  if (typeof spec.macs !== 'function') return spec.macs ?? null
  return result.kind === 'tensor' ? spec.macs(typedArgs(spec, args, typeOf), result) : null
}

/** Parts of a spec that checking needs; free of the type parameters. */
type Schema = Pick<Op, 'name' | 'inputs' | 'attrs'>

function normalizeArgs(schema: Schema, raw: Readonly<Record<string, unknown>>): Args {
  const args: Record<string, Arg> = {}
  for (const key of Object.keys(raw)) {
    if (!(key in schema.inputs) && !(key in schema.attrs)) {
      throw badInputs({ op: schema.name, problem: `there is no argument '${key}'` })
    }
  }
  for (const name of Object.keys(schema.inputs)) args[name] = (raw[name] ?? null) as Arg
  for (const name of Object.keys(schema.attrs)) {
    const attr = schema.attrs[name]!
    const value = raw[name] ?? attr.default
    const parsed = attr.parse(value)
    if (parsed === undefined) {
      throw badInputs({
        op: schema.name,
        problem: `${name} must be ${attr.expects}, not ${shownArgument(value)}`,
      })
    }
    args[name] = parsed
  }
  return args
}

function checkArgs(schema: Schema, args: Args): string | null {
  for (const name of Object.keys(args)) {
    if (!(name in schema.inputs) && !(name in schema.attrs)) return `there is no argument '${name}'`
  }
  for (const name of Object.keys(schema.inputs)) {
    const [kind, arg] = [schema.inputs[name]!, args[name]]
    if (kind === 'tree') {
      const problem = treeProblem(arg, name)
      if (problem) return problem
    } else if (
      kind === 'list'
        ? !(arg !== undefined && isArgList(arg) && arg.every((item) => item instanceof Ref))
        : !(arg instanceof Ref)
    ) {
      if (!(kind === 'optional' && arg === null)) {
        const given = arg === undefined ? '' : `, not ${shownArgument(arg)}`
        return `${name} must be ${kind === 'list' ? 'a list of values' : 'a value'}${given}`
      }
    }
  }
  for (const name of Object.keys(schema.attrs)) {
    const attr = schema.attrs[name]!
    if (attr.parse(args[name]) === undefined) return `${name} must be ${attr.expects}`
    if (!isObject(args[name])) continue
    let hasRef = false
    eachRef(args[name] as Arg, () => {
      hasRef = true
    })
    if (hasRef) return `${name} is an attribute and cannot hold a value of the graph`
  }
  return null
}

const isObject = (arg: unknown): boolean => typeof arg === 'object' && arg !== null

/** Says what in a tree is neither a value of the graph nor a constant. */
function treeProblem(arg: unknown, path: string): string | null {
  if (arg === null || arg instanceof Ref || arg instanceof DimPolynomial) return null
  if (typeof arg === 'number' || typeof arg === 'string' || typeof arg === 'boolean') return null
  const isPlain =
    Array.isArray(arg) || (typeof arg === 'object' && Object.getPrototypeOf(arg) === Object.prototype)
  if (!isPlain) {
    const remedy = arg === undefined ? '; leave it out, or pass null' : ''
    return `${path} is ${shownArgument(arg)}, which is neither a tensor nor plain data${remedy}`
  }
  for (const [key, item] of Object.entries(arg as object)) {
    const problem = treeProblem(item, `${path}.${key}`)
    if (problem) return problem
  }
  return null
}

function typedArgs<I extends InputsSpec, A extends AttrsSpec>(
  spec: Schema,
  args: Args,
  typeOf: (ref: Ref) => ValueType,
): InferArgs<I, A> {
  const tensorOf = (arg: Arg): TensorType => {
    const type = typeOf(arg as Ref)
    if (type.kind !== 'tensor')
      throw badInputs({ op: spec.name, problem: `an input is a ${type.kind}, not a tensor` })
    return type
  }
  const typed: Record<string, unknown> = { ...args }
  for (const [name, kind] of Object.entries(spec.inputs)) {
    const arg = args[name] ?? null
    // Only a run looks into a tree.
    if (kind === 'tree') continue
    if (arg !== null) typed[name] = isArgList(arg) ? arg.map(tensorOf) : tensorOf(arg)
  }
  return typed as InferArgs<I, A>
}
