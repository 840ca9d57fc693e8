/** @file Emits a graph and holds the module against it: its types, that it is the same each time, and the bits that it computes. */
import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { expect } from 'vitest'
import { type EmitOptions, emit } from '../emit.ts'
import { importEmitted, typeErrors } from './emittedModule.ts'

export interface Loaded {
  load(options?: unknown): Promise<{ forward(x: tf.Tensor): unknown; dispose?(): void }>
}

/** The text of the module, whose types are right and which computes the bits of the graph. */
export async function emitted(graph: Graph, options: Partial<EmitOptions> = {}): Promise<string> {
  const files = emit(graph, { name: 'net', ...options })
  expect(typeErrors(files)).toEqual([])
  expect(emit(graph, { name: 'net', ...options })).toEqual(files)
  const { load } = await importEmitted<Loaded>(files)
  const [input] = graph.placeholders
  const shape = input!.type?.kind === 'tensor' ? input!.type.shape : []
  const x = tf.randomNormal(
    shape.map((dim) => (typeof dim === 'number' ? dim : 3)),
    0,
    1,
    'float32',
    5,
  )
  const found = (await load({ tf })).forward(x)
  expect(bits(found)).toEqual(bits(interpret(graph, { x }, { tf })))
  return files['net.fx.ts'] as string
}

export function bits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bits)
  const tensor = value as { dataSync?(): Float32Array; data: Float32Array }
  return [...(tensor.dataSync?.() ?? tensor.data)]
}

export const count = (text: string, part: string): number => text.split(part).length - 1
