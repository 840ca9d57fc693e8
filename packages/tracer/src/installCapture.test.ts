/** @file Capture reaches the user's tfjs however it was imported, or refuses. `test/setup/capture.ts` installed it before. */
import '@tensorflow/tfjs-backend-cpu'
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs, boundTfjs, type Tfjs } from '@tsfx/ops'
import { afterEach, describe, expect, it } from 'vitest'
import { aliasSource } from './aliasSource.ts'
import { captureSlot } from './captureSlot.ts'
import { installCapture, removeCapture } from './installCapture.ts'
import { trace } from './trace.ts'

const require = createRequire(import.meta.url)
const core = require('@tensorflow/tfjs-core') as Tfjs

afterEach(() => {
  removeCapture()
  installCapture(core)
})

const inputs = { x: [null, 3] }

describe('installCapture', () => {
  it('replaces functions in place, under their own names, once', () => {
    expect(tf.relu).toBe(core.relu)
    expect(tf.relu.name).toBe('relu__op')
    const { relu } = core
    const table = installCapture(core)
    expect(installCapture(core)).toBe(table)
    expect(core.relu).toBe(relu)
    expect(table.relu).toBe(relu)
    expect(boundTfjs()).toBe(table)
  })

  it('gives back what it changed', () => {
    const wrapped = core.relu
    const { fused } = core
    removeCapture()
    expect(core.relu).not.toBe(wrapped)
    expect(core.fused).not.toBe(fused)
    expect(core.relu.name).toBe('relu__op')
  })

  it('leaves creation, control and utility functions alone', () => {
    const { tidy, linspace, util, Tensor } = core
    removeCapture()
    expect([core.tidy, core.linspace, core.util, core.Tensor]).toEqual([tidy, linspace, util, Tensor])
  })

  it('captures the union package and its chained methods, which were loaded later', async () => {
    const union = await import('@tensorflow/tfjs')
    const graph = trace((x: tf.Tensor) => union.add(union.relu(x), x).relu().sigmoid(), inputs)
    expect(graph.nodes.flatMap((node) => (node.kind === 'call_function' ? node.target : []))).toEqual([
      'relu',
      'add',
      'relu',
      'sigmoid',
    ])
    expect(union.tensor1d([-1, 1]).relu().arraySync()).toEqual([0, 1])
  })

  it('traces a Keras model by its layers', async () => {
    const union = await import('@tensorflow/tfjs')
    const model = union.sequential({
      layers: [union.layers.dense({ units: 2, inputShape: [3], activation: 'relu', name: 'hidden' })],
    })
    const graph = trace(model, inputs)
    expect([...graph.params.keys()]).toEqual(['hidden.kernel', 'hidden.bias'])
    expect(
      graph.nodes.filter((node) => node.kind === 'call_function').every((node) => node.scope === 'hidden'),
    ).toBe(true)
  })

  it('refuses a function that was taken before, with the fix', () => {
    removeCapture()
    const { relu } = core
    installCapture(core)
    expect(() => trace((x: tf.Tensor) => relu(x), inputs)).toThrow(
      /TSFX1008 tf\.relu reached the engine[\s\S]*--import tsfx\/register/,
    )
  })

  it('refuses it for a parameter as well: the graph would freeze the weight', () => {
    removeCapture()
    const { neg } = core
    installCapture(core)
    const model = { weight: tf.ones([3]), forward: (x: tf.Tensor): tf.Tensor => tf.add(x, neg(model.weight)) }
    expect(() => trace(model, inputs)).toThrow('TSFX1008 tf.neg')
  })

  it('is not needed for a model that calls the bound tfjs only', () => {
    removeCapture()
    const plain = { ...core }
    bindTfjs(plain)
    const graph = trace({ forward: (x: tf.Tensor) => boundTfjs().relu(x) }, inputs)
    expect(graph.nodes.some((node) => node.isOp('relu'))).toBe(true)
    expect(boundTfjs()).toBe(plain)
    expect(captureSlot().table).toBeNull()
  })

  it('refuses another copy of tfjs-core, and its tensors', () => {
    const path = require.resolve('@tensorflow/tfjs-core')
    const cached = require.cache[path]
    delete require.cache[path]
    const other = require('@tensorflow/tfjs-core') as Tfjs
    require.cache[path] = cached
    expect(() => installCapture(other)).toThrow(/TSFX1010 .*4\.22\.0/)
    expect(() => trace((x: tf.Tensor) => other.relu(x), inputs)).toThrow('TSFX1008 tf.relu')
    // The engine belongs to the copy that was loaded first, and makes tensors of its class.
    removeCapture()
    Reflect.deleteProperty(globalThis, Symbol.for('tsfx.tfjs'))
    bindTfjs(other)
    const model = {
      weight: other.ones([3]),
      forward: (x: tf.Tensor): tf.Tensor => boundTfjs().add(x, model.weight),
    }
    expect(() => trace(model, inputs)).toThrow('TSFX1010')
    Reflect.deleteProperty(globalThis, Symbol.for('tsfx.tfjs'))
  })
})

describe('aliasSource', () => {
  it('exports the names of tfjs-core, all of them legal in a destructuring', () => {
    const text = aliasSource({
      exportNames: [...Object.keys(core), 'default', '__esModule', 'module.exports'],
      tableImport: './table.js',
    })
    const [line, names] = text.split('\n') as [string, string]
    expect(line).toBe('import { tfjs } from "./table.js"')
    const destructure = new Function('tfjs', names.replace('export ', '').concat('; return relu'))
    expect(destructure(core)).toBe(core.relu)
    expect(names).not.toMatch(/default|__esModule/)
  })
})
