/** @file The inputs of a node by what they mean for quantization: data that flows, and parameters of a layer. */
import {
  type Arg,
  type FxNode,
  type Graph,
  isArgList,
  itemType,
  type ParamHandle,
  Ref,
  type ValueType,
} from '@tsfx/ir'
import { opNamed, type QuantRole } from '@tsfx/ops'

/** A role of ops that compute in integers, and name the integer op they become. */
export type IntegerRole = Extract<QuantRole, { readonly integer: string }>

/** The place of one data input in a node's arguments. */
export interface DataInput {
  readonly argument: string
  /** Position in a list of inputs (concat); null when the argument is one value. */
  readonly item: number | null
  readonly ref: Ref
}

/** How an op is quantized; null for nodes that call no op. */
export const roleOf = (node: FxNode): QuantRole | null =>
  node.kind === 'call_function' ? (opNamed(node.target)?.quant ?? null) : null

/** The role of an op that has an integer form; null for all others. */
export function integerRoleOf(node: FxNode): IntegerRole | null {
  const role = roleOf(node)
  return role && 'integer' in role ? role : null
}

/** Whether the op's result has the quantization parameters of its inputs. */
export const passesQParams = (role: QuantRole): boolean =>
  role.kind === 'sharesQParams' || role.kind === 'movesData'

/** Whether the call puts a constant other than 0 among its input's values, which that input's range may not hold. */
export const addsConstant = (node: FxNode, role: QuantRole): boolean =>
  role.kind === 'movesData' && role.constant !== undefined && (node.args[role.constant] ?? 0) !== 0

/** The inputs that carry data, in order; a layer's weight and bias are not among them. */
export function dataInputs(node: FxNode, role: IntegerRole): readonly DataInput[] {
  const names = role.kind === 'weighted' ? [role.input] : role.inputs
  return names.flatMap((argument): readonly DataInput[] => {
    const arg = node.args[argument] ?? null
    if (arg instanceof Ref) return [{ argument, item: null, ref: arg }]
    return isArgList(arg)
      ? arg.flatMap((ref, item) => (ref instanceof Ref ? [{ argument, item, ref }] : []))
      : []
  })
}

/** `node.args` with each data input replaced. */
export function mapDataInputs(
  node: FxNode,
  role: IntegerRole,
  map: (input: DataInput) => Ref,
): FxNode['args'] {
  const args: Record<string, Arg> = { ...node.args }
  for (const input of dataInputs(node, role)) {
    const { argument, item } = input
    const list = args[argument] as Arg
    args[argument] =
      item === null || !isArgList(list) ? map(input) : list.map((old, i) => (i === item ? map(input) : old))
  }
  return args
}

/** The type of a used value; null while unknown. */
export function typeOfRef(graph: Graph, ref: Ref): ValueType | null {
  const { type } = graph.node(ref.node)
  return type && itemType(type, ref.index)
}

/** The parameter that an argument reads directly, or null. */
export function parameterOf(graph: Graph, arg: Arg | undefined): ParamHandle | null {
  if (!(arg instanceof Ref) || arg.index !== null) return null
  const node = graph.node(arg.node)
  return node.kind === 'get_attr' ? (graph.params.get(node.target) ?? null) : null
}

/** Identifies a used value, an item of a tuple apart from its siblings. */
export const valueKey = ({ node, index }: Ref): string => (index === null ? `${node}` : `${node}.${index}`)
