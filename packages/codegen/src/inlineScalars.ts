/** @file Numbers of the user's, which are parameters of the graph, as numbers in the calls that take them: `tf.mul(x, 0.5)`. */
import { type FxNode, type Graph, Ref } from '@tsfx/ir'
import { opNamed, type PrintArg, type PrintedCall } from '@tsfx/ops'
import { shortestFloat32 } from './literal.ts'
import { isConstant } from './weights.ts'

/** Functions that take a number for a tensor and make a float32 of it, whatever the other operand is. */
const TAKES_NUMBERS: ReadonlySet<string> = new Set(
  ['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'squaredDifference'].map((name) => `tf.${name}`),
)

/** The call with float32 constants of rank 0 in it, where another operand is a tensor. */
export function inlineScalars(call: PrintedCall, node: FxNode, graph: Graph): PrintedCall {
  if (!TAKES_NUMBERS.has(call.callee)) return call
  const { literalDtypes } = opNamed(node.target)!
  if (Object.keys(literalDtypes).length > 0) return call
  const args = call.args.map((arg) => scalarOf(arg, graph) ?? arg)
  return args.some((arg) => arg instanceof Ref) ? { ...call, args } : call
}

function scalarOf(arg: PrintArg, graph: Graph): number | null {
  const node = arg instanceof Ref && arg.index === null ? graph.node(arg.node) : null
  // The tracer names numbers of the source so; any other scalar may be the user's to train.
  if (node?.kind !== 'get_attr' || !isConstant(node.target)) return null
  const handle = graph.params.get(node.target)
  if (handle?.kind !== 'bytes' || handle.dtype !== 'float32' || handle.shape.length > 0 || handle.q)
    return null
  const [value] = graph.store.read(handle)
  return value !== undefined && Number.isFinite(value) ? shortestFloat32(value) : null
}
