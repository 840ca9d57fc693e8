/**
 * @file A model whose every name is one text: its class and those of its modules, fields, weights, inputs, results. Some things are
 * named by a graph only (files, comments, variables), so the graph is named through its JSON, as one that was loaded is.
 */
import * as tf from '@tensorflow/tfjs-core'
import {
  calibrate,
  convert,
  fuse,
  type Graph,
  graphFromJson,
  graphToJson,
  type Json,
  prepare,
  trace,
} from 'tsfx'

/** A class with a name that no source could give it. */
function named<Class extends object>(name: string, type: Class): Class {
  Object.defineProperty(type, 'name', { value: name })
  return type
}

/** A field of its own, whatever it is called: an assignment would set the prototype. */
const setField = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

const record = (fields: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const made = {}
  for (const [key, value] of fields) setField(made, key, value)
  return made
}

let seed = 0
const random = (shape: number[]): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', ++seed)

export interface HostileModel {
  readonly forward: (x: Record<string, tf.Tensor>) => Record<string, unknown>
}

/** Three blocks in a list, so that they are one method of the emitted class, and layers around them. */
export function hostileModel(text: string): HostileModel {
  // A field of that name would be no method any more.
  const field = text === 'forward' ? 'forward_' : text
  const Block = named(
    text,
    class {
      forward(x: tf.Tensor2D): tf.Tensor2D {
        const layer = Object.getOwnPropertyDescriptor(this, field)!.value as Record<string, tf.Tensor2D>
        const changed = tf.matMul(x, Object.getOwnPropertyDescriptor(layer, text)!.value as tf.Tensor2D)
        return tf.add(x, tf.relu(changed)) as tf.Tensor2D
      }
    },
  )
  const Net = named(
    text,
    class {
      forward(x: Record<string, tf.Tensor2D>): Record<string, unknown> {
        const input = Object.getOwnPropertyDescriptor(x, text)!.value as tf.Tensor2D
        const fields = Object.getOwnPropertyDescriptor(this, field)!.value as Record<string, unknown>
        const first = tf.relu(
          tf.matMul(input, Object.getOwnPropertyDescriptor(fields, text)!.value as tf.Tensor2D),
        ) as tf.Tensor2D
        const blocks = Object.getOwnPropertyDescriptor(fields, `${text}s`)!.value as InstanceType<
          typeof Block
        >[]
        let y = first
        for (const block of blocks) y = block.forward(y)
        return record([
          [text, y],
          ['first', first],
        ])
      }
    },
  )
  const block = (): InstanceType<typeof Block> => {
    const made = new Block()
    setField(made, field, record([[text, random([4, 4])]]))
    return made
  }
  const net = new Net()
  setField(
    net,
    field,
    record([
      [text, random([3, 4])],
      [`${text}s`, [block(), block(), block(), block()]],
    ]),
  )
  return net as unknown as HostileModel
}

/** Two rows. */
export const hostileInput = (text: string): Record<string, tf.Tensor> =>
  record([[text, tf.tensor2d([0.5, -1, 2, 1, 0, -0.5], [2, 3])]]) as Record<string, tf.Tensor>

/** Where the graph says that it is from. */
export const hostileFile = (text: string): string => `/project/${text}/${text}.ts`

/** The graph of the model, its files, comments and variables named as well. */
export function hostileGraph(text: string): Graph {
  const traced = trace(hostileModel(text), { x: record([[text, ['batch', 3]]]) } as never, {
    lookup: null,
    name: text,
  })
  const json = graphToJson(traced) as unknown as {
    meta: { file: string | null; calls: object }
    nodes: Record<string, unknown>[]
  }
  const file = hostileFile(text)
  json.meta.file = file
  moveTo(file, json.meta.calls)
  for (const node of json.nodes) {
    if (node.kind !== 'call_function') continue
    node.loc = { file, line: 3, column: 5 }
    node.meta = { ...(node.meta as object), comment: text, variable: text }
  }
  return graphFromJson(JSON.parse(JSON.stringify(json)) as Json, traced.store)
}

/** Writes `file` into every place in `value`; how deep they are depends on whether JSON has to wrap a record of these keys. */
function moveTo(file: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if ('line' in value && 'file' in value) value.file = file
  else for (const inner of Object.values(value)) moveTo(file, inner)
}

/** The graph in integers. */
export async function hostileInt8(graph: Graph, text: string): Promise<Graph> {
  const prepared = prepare(fuse(graph), { backend: 'wasm' })
  const sample = record([[graph.placeholders[0]!.target, Object.values(hostileInput(text))[0]]])
  return convert(prepared, await calibrate(prepared, [sample] as never))
}
