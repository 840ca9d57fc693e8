/**
 * @file How far the integer values of each node lie from the float model's, as signal to quantization noise ratio:
 * `SQNR = 10 log10(sum(x^2) / sum((x - x')^2))` in dB, where `x` is the value in floats and `x'` that in integers.
 */
import { eachRef, type FxNode, type Graph, tracedSources } from '@tsfx/ir'
import { interpret, isQuantizedTensor, isTensor, type Tfjs, type Value } from '@tsfx/ops'
import { bindSample } from '@tsfx/quant'
import type { InputBatch } from './readData.ts'

/** Rows measured at most: values of all nodes are held at once. */
export const MEASURED_ROWS = 8

export interface NodeNoise {
  readonly rows: number
  /** SQNR in dB by the name of the lowered node. */
  readonly sqnr: ReadonlyMap<string, number>
}

/** By the name of a lowered node, the traced one whose value it has. */
export function counterparts(traced: Graph, graph: Graph): ReadonlyMap<string, string> {
  const order = new Map(
    traced.nodes
      .filter(({ kind }) => kind !== 'get_attr' && kind !== 'output')
      .map((node, at) => [node.name, at] as const),
  )
  const found = new Map<string, string>()
  for (const node of graph.nodes) {
    if (node.kind === 'get_attr' || node.kind === 'output') continue
    const own = tracedSources(node).filter(({ name }) => order.has(name))
    // The last of the fused ones made the value.
    const last = own.sort((a, b) => order.get(a.name)! - order.get(b.name)!).at(-1)?.name
    const name = last ?? (isConversion(node) ? sourceOfConversion(graph, node, found) : undefined)
    if (name !== undefined) found.set(node.name, name)
  }
  return found
}

const isConversion = (node: FxNode): boolean => node.isOp('quantize') || node.isOp('dequantize')

/** What `quantize` is given, where a pass made it without a source of its own. */
function sourceOfConversion(
  graph: Graph,
  node: FxNode,
  found: ReadonlyMap<string, string>,
): string | undefined {
  let name: string | undefined
  eachRef(node.args, (ref) => {
    name ??= found.get(graph.node(ref.node).name)
  })
  return name
}

/**
 * Runs both graphs on the first rows of a batch and compares the values of their nodes.
 * @throws what `bindSample` and the ops throw
 */
export function measureNodes(
  tf: Tfjs,
  { traced, lowered }: { readonly traced: Graph; readonly lowered: Graph },
  batch: InputBatch,
): NodeNoise {
  const stands = counterparts(traced, lowered)
  const approximate = new Map<string, { readonly node: string; readonly value: Approximation }[]>()
  const rows = run(tf, lowered, batch, ({ name }, value) => {
    const counterpart = stands.get(name)
    const held = counterpart === undefined ? null : approximation(value)
    if (counterpart === undefined || held === null) return
    approximate.set(counterpart, [...(approximate.get(counterpart) ?? []), { node: name, value: held }])
  })
  const sqnr = new Map<string, number>()
  run(tf, traced, batch, ({ name }, value) => {
    const held = approximate.get(name)
    if (!held || !isTensor(value)) return
    const exact = value.dataSync()
    for (const { node, value: other } of held) {
      if (exact.length === other.data.length) sqnr.set(node, noiseRatio(exact, other))
    }
  })
  return { rows, sqnr }
}

/** Values as they are held: `scale * (data - zeroPoint)`. */
interface Approximation {
  readonly data: ArrayLike<number>
  readonly scale: number
  readonly zeroPoint: number
}

function approximation(value: Value): Approximation | null {
  if (isQuantizedTensor(value))
    return { data: value.data.slice(), scale: value.scale, zeroPoint: value.zeroPoint }
  return isTensor(value) ? { data: value.dataSync(), scale: 1, zeroPoint: 0 } : null
}

function noiseRatio(exact: ArrayLike<number>, { data, scale, zeroPoint }: Approximation): number {
  let signal = 0
  let noise = 0
  for (let i = 0; i < data.length; i++) {
    const x = exact[i] as number
    signal += x * x
    noise += (x - scale * ((data[i] as number) - zeroPoint)) ** 2
  }
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise)
}

/** Interprets a graph on a batch; gives the number of its rows. */
function run(
  tf: Tfjs,
  graph: Graph,
  batch: InputBatch,
  onValue: (node: FxNode, value: Value) => void,
): number {
  const { inputs, made, rows } = bindSample(tf, graph, batch, { sample: 0, row: 0 })
  tf.engine().startScope()
  try {
    interpret(graph, inputs, { tf, onValue })
  } finally {
    tf.engine().endScope()
    for (const tensor of made) tensor.dispose()
  }
  return rows
}
