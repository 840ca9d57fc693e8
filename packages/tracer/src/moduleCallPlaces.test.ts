/** @file Where the user's code calls the modules of a trace. */
import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, moduleCallPlace } from '@tsfx/ir'
import { Linear, Module, ReLU, Sequential } from '@tsfx/nn'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TraceOptions, trace } from './trace.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const linear = () => new Linear({ inFeatures: 2, outFeatures: 2 })

class Block extends Module {
  readonly layers = new Sequential<tf.Tensor2D>(linear(), new ReLU())
  override forward(x: tf.Tensor): tf.Tensor {
    return tf.add(x, this.layers.forward(x)) // layers
  }
}

class Net extends Module {
  readonly stem = new Sequential(new Block())
  readonly blocks = [new Block(), new Block()]
  readonly unused = new Block()
  override forward(x: tf.Tensor): tf.Tensor {
    let features = this.stem.forward(x) // stem
    for (const block of this.blocks) features = block.forward(features) // blocks
    return this.blocks[0]!.forward(features) // again
  }
}

const lines = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n')
const traced = (model: unknown, options: TraceOptions = {}): Graph =>
  trace(model, { x: [3, 2] }, { verify: false, lookup: null, ...options })

/** What the line of each call ends with, and what stands at its place. */
const calls = ({ meta }: Graph): Record<string, [string, string]> =>
  Object.fromEntries(
    Object.entries(meta.calls).map(([path, { line, column }]) => {
      const text = lines[line - 1] ?? ''
      return [path, [text.split('// ')[1] ?? '', text.slice(column - 1).split('(')[0] ?? '']]
    }),
  )

describe('places of calls', () => {
  it("are the user's own: of an item of a library's module, the call that leads there", () => {
    expect(calls(traced(new Net()))).toEqual({
      stem: ['stem', 'forward'],
      'stem.0': ['stem', 'forward'],
      'stem.0.layers': ['layers', 'forward'],
      'stem.0.layers.0': ['layers', 'forward'],
      'stem.0.layers.1': ['layers', 'forward'],
      'blocks.0': ['blocks', 'forward'],
      'blocks.0.layers': ['layers', 'forward'],
      'blocks.0.layers.0': ['layers', 'forward'],
      'blocks.0.layers.1': ['layers', 'forward'],
      'blocks.1': ['blocks', 'forward'],
      'blocks.1.layers': ['layers', 'forward'],
      'blocks.1.layers.0': ['layers', 'forward'],
      'blocks.1.layers.1': ['layers', 'forward'],
    })
  })

  it('are there for what holds an opaque module, which has its own place', () => {
    const graph = traced(new Net(), { isLeaf: (module) => module instanceof Linear })
    expect(moduleCallPlace(graph.meta, 'blocks.1')).toMatchObject({ file: fileURLToPath(import.meta.url) })
    expect(moduleCallPlace(graph.meta, 'blocks.1.layers.0')).toBeNull()
  })

  it('are none of the model itself, of what is not called, and of what only has a name of every object', () => {
    const { meta } = traced(new Net())
    for (const path of ['', 'unused', 'constructor', '__proto__'])
      expect(moduleCallPlace(meta, path)).toBeNull()
  })

  it('have paths that are data', () => {
    const inner = { forward: (x: tf.Tensor): tf.Tensor => tf.relu(x) }
    const model = {
      forward(x: tf.Tensor): tf.Tensor {
        return (Reflect.get(this, '__proto__') as typeof inner).forward(x) // hostile
      },
    }
    Object.defineProperty(model, '__proto__', { value: inner, enumerable: true })
    expect(Object.entries(calls(traced(model)))).toEqual([['__proto__', ['hostile', 'forward']]])
  })
})
