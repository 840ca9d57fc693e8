/**
 * @file What forward is called with during a trace. Keys follow forward's parameters in order; a value is a shape, a record with
 * `shape`, a nested list or record of these, or a constant.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import {
  type Dim,
  DimPolynomial,
  dimNames,
  type InputTree,
  legalIdentifier,
  namedDim,
  pathKey,
} from '@tsfx/ir'
import { badInputSpec } from './diagnostics.generated.ts'

/** A size; null for any size, `batch` on axis 0 of every input and with a name of its own elsewhere; or a name, so that equal names are equal sizes; or the dim of a graph. */
export type DimSpec = number | null | string | DimPolynomial
export type InputDType = 'float32' | 'int32' | 'bool'

export interface TensorSpec {
  readonly shape: readonly DimSpec[]
  readonly dtype?: InputDType
  /** Makes an input of that shape, for comparing the graph with the model. */
  readonly sample?: (shape: number[]) => Tensor
}

export type InputSpec =
  | readonly DimSpec[]
  | TensorSpec
  | readonly InputSpec[]
  | { readonly [name: string]: InputSpec }
  | boolean
  | number
  | string
  | null
  | undefined

/** forward's parameters, in order. */
export type InputSpecs = Readonly<Record<string, InputSpec>>

export interface TensorInput {
  readonly kind: 'tensor'
  /** Path in forward's parameters, `pair.0`: the placeholder's target. */
  readonly path: string
  readonly shape: readonly Dim[]
  readonly dtype: InputDType
  readonly sample: ((shape: number[]) => Tensor) | null
}

export type Input =
  | TensorInput
  | { readonly kind: 'list'; readonly items: readonly Input[] }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Input>> }
  | { readonly kind: 'constant'; readonly value: unknown }

const DTYPES: readonly unknown[] = ['float32', 'int32', 'bool'] satisfies InputDType[]

/**
 * Reads what the user passed as `inputs`.
 * @throws TSFX1011 naming the input and what is wrong with it.
 */
export function parseInputs(specs: InputSpecs): Readonly<Record<string, Input>> {
  if (typeof specs !== 'object' || specs === null || Array.isArray(specs)) {
    throw badInputSpec({ input: 'inputs', problem: 'must be a record such as { x: [null, 28, 28, 1] }' })
  }
  const nameOpen = openDimNames(specs)
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, parseInput(spec, pathKey(name), nameOpen)]),
  )
}

/** Names a size that is null. */
type NameOpen = (path: string, axis: number) => string

/** `batch` for axis 0, a name by the place for others: `x_1`, and `x_1_1` where another size has that name. */
function openDimNames(specs: InputSpecs): NameOpen {
  const taken = new Set(namesIn(specs))
  return (path, axis) => {
    if (axis === 0) return 'batch'
    const base = `${legalIdentifier(path)}_${axis}`
    let name = base
    for (let i = 1; taken.has(name); i++) name = `${base}_${i}`
    taken.add(name)
    return name
  }
}

/** The names that the user gave to sizes. */
function namesIn(spec: InputSpec | InputSpecs): readonly string[] {
  if (typeof spec !== 'object' || spec === null || 'dataId' in spec) return []
  if (isShape(spec))
    return spec.flatMap((entry) => (typeof entry === 'string' ? [entry] : dimNames(entry ?? 1)))
  return isTensorSpec(spec) ? namesIn(spec.shape) : Object.values(spec).flatMap(namesIn)
}

function parseInput(spec: InputSpec, path: string, nameOpen: NameOpen): Input {
  if (typeof spec !== 'object' || spec === null) {
    if (typeof spec === 'function' || typeof spec === 'symbol')
      throw badInputSpec({ input: path, problem: `is a ${typeof spec}` })
    return { kind: 'constant', value: spec }
  }
  if (isShape(spec)) return tensorInput({ shape: spec }, path, nameOpen)
  if (isList(spec))
    return { kind: 'list', items: spec.map((item, i) => parseInput(item, `${path}.${i}`, nameOpen)) }
  if ('dataId' in spec)
    throw badInputSpec({ input: path, problem: 'is a tensor; give its shape, such as [null, 28, 28, 1]' })
  if (isTensorSpec(spec)) return tensorInput(spec, path, nameOpen)
  const fields = Object.entries(spec).map(
    ([name, item]) => [name, parseInput(item, `${path}.${pathKey(name)}`, nameOpen)] as const,
  )
  return { kind: 'record', fields: Object.fromEntries(fields) }
}

const isList = (spec: object): spec is readonly InputSpec[] => Array.isArray(spec)
const isDim = (entry: unknown): entry is DimSpec =>
  entry === null || typeof entry === 'number' || typeof entry === 'string' || entry instanceof DimPolynomial
const isShape = (spec: unknown): spec is readonly DimSpec[] => Array.isArray(spec) && spec.every(isDim)
const isTensorSpec = (spec: object): spec is TensorSpec => 'shape' in spec && isShape(spec.shape)

function tensorInput(
  { shape, dtype = 'float32', sample }: TensorSpec,
  path: string,
  nameOpen: NameOpen,
): TensorInput {
  if (!DTYPES.includes(dtype)) {
    throw badInputSpec({
      input: path,
      problem: `has dtype ${String(dtype)}; it must be one of ${DTYPES.join(', ')}`,
    })
  }
  if (sample !== undefined && typeof sample !== 'function') {
    throw badInputSpec({ input: path, problem: 'has a sample that is not a function of a shape' })
  }
  return {
    kind: 'tensor',
    path,
    shape: shape.map((entry, axis) => parseDim(entry, axis, path, nameOpen)),
    dtype,
    sample: sample ?? null,
  }
}

function parseDim(entry: DimSpec, axis: number, path: string, nameOpen: NameOpen): Dim {
  if (entry instanceof DimPolynomial) return entry
  if (typeof entry === 'number') {
    if (Number.isInteger(entry) && entry >= 1) return entry
    throw badInputSpec({
      input: path,
      problem: `has ${entry} on axis ${axis}; a size is a positive integer, null or a name`,
    })
  }
  if (entry === null) return namedDim(nameOpen(path, axis))
  if (legalIdentifier(entry) === entry) return namedDim(entry)
  throw badInputSpec({ input: path, problem: `names axis ${axis} '${entry}', which is no identifier` })
}

/** The tensor inputs, in order. */
export function tensorInputs(inputs: Readonly<Record<string, Input>>): readonly TensorInput[] {
  const found: TensorInput[] = []
  for (const input of Object.values(inputs)) mapInput(input, (tensor) => found.push(tensor))
  return found
}

/** The value for forward: tensors from `make`, in their lists and records, and the constants as they are. */
export function mapInput(input: Input, make: (tensor: TensorInput) => unknown): unknown {
  switch (input.kind) {
    case 'tensor':
      return make(input)
    case 'list':
      return input.items.map((item) => mapInput(item, make))
    case 'record':
      return Object.fromEntries(
        Object.entries(input.fields).map(([name, field]) => [name, mapInput(field, make)]),
      )
    case 'constant':
      return input.value
  }
}

/** The structure of the inputs for `graph.meta`; constants are part of the graph and no inputs of it. */
export function inputTree(inputs: Readonly<Record<string, Input>>): Readonly<Record<string, InputTree>> {
  const treeOf = (input: Input): InputTree | null => {
    switch (input.kind) {
      case 'tensor':
        return input.path
      case 'list':
        return input.items.map(treeOf).filter((item) => item !== null)
      case 'record':
        return fieldTrees(input.fields)
      case 'constant':
        return null
    }
  }
  const fieldTrees = (fields: Readonly<Record<string, Input>>): Readonly<Record<string, InputTree>> => {
    const trees = Object.entries(fields).map(([name, field]) => [name, treeOf(field)] as const)
    return Object.fromEntries(trees.filter((entry): entry is [string, InputTree] => entry[1] !== null))
  }
  return fieldTrees(inputs)
}
