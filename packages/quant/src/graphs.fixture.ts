/** @file Small typed graphs for the tests of quantization, and data for them. */
import type { Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Dim,
  type DType,
  type Edit,
  Graph,
  inferType,
  type NodeId,
  namedDim,
  Ref,
  tensorType,
  typeOfParam,
} from '@tsfx/ir'
import { boundTfjs, bytesParam, interpret, isTensor, opNamed, type Value } from '@tsfx/ops'
import { calibrate } from './calibrate/calibrate.ts'
import type { CalibrationStats } from './calibrate/calibrationStats.ts'
import { type PrepareOptions, prepare } from './prepare/prepare.ts'

export const BATCH = namedDim('batch')

/** Numbers in -1..1, a new sequence for each seed (mulberry32). */
export function randomFloats(size: number, seed: number, scale = 1): Float32Array {
  let state = seed
  return Float32Array.from({ length: size }, () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return scale * (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1)
  })
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

export class GraphBuilder {
  readonly edit: Edit
  readonly inputs: string[] = []
  #seed = 1

  constructor(edit: Edit) {
    this.edit = edit
  }

  input(name: string, shape: readonly Dim[], dtype: DType = 'float32'): Ref {
    this.inputs.push(name)
    return new Ref(this.edit.append({ kind: 'placeholder', target: name, type: tensorType(dtype, shape) }).id)
  }

  /** A random parameter, and the node that reads it. */
  param(path: string, shape: readonly number[], scale = 1): Ref {
    this.edit.setParam(path, bytesParam(randomFloats(sizeOf(shape), this.#seed++, scale), 'float32', shape))
    return this.read(path)
  }

  read(path: string): Ref {
    const type = typeOfParam(this.edit.param(path)!)
    return new Ref(
      this.edit.append({ kind: 'get_attr', target: path, name: path.replaceAll('.', '_'), type }).id,
    )
  }

  op(target: string, name: string, args: Readonly<Record<string, unknown>>, scope = ''): Ref {
    const op = opNamed(target)!
    const made = this.edit.append({ kind: 'call_function', target, name, args: op.normalize(args), scope })
    const nodes = { get: (id: NodeId) => this.edit.node(id) } as ReadonlyMap<NodeId, ReturnType<Edit['node']>>
    return new Ref(this.edit.update(made.id, { type: inferType(made, op, nodes) }).id)
  }

  /** A 3 by 3 convolution with bias; its module is `name`. */
  conv(
    name: string,
    x: Ref,
    inputs: number,
    outputs: number,
    options: Readonly<Record<string, unknown>> = {},
  ): Ref {
    const filter = this.param(`${name}.weight`, [3, 3, inputs, outputs], Math.sqrt(1 / (3 * inputs)))
    const bias = this.param(`${name}.bias`, [outputs], 0.3)
    return this.op('conv2d', name, { x, filter, bias, pad: 'same', ...options }, name)
  }
}

/** A graph that returns what `recipe` returns. */
export const buildGraph = (recipe: (g: GraphBuilder) => Arg): Graph =>
  Graph.empty({ name: 'Net' }).edit((edit) => {
    const g = new GraphBuilder(edit)
    const value = recipe(g)
    edit.setMeta({ inputs: Object.fromEntries(g.inputs.map((name) => [name, name])) })
    edit.append({ kind: 'output', target: 'output', args: { value } })
  }).graph

/** `[batch, 8, 8, 2]` -> conv, relu, flatten, linear -> `[batch, 5]`. */
export const convReluLinear = (): Graph =>
  buildGraph((g) => {
    const x = g.input('x', [BATCH, 8, 8, 2])
    const features = g.op('relu', 'features', { x: g.conv('conv', x, 2, 4) })
    const flat = g.op('flatten', 'flat', { x: features, rows: BATCH })
    return g.op('linear', 'head', {
      x: flat,
      weight: g.param('head.weight', [256, 5], 0.1),
      bias: g.param('head.bias', [5]),
    })
  })

/** The shape of the demo model: blocks, a residual add, a concat of two branches, pools, mean and a linear head. */
export const residualNet = (): Graph =>
  buildGraph((g) => {
    const x = g.input('x', [BATCH, 12, 12, 1])
    const stem = g.conv('stem', x, 1, 8, { activation: 'relu' })
    const pooled = g.op('maxPool', 'pooled', { x: stem, filterSize: 2, strides: 2, pad: 'valid' })
    const inner = g.conv('inner', pooled, 8, 8, { activation: 'relu' })
    const sum = g.op('add', 'sum', { a: pooled, b: g.conv('outer', inner, 8, 8) })
    const residual = g.op('relu', 'residual', { x: sum })
    const left = g.conv('left', residual, 8, 4, { activation: 'relu' })
    const right = g.op('avgPool', 'right', { x: residual, filterSize: 3, strides: 1, pad: 'same' })
    const both = g.op('concat', 'both', { xs: [left, right], axis: 3 })
    const small = g.op('maxPool', 'small', { x: both, filterSize: 2, strides: 2, pad: 'valid' })
    const features = g.op('mean', 'features', { x: small, axis: [1, 2] })
    return g.op('linear', 'head', {
      x: features,
      weight: g.param('head.weight', [12, 10]),
      bias: g.param('head.bias', [10]),
    })
  })

/** Random inputs for every placeholder; the named dim is `batch`. */
export function randomInputs(graph: Graph, batch: number, seed = 7): Record<string, Tensor> {
  return Object.fromEntries(
    graph.placeholders.map(({ target, type }, i) => {
      const shape =
        type?.kind === 'tensor' ? type.shape.map((dim) => (typeof dim === 'number' ? dim : batch)) : []
      return [target, boundTfjs().tensor(randomFloats(sizeOf(shape), seed * 1000 + i), shape)]
    }),
  )
}

/** The numbers of a graph's single result on `inputs`. */
export function valuesOf(graph: Graph, inputs: Readonly<Record<string, Tensor>>): Float32Array {
  const result = interpret(graph, inputs)
  if (!isTensor(result)) throw new Error('the graph returns no tensor')
  const values = result.dataSync() as Float32Array
  result.dispose()
  return values
}

/** All node values of a run, read on the spot. */
export function nodeValues<T>(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  read: (value: Value) => T,
): Map<string, T> {
  const values = new Map<string, T>()
  const result = interpret(graph, inputs, {
    onValue: (node, value) => values.set(node.name, read(value)),
  })
  if (isTensor(result)) result.dispose()
  return values
}

/** A prepared graph with the statistics of four random batches. */
export async function calibrated(
  graph: Graph,
  options: PrepareOptions = {},
): Promise<{ prepared: Graph; stats: CalibrationStats }> {
  const prepared = prepare(graph, options)
  const batches = [1, 2, 3, 4].map((seed) => randomInputs(graph, 8, seed))
  return { prepared, stats: await calibrate(prepared, batches) }
}

/** Ratio of signal to quantization noise in dB. */
export function sqnr(real: Float32Array, quantized: Float32Array): number {
  let [signal, noise] = [0, 0]
  real.forEach((value, i) => {
    signal += value * value
    noise += (value - quantized[i]!) ** 2
  })
  return 10 * Math.log10(signal / noise)
}
