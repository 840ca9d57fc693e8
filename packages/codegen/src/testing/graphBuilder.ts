/** @file Builds graphs by hand for the tests of this package. */
import {
  type Arg,
  type Dim,
  type DType,
  type Edit,
  Graph,
  type GraphMeta,
  itemType,
  type NodeFields,
  namedDim,
  type ParamData,
  type QParams,
  Ref,
  tensorType,
  typeOfParam,
  verify,
} from '@tsfx/ir'
import { bytesParam, opCatalog, opNamed } from '@tsfx/ops'

export const MODEL_FILE = '/project/model.ts'
export const batch = namedDim('batch')

type Fields = Partial<Pick<NodeFields, 'name' | 'scope' | 'meta'>> & { readonly line?: number }

export class GraphBuilder {
  readonly edit: Edit
  /** The parameters made so far, by path. */
  readonly params = new Map<string, Ref>()
  #seed = 1

  constructor(edit: Edit) {
    this.edit = edit
  }

  input(target: string, shape: readonly Dim[], dtype: DType = 'float32'): Ref {
    return new Ref(
      this.edit.append({ kind: 'placeholder', target, name: target, type: tensorType(dtype, shape) }).id,
    )
  }

  param(
    path: string,
    shape: readonly number[],
    options: { data?: ParamData; dtype?: DType; q?: QParams } = {},
  ): Ref {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const value = bytesParam(
      options.data ?? Float32Array.from({ length: size }, () => this.random()),
      options.dtype ?? 'float32',
      shape,
      options.q,
    )
    this.edit.setParam(path, value)
    const node = this.edit.append({
      kind: 'get_attr',
      target: path,
      name: path,
      type: typeOfParam(value.handle),
    })
    this.params.set(path, new Ref(node.id))
    return new Ref(node.id)
  }

  /** An int8 weight with a scale for each index of its last axis. */
  weight(path: string, shape: readonly number[], zeroPoint = 0): Ref {
    return this.#quantized(path, shape, [shape.length - 1], zeroPoint)
  }

  /** An int8 weight [height, width, inChannels, multiplier] with a scale for each output channel. */
  depthwiseWeight(path: string, shape: readonly number[]): Ref {
    return this.#quantized(path, shape, [2, 3], 0)
  }

  #quantized(path: string, shape: readonly number[], axes: readonly number[], zeroPoint: number): Ref {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const data = Int8Array.from({ length: size }, () => Math.round(this.random() * 127))
    const channels = axes.reduce((product, axis) => product * shape[axis]!, 1)
    const scale = Array.from({ length: channels }, (_, i) => Math.fround(0.01 + i / 1000))
    const q = { scale, zeroPoint: scale.map(() => zeroPoint), axes, qmin: -128, qmax: 127 }
    return this.param(path, shape, { data, dtype: 'int8', q })
  }

  bias(path: string, channels: number): Ref {
    return this.param(path, [channels], {
      data: Int32Array.from({ length: channels }, () => Math.round(this.random() * 500)),
      dtype: 'int32',
    })
  }

  call(op: string, args: Readonly<Record<string, unknown>>, { line, ...fields }: Fields = {}): Ref {
    const rules = opNamed(op)!
    const normal = rules.normalize(args)
    const type = rules.infer(normal, (ref) => itemType(this.edit.node(ref.node).type!, ref.index))
    const loc = line === undefined ? null : { file: MODEL_FILE, line, column: 5 }
    return new Ref(
      this.edit.append({ kind: 'call_function', target: op, args: normal, type, loc, ...fields }).id,
    )
  }

  output(value: Arg): void {
    this.edit.append({ kind: 'output', target: 'output', args: { value } })
  }

  /** Of -1..1, the same in each run. */
  random(): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0
    return this.#seed / 2 ** 31
  }
}

export const output = (scale: number, zeroPoint: number) => ({
  scale: Math.fround(scale),
  zeroPoint,
  dtype: 'int8',
  qmin: -128,
  qmax: 127,
})

/** Builds and verifies a graph. */
export function buildGraph(build: (g: GraphBuilder) => void, meta: Partial<GraphMeta> = {}): Graph {
  const { graph } = Graph.empty({ name: 'Net', file: MODEL_FILE, inputs: { x: 'x' }, ...meta }).edit((edit) =>
    build(new GraphBuilder(edit)),
  )
  verify(graph, opCatalog)
  return graph
}
