/**
 * @file The parameters a module reads, in the ways it can read them: a tensor of tfjs, a constant (a quantized tensor
 * that integer ops take as data), or a layer (a quantized weight with its bias) that integer ops take whole. A layer
 * gets a path of its own, so one weight used with two biases becomes two layers.
 */
import { type Arg, eachRef, type Graph, isArgList, isArgRecord, type ParamHandle, Ref } from '@tsfx/ir'
import type { PrintedCall } from '@tsfx/ops'
import { bareQuantizedParam } from './diagnostics.generated.ts'

export type Weight =
  | { readonly kind: 'tensor' | 'quantized'; readonly path: string; readonly handle: ParamHandle }
  | {
      readonly kind: 'layer'
      readonly path: string
      readonly handle: ParamHandle
      readonly bias: ParamHandle | null
    }

export interface Weights {
  readonly all: readonly Weight[]
  /** The layer that a record argument stands for, or null. */
  layerOf(arg: Arg): Weight | null
}

/** Collects what the printed calls and the output read. @throws TSFX4007 */
export function collectWeights(graph: Graph, calls: Iterable<PrintedCall>): Weights {
  const all = new Map<string, Weight>()
  const layers = new Map<string, Weight>()
  const paramOf = (arg: Arg | undefined): string | null => {
    const node = arg instanceof Ref && arg.index === null ? graph.node(arg.node) : null
    return node?.kind === 'get_attr' ? node.target : null
  }
  const layerKey = (arg: Arg): { key: string; weight: string; bias: string | null } | null => {
    if (!isArgRecord(arg) || !Object.keys(arg).every((key) => key === 'weight' || key === 'bias')) return null
    const [weight, bias] = [paramOf(arg.weight), paramOf(arg.bias)]
    if (weight === null || !handleOf(graph, weight).q || (arg.bias instanceof Ref && bias === null))
      return null
    return { key: JSON.stringify([weight, bias]), weight, bias }
  }
  const visit = (arg: Arg | undefined): void => {
    if (arg === undefined) return
    const layer = layerKey(arg)
    if (layer && !layers.has(layer.key)) {
      const path = layerPath(graph, layer.weight, layer.bias, all)
      const bias = layer.bias === null ? null : handleOf(graph, layer.bias)
      const weight: Weight = { kind: 'layer', path, handle: handleOf(graph, layer.weight), bias }
      layers.set(layer.key, weight)
      all.set(path, weight)
    } else if (!layer && isArgList(arg)) arg.forEach(visit)
    else if (!layer && isArgRecord(arg)) Object.values(arg).forEach(visit)
    else if (!layer) eachRef(arg, (ref) => visitParam(paramOf(ref)))
  }
  const visitParam = (path: string | null): void => {
    if (path === null || all.has(path)) return
    const handle = handleOf(graph, path)
    if (handle.q && handle.q.axes.length > 0) throw bareQuantizedParam({ path })
    all.set(path, { kind: handle.q ? 'quantized' : 'tensor', path, handle })
  }
  for (const call of calls) call.args.forEach(visit)
  visit(graph.output?.args.value)
  return { all: [...all.values()], layerOf: (arg) => layers.get(layerKey(arg)?.key ?? '') ?? null }
}

const handleOf = (graph: Graph, path: string): ParamHandle => graph.params.get(path) as ParamHandle

/** `conv` for `conv.weight` with `conv.bias`; numbered when another layer or parameter has the path. */
function layerPath(
  graph: Graph,
  weight: string,
  bias: string | null,
  taken: ReadonlyMap<string, Weight>,
): string {
  const base = weight.replace(/\.?weight$/, '') || 'layer'
  const isFree = (path: string): boolean =>
    !taken.has(path) &&
    !graph.params.has(path) &&
    (weight === `${path}.weight` || !graph.params.has(`${path}.weight`)) &&
    (bias === `${path}.bias` || !graph.params.has(`${path}.bias`))
  let path = base
  for (let i = 1; !isFree(path); i++) path = `${base}_${i}`
  return path
}
