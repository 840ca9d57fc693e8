/**
 * @file `retypeInputs`: the same graph for other inputs. Types follow by inference, as torch.fx's ShapeProp finds them by
 * running the model on other sizes; named dims that an input gives up take their new size everywhere.
 */
import {
  type Arg,
  type Args,
  type Dim,
  DimPolynomial,
  type DType,
  dimNames,
  type Edit,
  equalDims,
  equalTypes,
  type FxNode,
  type Graph,
  type Guard,
  legalIdentifier,
  namedDim,
  printDim,
  printGuard,
  type TensorType,
  tensorType,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { badRetyping } from '../diagnostics.generated.ts'
import { inferNode, typed } from '../inferTypes.ts'
import type { Pass } from '../manager/pass.ts'
import { substituteDims } from '../match/dimSubstitution.ts'
import { argKey } from './argKey.ts'

/** A size, the name of a dim, or a dim. */
export type RetypedDim = Dim | string

/** A shape, with the dtype as it was, or both. */
export type RetypedInput =
  | readonly RetypedDim[]
  | { readonly shape: readonly RetypedDim[]; readonly dtype?: DType }

/** Inputs by placeholder target. */
export type RetypedInputs = Readonly<Record<string, RetypedInput>>

/**
 * `graph` for inputs of other types: `retypeInputs(graph, { x: [8, 32, 32, 3] })`. Inputs that are left out keep their types,
 * but for named dims that they share with one that changes.
 * @throws TSFX2036 for an input that is not there or sizes that contradict each other, TSFX2033 naming the node that does
 * not accept its new inputs.
 */
export const retypeInputs = (graph: Graph, inputs: RetypedInputs): Graph =>
  graph.edit((edit) => {
    retype(edit, inputs, (visit) => {
      for (const node of graph.nodes) visit(node)
    })
  }).graph

/** `retypeInputs` as a pass. */
export const retypeInputsPass = (inputs: RetypedInputs): Pass => ({
  name: 'retypeInputs',
  summary: 'Gives inputs other types, and every node the type that follows.',
  requires: [],
  ensures: [typed],
  run: (edit, context) => retype(edit, inputs, (visit) => context.eachNode(edit, visit)),
})

function retype(edit: Edit, inputs: RetypedInputs, eachNode: (visit: (node: FxNode) => void) => void): void {
  const types = newTypes(edit.base, inputs)
  const sizes = newSizes(edit.base, types)
  if (edit.base.meta.guards.length > 0)
    edit.setMeta({ guards: edit.base.meta.guards.flatMap((guard) => retypedGuard(guard, sizes)) })
  eachNode((node) => {
    const given = node.kind === 'placeholder' ? types.get(node.target) : undefined
    const args = substituted(node.args, sizes) as Args
    if (args !== node.args) edit.setArgs(node.id, args)
    // What no op infers.
    const isGiven = node.kind === 'placeholder' || isOpaque(node)
    const type = isGiven ? (given ?? substitutedType(node.type, sizes)) : node.type
    if (!equalTypes(type, node.type)) edit.update(node.id, { type })
    inferNode(edit, edit.node(node.id))
  })
}

/** A bound on a dim that is a size now holds or is refused; it goes with a new name. @throws TSFX2036 */
function retypedGuard(guard: Guard, sizes: Sizes): readonly Guard[] {
  const size = guard.kind === 'atLeast' || guard.kind === 'atMost' ? sizes.get(guard.dim) : undefined
  if (!('dim' in guard) || size === undefined) return [guard]
  if (typeof size === 'number') {
    if (guard.kind === 'atLeast' ? size >= guard.size : size <= guard.size) return []
    throw badRetyping({ input: guard.dim, problem: `${size} breaks the guard ${printGuard(guard)}` })
  }
  const [name] = dimNames(size)
  if (name !== undefined && equalDims(size, namedDim(name))) return [{ ...guard, dim: name }]
  throw badRetyping({
    input: guard.dim,
    problem: `${printDim(size)} leaves the guard ${printGuard(guard)} open`,
  })
}

/** Modules and functions that a trace did not look into. */
const isOpaque = (node: FxNode): boolean =>
  node.kind === 'call_module' || (node.kind === 'call_function' && opNamed(node.target)?.isOpaque === true)

function newTypes(graph: Graph, inputs: RetypedInputs): ReadonlyMap<string, TensorType> {
  const placeholders = new Map(graph.placeholders.map((node) => [node.target, node]))
  return new Map(
    Object.entries(inputs).map(([input, given]) => {
      const before = placeholders.get(input)?.type
      if (before?.kind !== 'tensor') {
        const problem = `the graph has no such tensor; its inputs are ${[...placeholders.keys()].join(', ')}`
        throw badRetyping({ input, problem })
      }
      const { shape, dtype = before.dtype } = 'shape' in given ? given : { shape: given }
      return [
        input,
        tensorType(
          dtype,
          shape.map((dim) => parseDim(dim, input)),
        ),
      ] as const
    }),
  )
}

function parseDim(dim: RetypedDim, input: string): Dim {
  if (dim instanceof DimPolynomial) return dim
  if (typeof dim === 'string' && legalIdentifier(dim) === dim) return namedDim(dim)
  if (typeof dim === 'number' && Number.isInteger(dim) && dim >= 1) return dim
  throw badRetyping({ input, problem: `'${dim}' is neither a positive integer nor a name` })
}

/** What each named dim becomes; those that no input changes stay. */
function newSizes(graph: Graph, types: ReadonlyMap<string, TensorType>): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>()
  for (const { target, type } of graph.placeholders) {
    const after = types.get(target)
    if (!after || type?.kind !== 'tensor' || type.shape.length !== after.shape.length) continue
    for (const [axis, dim] of type.shape.entries()) {
      const [name] = dimNames(dim)
      if (name === undefined || !equalDims(dim, namedDim(name))) continue
      const known = sizes.get(name)
      const size = after.shape[axis]!
      if (known !== undefined && !equalDims(known, size)) {
        const problem = `${name} would be both ${printDim(known)} and ${printDim(size)}`
        throw badRetyping({ input: target, problem })
      }
      sizes.set(name, size)
    }
  }
  return withOtherNames(graph, sizes)
}

function withOtherNames(graph: Graph, sizes: ReadonlyMap<string, Dim>): ReadonlyMap<string, Dim> {
  const all = new Map(sizes)
  const keep = (type: ValueType | null): void => {
    if (type?.kind !== 'tensor') return
    for (const name of type.shape.flatMap(dimNames)) if (!all.has(name)) all.set(name, namedDim(name))
  }
  for (const node of graph.nodes) if (node.kind === 'placeholder' || isOpaque(node)) keep(node.type)
  return all
}

type Sizes = ReadonlyMap<string, Dim>

/** `arg` itself when no dim in it changes. */
function substituted(arg: Arg, sizes: Sizes): Arg {
  const changed = substituteDims(arg, sizes) ?? arg
  return changed === arg || argKey(changed) === argKey(arg) ? arg : changed
}

const substitutedType = (type: ValueType | null, sizes: Sizes): ValueType | null =>
  type?.kind === 'tensor' ? { ...type, shape: substituted(type.shape as Arg, sizes) as readonly Dim[] } : type
