/**
 * @file The digits model, whole way: what the issue of this thread promises of the emitted float and int8 modules. Sizes are
 * small; accuracy on all test digits is the demo's, checked in tier 2.
 */

import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { loadSafetensors } from '@tsfx/nn'
import { type FloatInput, type FloatTensor, planOf } from '@tsfx/runtime'
import { createSourceLookup } from '@tsfx/source'
import { DigitsNet, loadDigits } from '@tsfx/zoo'
import {
  calibrate,
  convert,
  emit,
  fuse,
  type Graph,
  interpret,
  isQuantizedTensor,
  prepare,
  trace,
} from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'
import '@tensorflow/tfjs-backend-wasm'

interface FloatModule {
  load(): Promise<{ forward(x: tf.Tensor): tf.Tensor; dispose(): void }>
}
interface IntegerModule {
  load(options?: { engine?: 'plan' | 'scalar' }): Promise<{ forward(x: FloatInput): FloatTensor }>
}

const ROWS = 16
const weights = new URL('../../packages/zoo/weights/digits.safetensors', import.meta.url)
const opsOf = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)

let net: DigitsNet
let traced: Graph
let fused: Graph
let lowered: Graph
let x: tf.Tensor4D

beforeAll(async () => {
  await tf.setBackend('wasm')
  net = new DigitsNet()
  loadSafetensors(net, readFileSync(weights))
  net.eval()
  const { images } = loadDigits('calibration')
  const digits = (from: number, rows: number): tf.Tensor4D =>
    tf.tensor4d(images.slice(from * 784, (from + rows) * 784), [rows, 28, 28, 1])
  traced = trace(net, { x: [null, 28, 28, 1] }, { lookup: createSourceLookup() })
  fused = fuse(traced)
  const prepared = prepare(fused, { backend: 'wasm' })
  lowered = convert(prepared, await calibrate(prepared, [digits(0, 32), digits(32, 32)]))
  x = digits(100, ROWS)
})

describe('the float graph', () => {
  it('is emitted as a module that equals the eager model bit for bit', async () => {
    const module = await (await importEmitted<FloatModule>(emit(traced, { name: 'digits' }))).load()
    expect(module.forward(x).dataSync()).toEqual(net.forward(x).dataSync())
  })

  it('fused, is emitted as a module that equals it to 1e-5 relative', async () => {
    const module = await (await importEmitted<FloatModule>(emit(fused, { name: 'digits' }))).load()
    const expected = net.forward(x).dataSync()
    const largest = Math.max(...expected.map(Math.abs))
    module
      .forward(x)
      .dataSync()
      .forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * largest)
      })
  })

  it.each(['traced', 'fused'])('%s, emitted and traced again, has the same ops', async (which) => {
    const graph = which === 'traced' ? traced : fused
    const files = emit(graph, { name: 'digits' })
    expect(typeErrors(files)).toEqual([])
    const again = trace(await (await importEmitted<FloatModule>(files)).load(), { x: [null, 28, 28, 1] })
    expect(opsOf(again)).toEqual(opsOf(graph))
  })

  it('leaves tf.memory() unchanged after 1,000 calls', async () => {
    const module = await (await importEmitted<FloatModule>(emit(fused, { name: 'digits' }))).load()
    const one = tf.zeros([1, 28, 28, 1])
    module.forward(one).dispose()
    const before = tf.memory().numTensors
    for (let i = 0; i < 1000; i++) module.forward(one).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('keeps the comments and variables of the source', () => {
    const code = String(emit(traced, { name: 'digits' })['digits.fx.ts'])
    expect(code).toContain('// Full resolution only for the strokes; everything after the pool is 14 x 14.')
    for (const name of ['strokes', 'parts', 'shapes', 'features']) expect(code).toContain(`const ${name} = `)
  })
})

describe('the README', () => {
  it('shows the model and the emitted module as they are', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const [before, after] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!)
    const source = readFileSync(new URL('../../packages/zoo/src/digitsNet.ts', import.meta.url), 'utf8')
    // Calibration differs, so numbers do; indentation is the page's.
    const plain = (code: string): string =>
      code.replace(/(scale|zeroPoint): [-\d.e]+/g, '$1').replace(/\s+/g, ' ')
    expect(plain(source)).toContain(plain(before!).trim())
    expect(plain(String(emit(lowered, { name: 'digits' })['digits.fx.ts']))).toContain(plain(after!).trim())
  })
})

describe('the int8 graph', () => {
  it('has one quantize and one dequantize, and every value between them is 8-bit', () => {
    const ops = opsOf(lowered)
    expect(ops.filter((op) => op === 'quantize')).toHaveLength(1)
    expect(ops.filter((op) => op === 'dequantize')).toHaveLength(1)
    expect(ops.filter((op) => !/^(q\.|quantize$|dequantize$)/.test(op))).toEqual([])
    const stored = new Map<string, unknown>()
    interpret(lowered, { x }, { onValue: (node, value) => void stored.set(node.name, value) })
    for (const node of lowered.nodes) {
      if (node.kind !== 'call_function' || node.isOp('dequantize')) continue
      const value = stored.get(node.name)
      expect(isQuantizedTensor(value), node.name).toBe(true)
      expect((value as { data: unknown }).data).toBeInstanceOf(Int8Array)
    }
  })

  it('is emitted as a module whose bytes are those of the interpreted graph, in both engines', async () => {
    const files = emit(lowered, { name: 'digits' })
    expect(typeErrors(files)).toEqual([])
    const { load } = await importEmitted<IntegerModule>(files)
    const expected = (interpret(lowered, { x }) as tf.Tensor).dataSync()
    for (const engine of ['plan', 'scalar'] as const) {
      expect((await load({ engine })).forward(x).data).toEqual(expected)
    }
    const image = { data: x.dataSync() as Float32Array, shape: x.shape }
    expect((await load()).forward(image).data).toEqual(expected)
  })

  it('has the plan of its graph: the same steps in the same order', async () => {
    const model = await (await importEmitted<IntegerModule>(emit(lowered, { name: 'digits' }))).load()
    expect(planOf(model).steps.map((step) => step.op)).toEqual(
      opsOf(lowered).map((op) => op.replace(/^q\./, '')),
    )
  })

  it('has weights under 0.30 of the float ones, and agrees with the float model', async () => {
    const int8 = emit(lowered, { name: 'digits' })['digits.safetensors']!
    const float = emit(fused, { name: 'digits' })['digits.safetensors']!
    expect(int8.length / float.length).toBeLessThan(0.3)
    const expected = net.forward(x)
    const found = interpret(lowered, { x }) as tf.Tensor
    expect(tf.argMax(found, 1).dataSync()).toEqual(tf.argMax(expected, 1).dataSync())
  })

  it.each(['single', 'double'] as const)('converts in %s rounding as well', async (rounding) => {
    const prepared = prepare(fused, { backend: 'wasm' })
    const graph = convert(prepared, await calibrate(prepared, [x]), { rounding })
    expect(graph.meta.rounding).toBe(rounding)
    const { load } = await importEmitted<IntegerModule>(emit(graph, { name: 'digits' }))
    expect((await load()).forward(x).data).toEqual((interpret(graph, { x }) as tf.Tensor).dataSync())
  })

  it('is the same bytes each time it is emitted', () => {
    expect(emit(lowered, { name: 'digits' })).toEqual(emit(lowered, { name: 'digits' }))
  })
})
