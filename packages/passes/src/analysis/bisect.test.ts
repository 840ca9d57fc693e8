import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, Ref } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { fuse } from '../fuse.ts'
import { BATCH, buildGraph, inputsFor } from '../graphs.fixture.ts'
import { type BisectOptions, bisect, type Divergence } from './bisect.ts'
import { realNumbers } from './snapshot.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const net = (): Graph =>
  buildGraph((g) => {
    const x = g.input('x', [BATCH, 4, 4, 2])
    const conv = g.op('conv2d', 'conv', { x, filter: g.param('conv.filter', [3, 3, 2, 3]), pad: 'same' })
    const norm = g.batchNorm('norm', conv, 'norm', 3)
    const y = g.op('relu', 'y', { x: norm })
    const gate = g.op('sigmoid', 'gate', { x: y })
    return g.op('mul', 'out', { a: y, b: gate })
  })

/** The graph with some calls of another op. */
const changed = (graph: Graph, targets: Readonly<Record<string, string>>): Graph =>
  graph.edit((edit) => {
    for (const [name, target] of Object.entries(targets)) edit.update(graph.find(name)!.id, { target })
  }).graph

/** `bisect`, with a check that no tensor is left behind. */
function find(before: Graph, after: Graph, options: BisectOptions = {}): Divergence | null {
  const inputs = inputsFor(before)
  const { numTensors } = tf.memory()
  const found = bisect(before, after, inputs, options)
  expect(tf.memory().numTensors).toBe(numTensors)
  tf.dispose(inputs)
  return found
}

describe('bisect', () => {
  it('finds nothing between equal graphs', () => {
    expect(find(net(), net())).toBeNull()
  })

  it('finds nothing after fusing, by the sources of fused nodes', () => {
    const graph = net()
    const fused = fuse(graph)
    expect(fused.nodes.filter(({ kind }) => kind === 'call_function')).toHaveLength(3)
    expect(find(graph, fused, { tolerance: 1e-5 })).toBeNull()
    expect(find(graph, fused, { tolerance: 1e-5, mode: 'isolated' })).toBeNull()
  })

  it('finds the fused node whose parameter is wrong, with what it was made from', () => {
    const graph = net()
    const fused = fuse(graph)
    const wrong = fused.edit((edit) => {
      for (const [path, { shape }] of fused.params)
        if (shape.length === 1) edit.setParam(path, bytesParam(new Float32Array(3).fill(9), 'float32', shape))
    }).graph
    expect(find(graph, wrong, { tolerance: 1e-5 })).toMatchObject({
      before: { name: 'y', target: 'relu' },
      after: { target: 'conv2d' },
    })
  })

  it('gives the first node that differs, with its arguments, what was expected and what came', () => {
    const graph = net()
    const found = find(graph, changed(graph, { y: 'relu6', gate: 'tanh' }))!
    // relu6 clips nothing here.
    expect(found.after).toMatchObject({ name: 'gate', target: 'tanh' })
    expect(found.before).toMatchObject({ name: 'gate', target: 'sigmoid' })
    expect(Object.keys(found.inputs)).toEqual(['x'])
    expect(found.inputs.x).toMatchObject({ kind: 'tensor', dtype: 'float32', shape: [3, 4, 4, 3] })
    const [x, expected, actual] = [found.inputs.x!, found.expected, found.actual].map(
      (data) => realNumbers(data)[0] as Float64Array,
    )
    expect(actual!.every((value, i) => Math.abs(value - Math.tanh(x![i]!)) < 1e-6)).toBe(true)
    expect(expected!.every((value, i) => Math.abs(value - 1 / (1 + Math.exp(-x![i]!))) < 1e-6)).toBe(true)
    const largest = expected!.reduce((max, value, i) => Math.max(max, Math.abs(value - actual![i]!)), 0)
    expect(found.maxDifference).toBe(largest)
    expect(found.problem).toMatch(/^number \d+ of result 0 is .* instead of /)
  })

  it('gives the places in the source that the node goes back to', () => {
    const loc = { file: 'net.ts', line: 7, column: 3 }
    const graph = net()
    const located = graph.edit((edit) => edit.update(graph.find('gate')!.id, { loc })).graph
    expect(find(located, changed(located, { gate: 'tanh' }))?.places).toEqual([loc])
  })

  it('judges differences relative to the largest magnitude', () => {
    const graph = net()
    const scaled = graph.edit((edit) => {
      const { shape } = graph.params.get('norm.scale')!
      const scale = graph.store.read(graph.params.get('norm.scale')!) as Float32Array
      edit.setParam(
        'norm.scale',
        bytesParam(
          scale.map((value) => value * 1.001),
          'float32',
          shape,
        ),
      )
    }).graph
    expect(find(graph, scaled, { tolerance: 1e-5 })?.after.name).toBe('norm')
    expect(find(graph, scaled, { tolerance: 1e-2 })).toBeNull()
  })

  it('blames a node for what came before only when differences accumulate', () => {
    const later = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      return g.op('tanh', 'b', { x: g.op('relu', 'a', { x }) })
    })
    const both = changed(later, { a: 'sigmoid' })
    expect(find(later, both, { match: { b: 'b' }, mode: 'accumulated' })?.after.name).toBe('b')
    expect(find(later, both, { match: { a: 'a' }, mode: 'isolated', tolerance: 2 })).toBeNull()
  })

  it('feeds the values of the first graph when nodes are isolated', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const a = g.op('relu', 'a', { x })
      return g.op('exp', 'b', { x: g.op('flatten', 'same', { x: a, rows: BATCH }) })
    })
    const off = changed(graph, { a: 'relu6' })
    const inputs = { x: tf.fill([2, 4], 9) }
    // The tolerance lets 6 instead of 9 pass; its exponential is far off, unless it is fed the right one.
    expect(bisect(graph, off, inputs, { tolerance: 0.5 })?.after.name).toBe('b')
    expect(bisect(graph, off, inputs, { tolerance: 0.5, mode: 'isolated' })).toBeNull()
  })

  it('finds an output that returns another value', () => {
    const graph = net()
    const other = graph.edit((edit) => {
      edit.setArgs(graph.output!.id, { value: refTo(graph, 'gate') })
    }).graph
    expect(find(graph, other)?.after.kind).toBe('output')
  })

  it('finds a difference also when a later node fails of it', () => {
    const graph = net()
    const broken = graph.edit((edit) => {
      edit.update(graph.find('gate')!.id, { target: 'tanh' })
      edit.update(graph.find('out')!.id, {
        target: 'reshape',
        args: { x: refTo(graph, 'gate'), shape: [1] },
        type: null,
      })
    }).graph
    expect(find(graph, broken)?.after.name).toBe('gate')
    expect(() => find(graph, changed(broken, { gate: 'sigmoid' }))).toThrow('TSFX0513')
  })

  it('compares quantized values as reals', () => {
    const output = { scale: 0.01, zeroPoint: 3, dtype: 'int8' }
    const float = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      return g.op('relu', 'y', { x })
    })
    const integer = (kernel: string): Graph =>
      buildGraph((g) => {
        const q = g.op('quantize', 'q', { x: g.input('x', [BATCH, 4]), output })
        return g.op('dequantize', 'real', { x: g.op(kernel, 'y', { x: q, output }) })
      })
    const options: BisectOptions = { match: { y: 'y' }, tolerance: 0.01 }
    expect(find(float, integer('q.relu'), options)).toBeNull()
    expect(find(float, integer('q.relu'), { ...options, mode: 'isolated' })).toBeNull()
    const found = find(float, integer('q.sigmoid'), options)
    expect(found).toMatchObject({ after: { target: 'q.sigmoid' }, actual: { kind: 'quantized' } })
  })

  it('runs opaque modules as told', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const { type } = g.edit.node(x.node)
      const call = g.edit.append({ kind: 'call_module', target: 'opaque', name: 'call', args: { x }, type })
      return g.op('relu', 'y', { x: new Ref(call.id) })
    })
    let runs = 0
    const callModule = (_: string, { x }: Readonly<Record<string, unknown>>) => tf.add(x as tf.Tensor, runs++)
    expect(find(graph, graph, { callModule })).toMatchObject({
      after: { name: 'call' },
      maxDifference: expect.closeTo(1, 6),
    })
  })

  it('holds no more tensors the longer the graph is', () => {
    const heldAfter = (length: number, mode: 'accumulated' | 'isolated'): number => {
      const graph = buildGraph((g) => {
        let value = g.input('x', [BATCH, 4])
        for (let i = 0; i < length; i++) value = g.op('relu', 'v', { x: value })
        const { type } = g.edit.node(value.node)
        return new Ref(g.edit.append({ kind: 'call_module', target: 'last', args: { x: value }, type }).id)
      })
      const before = tf.memory().numTensors
      let held = 0
      const callModule = (_: string, { x }: Readonly<Record<string, unknown>>) => {
        held = tf.memory().numTensors - before
        return tf.neg(x as tf.Tensor)
      }
      expect(find(graph, graph, { callModule, mode })).toBeNull()
      return held
    }
    for (const mode of ['accumulated', 'isolated'] as const)
      expect(heldAfter(20, mode)).toBe(heldAfter(2, mode))
  })

  it('refuses a mapping of names that are not there', () => {
    expect(() => find(net(), net(), { match: { nothing: 'y' } })).toThrow('nothing is no node of Net')
    expect(() => find(net(), net(), { match: { y: 'nothing' } })).toThrow('TSFX2045')
  })
})

const refTo = (graph: Graph, name: string): Ref => new Ref(graph.find(name)!.id)
