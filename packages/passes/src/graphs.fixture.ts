/** @file Builds small typed graphs for the tests of this package, and compares what they compute. */
import type { Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type Dim,
  type Edit,
  Graph,
  inferType,
  type NodeId,
  namedDim,
  type ParamHandle,
  Ref,
  tensorType,
  typeOfParam,
} from '@tsfx/ir'
import { boundTfjs, bytesParam, opNamed } from '@tsfx/ops'
import { resultOf, valueDifference } from './manager/numericCheck.ts'

export const BATCH = namedDim('batch')

/** Numbers between -1 and 1 that look random and are the same in every run. */
export const floats = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233))

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

export class GraphBuilder {
  readonly edit: Edit
  #seed = 1

  constructor(edit: Edit) {
    this.edit = edit
  }

  input(name: string, shape: readonly Dim[]): Ref {
    return new Ref(
      this.edit.append({ kind: 'placeholder', target: name, type: tensorType('float32', shape) }).id,
    )
  }

  /** A parameter and the node that reads it; a second call with the path reads it again. */
  param(path: string, shape: readonly number[], value?: number): Ref {
    const data =
      value === undefined ? floats(sizeOf(shape), this.#seed++) : new Float32Array(sizeOf(shape)).fill(value)
    if (!this.edit.param(path)) this.edit.setParam(path, bytesParam(data, 'float32', shape))
    return this.read(path)
  }

  read(path: string): Ref {
    const type = typeOfParam(this.edit.param(path) as ParamHandle)
    return new Ref(
      this.edit.append({ kind: 'get_attr', target: path, name: path.replaceAll('.', '_'), type }).id,
    )
  }

  /** A call of an op, typed. */
  op(
    target: string,
    name: string,
    args: Readonly<Record<string, unknown>>,
    fields: { comment?: string; scope?: string } = {},
  ): Ref {
    const op = opNamed(target)!
    const made = this.edit.append({
      kind: 'call_function',
      target,
      name,
      args: op.normalize(args),
      scope: fields.scope ?? '',
      meta: { ...(fields.comment !== undefined && { comment: fields.comment }) },
    })
    const nodes = { get: (id: NodeId) => this.edit.node(id) } as ReadonlyMap<NodeId, ReturnType<Edit['node']>>
    return new Ref(this.edit.update(made.id, { type: inferType(made, op, nodes) }).id)
  }

  /** batchNorm with its parameters at `path`. */
  batchNorm(name: string, x: Ref, path: string, channels: number): Ref {
    const variance = floats(channels, 99).map((value) => value * value + 0.1)
    this.edit.setParam(`${path}.variance`, bytesParam(variance, 'float32', [channels]))
    return this.op('batchNorm', name, {
      x,
      mean: this.param(`${path}.mean`, [channels]),
      variance: this.read(`${path}.variance`),
      offset: this.param(`${path}.offset`, [channels]),
      scale: this.param(`${path}.scale`, [channels]),
    })
  }
}

/** A graph that returns what `recipe` returns. */
export const buildGraph = (recipe: (g: GraphBuilder) => Arg): Graph =>
  Graph.empty({ name: 'Net' }).edit((edit) => {
    edit.append({ kind: 'output', target: 'output', args: { value: recipe(new GraphBuilder(edit)) } })
  }).graph

/** Inputs for every placeholder, with the named dim `batch` as given. */
export const inputsFor = (graph: Graph, batch = 3): Record<string, Tensor> =>
  Object.fromEntries(
    graph.placeholders.map((node, i) => {
      const shape =
        node.type?.kind === 'tensor'
          ? node.type.shape.map((dim) => (typeof dim === 'number' ? dim : batch))
          : []
      return [node.target, boundTfjs().tensor(floats(sizeOf(shape), 1000 + i), shape)]
    }),
  )

/** How the results of two graphs differ, or null. */
export function difference(before: Graph, after: Graph, tolerance = 0): string | null {
  const check = { inputs: inputsFor(before), tolerance }
  return valueDifference(resultOf(before, check), resultOf(after, check), tolerance)
}
