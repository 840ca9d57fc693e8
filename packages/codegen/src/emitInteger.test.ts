import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Graph } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { type FloatInput, type FloatTensor, type LoadOptions, planOf, readSafetensors } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, output } from './testing/graphBuilder.ts'

interface IntegerModule {
  load(options?: LoadOptions): Promise<{ forward(...inputs: FloatInput[]): FloatTensor | tf.Tensor }>
}

const digits = (): Graph =>
  buildGraph(
    (g) => {
      const x = g.input('x', [batch, 8, 8, 1])
      const xQ = g.call('quantize', { x, output: output(0.0208, -6) }, { name: 'xQ' })
      const conv = (input: unknown, path: string, inputs: number, line: number) =>
        g.call(
          'q.conv2d',
          {
            x: input,
            weight: g.weight(`${path}.weight`, [3, 3, inputs, 4]),
            bias: g.bias(`${path}.bias`, 4),
            strides: [1, 1],
            pad: 'same',
            activation: 'relu',
            output: output(0.0235, -128),
          },
          { name: 'features', line, meta: { comment: 'convolution, then normalization' } },
        )
      const first = conv(xQ, 'conv', 1, 10)
      const second = conv(first, 'blocks.0.conv', 4, 20)
      const sum = g.call('q.add', { a: first, b: second, output: output(0.04, -128) }, { name: 'sum' })
      const pooled = g.call(
        'q.mean',
        { x: sum, axis: [1, 2], output: output(0.03, -128) },
        { name: 'pooled' },
      )
      const logits = g.call(
        'q.linear',
        {
          x: pooled,
          weight: g.weight('head.weight', [4, 10], 3),
          bias: g.bias('head.bias', 10),
          output: output(0.1, 2),
        },
        { name: 'logits' },
      )
      g.output(g.call('dequantize', { x: logits }))
    },
    { rounding: 'float32' },
  )

async function sameAsInterpreted(graph: Graph, x: tf.Tensor, options?: LoadOptions): Promise<object> {
  const net = await (await importEmitted<IntegerModule>(emit(graph, { name: 'net' }))).load(options)
  const expected = (interpret(graph, { x }, { tf }) as tf.Tensor).dataSync()
  const found = net.forward(x)
  const data = 'dataSync' in found ? found.dataSync() : found.data
  expect([...data]).toEqual([...expected])
  return net
}

describe('an integer graph', () => {
  it('reads as if a person wrote it', () => {
    expect(emit(digits(), { name: 'net', outDir: '/project/out' })['net.fx.ts']).toMatchSnapshot()
  })

  it('type-checks under strict, and imports only the runtime', () => {
    const files = emit(digits(), { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    expect((files['net.fx.js'] as string).match(/from '.*'/g)).toEqual(["from '@tsfx/runtime'"])
  })

  it('computes the same bits as the interpreted graph, at any batch', async () => {
    for (const size of [1, 3])
      await sameAsInterpreted(digits(), tf.randomNormal([size, 8, 8, 1], 0, 1, 'float32', 7))
  })

  it('records one step for each op', async () => {
    const net = await sameAsInterpreted(digits(), tf.zeros([1, 8, 8, 1]))
    expect(planOf(net).steps.map(({ op }) => op)).toEqual([
      'quantize',
      'conv2d',
      'conv2d',
      'add',
      'mean',
      'linear',
      'dequantize',
    ])
  })

  it('stores weights as the runtime reads them', () => {
    const { tensors, metadata } = readSafetensors(
      emit(digits(), { name: 'net' })['net.safetensors'] as Uint8Array,
    )
    expect([...tensors.keys()].filter((key) => key.startsWith('head')).sort()).toEqual([
      'head.bias',
      'head.weight',
      'head.weight.scale',
      'head.weight.zeroPoint',
    ])
    expect(tensors.has('conv.weight.zeroPoint')).toBe(false)
    expect(metadata['conv.weight.axes']).toBe('[3]')
    expect(tensors.get('conv.weight')?.dtype).toBe('I8')
  })

  it('stores a layer that is used several times once, and each of its biases', async () => {
    const graph = buildGraph(
      (g) => {
        const weight = g.weight('shared.weight', [4, 4])
        const linear = (x: unknown, bias: unknown) =>
          g.call('q.linear', { x, weight, bias, output: output(0.1, 0) })
        const [first, second] = [g.bias('shared.bias_int32', 4), g.bias('shared.bias', 4)]
        let y = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
        for (const bias of [first, second, first, null]) y = linear(y, bias)
        g.output(g.call('dequantize', { x: y }))
      },
      { rounding: 'single' },
    )
    const files = emit(graph, { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    const text = files['net.fx.ts'] as string
    expect(text).toContain("this.shared = w.layer('shared');")
    expect(text).toContain("this.shared_1 = w.layer('shared', 'shared.bias_1');")
    expect(text).toContain("this.shared_2 = w.layer('shared', null);")
    expect(text).toContain('/** the weight of shared, int32 bias [4] */')
    expect(text.match(/q\.linear\(\w+, shared(_\d)?,/g)).toEqual([
      'q.linear(quantize, shared,',
      'q.linear(linear, shared_1,',
      'q.linear(linear_1, shared,',
      'q.linear(linear_2, shared_2,',
    ])
    expect([...readSafetensors(files['net.safetensors'] as Uint8Array).tensors.keys()].sort()).toEqual([
      'shared.bias',
      'shared.bias_1',
      'shared.weight',
      'shared.weight.scale',
    ])
    await sameAsInterpreted(graph, tf.randomNormal([3, 4], 0, 1, 'float32', 7))
  })

  it('keeps a layer apart from a tensor that has its path', async () => {
    const graph = buildGraph(
      (g) => {
        const x = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
        const weight = g.weight('w', [4, 4])
        const y = g.call('q.linear', { x, weight, bias: g.bias('b', 4), output: output(0.1, 0) })
        const real = g.call('dequantize', { x: y })
        g.output(
          g.call('mul', { a: real, b: g.call('add', { a: g.param('w.bias', [4]), b: g.param('w_1', [4]) }) }),
        )
      },
      { rounding: 'float32' },
    )
    const files = emit(graph, { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    expect([...readSafetensors(files['net.safetensors'] as Uint8Array).tensors.keys()].sort()).toEqual([
      'w.bias',
      'w.bias_1',
      'w.weight',
      'w.weight.scale',
      'w_1',
    ])
    await sameAsInterpreted(graph, tf.randomNormal([3, 4], 0, 1, 'float32', 7), { tf })
  })
})

describe('a constant that is data', () => {
  const constants = (shape: readonly number[]): Graph =>
    buildGraph(
      (g) => {
        const xQ = g.call('quantize', { x: g.input('x', [batch, 2, 4]), output: output(0.02, 0) })
        const size = shape.reduce((product, dim) => product * dim, 1)
        const offset = g.param('offset', shape, {
          data: Int8Array.from({ length: size }, () => Math.round(g.random() * 127)),
          dtype: 'int8',
          q: { scale: [Math.fround(0.01)], zeroPoint: [5], axes: [], qmin: -128, qmax: 127 },
        })
        const sum = g.call('q.add', { a: xQ, b: offset, output: output(0.03, -3) })
        g.output(g.call('dequantize', { x: g.call('q.mul', { a: offset, b: sum, output: output(0.02, 1) }) }))
      },
      { rounding: 'float32' },
    )

  it.each([[[]], [[4]], [[2, 1]], [[1, 2, 4]]] as const)('of shape %j broadcasts', async (shape) => {
    const files = emit(constants(shape), { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    const text = files['net.fx.ts'] as string
    expect(text).toContain('readonly offset: QuantizedTensor;')
    expect(text).toContain("this.offset = w.quantized('offset');")
    expect(text).toContain('q.add(quantize, offset, {')
    expect(text).not.toContain('tf')
    for (const engine of ['plan', 'scalar'] as const)
      for (const size of [1, 3])
        await sameAsInterpreted(constants(shape), tf.randomNormal([size, 2, 4], 0, 1, 'float32', 7), {
          engine,
        })
  })

  it('is a value of the plan, numbered after the inputs', async () => {
    const plan = planOf(await sameAsInterpreted(constants([4]), tf.zeros([2, 2, 4])))
    expect(plan.constants.map(({ dtype, shape }) => [dtype, shape])).toEqual([['int8', [4]]])
    expect(plan.steps.map(({ op, inputs, id }) => [op, inputs, id])).toEqual([
      ['quantize', [0], 2],
      ['add', [2, 1], 3],
      ['mul', [1, 3], 4],
      ['dequantize', [4], 5],
    ])
  })

  it('may be the weight of a layer as well, stored once', async () => {
    const graph = buildGraph(
      (g) => {
        const q = { scale: [Math.fround(0.01)], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
        const data = Int8Array.from({ length: 16 }, () => Math.round(g.random() * 127))
        const weight = g.param('head.weight', [4, 4], { data, dtype: 'int8', q })
        const xQ = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
        const y = g.call('q.linear', { x: xQ, weight, output: output(0.02, 0) })
        g.output(
          g.call('dequantize', { x: g.call('q.matMul', { a: y, b: weight, output: output(0.02, 0) }) }),
        )
      },
      { rounding: 'float32' },
    )
    const files = emit(graph, { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    expect([...readSafetensors(files['net.safetensors'] as Uint8Array).tensors.keys()].sort()).toEqual([
      'head.weight',
      'head.weight.scale',
    ])
    await sameAsInterpreted(graph, tf.randomNormal([3, 4], 0, 1, 'float32', 7))
  })

  it('in float needs tf, which quantizes it in each call', async () => {
    const graph = buildGraph(
      (g) => {
        const quantized = (x: unknown) => g.call('quantize', { x, output: output(0.02, 0) })
        const a = quantized(g.input('x', [batch, 4]))
        const sum = g.call('q.add', { a, b: quantized(g.param('offset', [4])), output: output(0.03, 0) })
        g.output(g.call('dequantize', { x: sum }))
      },
      { rounding: 'float32' },
    )
    expect(typeErrors(emit(graph, { name: 'net' }))).toEqual([])
    await sameAsInterpreted(graph, tf.randomNormal([3, 4], 0, 1, 'float32', 7), { tf })
  })
})

describe('float islands', () => {
  const island = (last: 'float' | 'integer') =>
    buildGraph(
      (g) => {
        const x = g.input('x', [batch, 4])
        const xQ = g.call('quantize', { x, output: output(0.02, 0) })
        const real = g.call('dequantize', { x: xQ }, { name: 'real' })
        const scaled = g.call(
          'mul',
          { a: g.call('tanh', { x: real }), b: g.param('gain', [4]) },
          { name: 'scaled' },
        )
        if (last === 'float') return g.output(scaled)
        const back = g.call('quantize', { x: scaled, output: output(0.01, 0) }, { name: 'back' })
        return g.output(g.call('dequantize', { x: back }))
      },
      { rounding: 'float32' },
    )

  it.each(['float', 'integer'] as const)('get tf as an argument, a %s op last', async (last) => {
    const files = emit(island(last), { name: 'net' })
    const text = files['net.fx.ts'] as string
    expect(typeErrors(files)).toEqual([])
    expect(text).toContain(
      'const real = q.dequantize(dequantizeInput, tf) as tf.Tensor2D;'.replace('dequantizeInput', 'quantize'),
    )
    expect(files['net.fx.js']).not.toContain('tfjs-core')
    const x = tf.randomNormal([2, 4], 0, 1, 'float32', 3)
    await sameAsInterpreted(island(last), x, { tf })
    const net = await (await importEmitted<IntegerModule>(files)).load({ tf })
    const before = tf.memory().numTensors
    for (let i = 0; i < 100; i++) {
      const y = net.forward(x)
      if ('dispose' in y) y.dispose()
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})
