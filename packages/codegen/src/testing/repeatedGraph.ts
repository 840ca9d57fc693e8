/** @file Graphs whose modules repeat, with differences that are set one by one. */
import type { Arg, Dim, Graph, GraphMeta, NodeMeta, Ref } from '@tsfx/ir'
import { batch, buildGraph, type GraphBuilder } from './graphBuilder.ts'

/** What one block does; the defaults make all blocks alike. */
export interface BlockSpec {
  readonly alpha?: number
  readonly activation?: 'leakyRelu' | 'prelu'
  /** The sum has its operands the other way round. */
  readonly swapped?: boolean
  /** Paths of its weights, where they are not below its own. */
  readonly weight?: string
  readonly bias?: string
  /** The linear layer below the block. */
  readonly layer?: string
  readonly extraWeight?: boolean
  readonly comment?: string
}

/** `y = x + activation(x * weight + bias)`, `[batch, 4] -> [batch, 4]`, in three statements. */
export function block(g: GraphBuilder, x: Ref, path: string, spec: BlockSpec = {}): Ref {
  const { alpha = 0.1, layer = 'fc', swapped = false, comment } = spec
  const weight = read(g, spec.weight ?? `${path}.${layer}.weight`, [4, 4])
  const bias = read(g, spec.bias ?? `${path}.${layer}.bias`, [4])
  const meta: NodeMeta = comment === undefined ? {} : { comment }
  const linear = g.call('linear', { x, weight, bias }, { scope: `${path}.${layer}`, meta })
  const activated =
    spec.activation === 'prelu'
      ? g.call('prelu', { x: linear, alpha: read(g, `${path}.alpha`, [4]) }, { scope: path })
      : g.call('leakyRelu', { x: linear, alpha }, { scope: path })
  const [a, b] = swapped ? [activated, x] : [x, activated]
  const sum = g.call('add', { a, b }, { scope: path, name: 'sum' })
  if (!spec.extraWeight) return sum
  return g.call('mul', { a: sum, b: read(g, `${path}.gain`, [4]) }, { scope: '' })
}

/** A parameter, made when it is read for the first time. */
function read(g: GraphBuilder, path: string, shape: readonly number[]): Ref {
  return g.params.get(path) ?? g.param(path, shape)
}

/** `blocks.0`, `blocks.1`, ...: one behind the other. */
export const repeated = (specs: readonly BlockSpec[], meta: Partial<GraphMeta> = {}): Graph =>
  stacked((g, x) => specs.reduce<Ref>((value, spec, i) => block(g, value, `blocks.${i}`, spec), x), meta)

/** A graph of one input `x`, `[batch, 4]`. */
export const stacked = (
  build: (g: GraphBuilder, x: Ref) => Arg,
  meta: Partial<GraphMeta> = {},
  shape: readonly Dim[] = [batch, 4],
): Graph => buildGraph((g) => g.output(build(g, g.input('x', shape))), meta)
