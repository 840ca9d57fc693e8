/** @file What would make a graph that is not the model: random numbers, gradients, state, weights out of sight. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { isDiagnosticError, printGraph } from '@tsfx/ir'
import { BatchNorm2d, Conv2d, Dropout, Module, Sequential } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { type TraceOptions, trace, traceWithReport } from './trace.ts'

bindTfjs(tf)
const lookup = createSourceLookup()
type Forward = (x: tf.Tensor) => unknown

function errorOf(model: unknown, shape: (number | null)[] = [2, 3], options: TraceOptions = {}) {
  try {
    trace(model, { x: shape }, { lookup, ...options })
  } catch (error) {
    if (isDiagnosticError(error)) return { code: error.code, text: error.summary, frame: error.place.frame }
    throw error
  }
  return { code: 'none', text: '', frame: '' }
}

describe('random numbers and clocks', () => {
  it.each<[string, Forward]>([
    ['tf.randomNormal', (x) => tf.add(x, tf.randomNormal([3]))],
    ['tf.randomUniform', (x) => tf.add(x, tf.randomUniform([3]))],
    ['tf.truncatedNormal', (x) => tf.add(x, tf.truncatedNormal([3]))],
    ['tf.randomGamma', (x) => tf.add(x, tf.randomGamma([3], 1))],
    [
      'tf.rand',
      (x) =>
        tf.add(
          x,
          tf.rand([3], () => 1),
        ),
    ],
    ['tf.multinomial', (x) => tf.multinomial(x as tf.Tensor2D, 2)],
    ['tf.dropout', (x) => tf.dropout(x, 0.5)],
    ['Math.random()', (x) => tf.mul(x, Math.random())],
    ['Math.random()', (x) => tf.add(x, Array.from({ length: 3 }, Math.random))],
    ['Date.now()', (x) => tf.mul(x, Date.now())],
    ['performance.now()', (x) => tf.mul(x, performance.now())],
  ])('are refused: %s', (source, forward) => {
    expect(errorOf(forward)).toMatchObject({ code: 'TSFX1027', text: expect.stringContaining(source) })
    expect(errorOf(forward).frame).toContain('(x) =>')
  })

  it('may be what tfjs itself asks for, and are as they were after a trace', () => {
    const { random } = Math
    const { now } = Date
    const forward = (x: tf.Tensor) => {
      tf.util.now()
      return tf.relu(x)
    }
    expect(errorOf(forward).code).toBe('none')
    expect([Math.random, Date.now]).toEqual([random, now])
    expect(errorOf((x: tf.Tensor) => tf.mul(x, Math.random())).code).toBe('TSFX1027')
    expect([Math.random, Date.now]).toEqual([random, now])
    expect(Object.keys(Math)).not.toContain('random')
  })

  it('are recorded as dropout where the trace is of training', () => {
    const { graph, verification } = traceWithReport(new Dropout(0.5), { x: [2, 3] }, { training: true })
    expect(graph.nodesOf('dropout')).toHaveLength(1)
    expect(verification).toBe('partial')
    expect(trace(new Dropout(0.5), { x: [2, 3] }).nodesOf('dropout')).toHaveLength(0)
  })
})

describe('gradients', () => {
  const weight = tf.variable(tf.ones([3]))
  const square = (t: tf.Tensor) => tf.sum(tf.mul(t, t))
  const outside = tf.grad(square)
  it.each<[string, Forward]>([
    ['tf.grad', (x) => tf.grad(square)(x)],
    ['tf.valueAndGrad', (x) => tf.valueAndGrad(square)(x).grad],
    ['tf.grads', (x) => tf.grads(square)([x])],
    ['tf.variableGrads', (x) => [tf.variableGrads(() => tf.sum(tf.mul(x, weight))).value, x]],
    ['minimize', (x) => [tf.train.sgd(0.1).minimize(() => tf.sum(tf.mul(x, weight))), x]],
    ['outside', (x) => outside(x)],
  ])('are refused: %s', (name, forward) => {
    const { code, frame } = errorOf(forward)
    expect(code).toBe('TSFX1026')
    expect(frame).toContain(name)
    expect([...weight.dataSync()]).toEqual([1, 1, 1])
  })

  it('of a customGrad are not needed: its forward computation is captured', () => {
    const clip = tf.customGrad((x) => ({ value: tf.relu(x as tf.Tensor), gradFunc: (dy: tf.Tensor) => dy }))
    const graph = trace((x: tf.Tensor) => clip(x), { x: [null, 3] })
    expect(printGraph(graph, { places: false })).toContain('relu(x)')
  })
})

it('memory and scopes are harmless: tidy, keep, dispose', () => {
  const forward = (x: tf.Tensor) => {
    const { numTensors } = tf.memory()
    const y = tf.keep(tf.tidy(() => tf.relu(tf.tidy(() => tf.exp(x)))))
    tf.dispose(x.clone())
    return numTensors >= 0 ? y : x
  }
  const graph = trace(forward, { x: [null, 3] })
  expect(graph.nodes.map((node) => node.target)).toEqual(['x', 'exp', 'relu', 'output'])
})

describe('state', () => {
  it('that keeps a computed tensor is refused, with the op that computed it', () => {
    class Remembers {
      last: tf.Tensor | null = null
      forward(x: tf.Tensor): tf.Tensor {
        this.last = tf.relu(x)
        return tf.exp(this.last)
      }
    }
    const { code, text, frame } = errorOf(new Remembers())
    expect([code, text]).toEqual([
      'TSFX1028',
      'forward of Remembers changes the model: it stores a computed tensor in last',
    ])
    expect(frame).toMatch(/> *\d+ \|.*this\.last = tf\.relu\(x\)/)
  })

  it.each<[string, (seen: tf.Tensor[], byName: Map<string, tf.Tensor>, x: tf.Tensor) => void, string]>([
    ['a list', (seen, _, x) => seen.push(tf.relu(x)), 'seen.0'],
    ['a map', (_, byName, x) => byName.set('x', x), 'byName.x'],
  ])('in %s of a module below is refused', (_, store, path) => {
    const inner = {
      seen: [] as tf.Tensor[],
      byName: new Map<string, tf.Tensor>(),
      forward(x: tf.Tensor): tf.Tensor {
        store(this.seen, this.byName, x)
        return tf.relu(x)
      },
    }
    const model = { inner, forward: (x: tf.Tensor) => inner.forward(x) }
    expect(errorOf(model)).toMatchObject({
      code: 'TSFX1028',
      text: expect.stringContaining(`in inner.${path}`),
    })
  })

  it('that replaces a weight is refused; one that is made once and kept is not', () => {
    const model = {
      weight: tf.ones([3]) as tf.Tensor,
      forward(x: tf.Tensor) {
        const y = tf.mul(x, this.weight)
        this.weight = tf.zeros([3])
        return y
      },
    }
    expect(errorOf(model)).toMatchObject({ code: 'TSFX1028', text: expect.stringContaining('in weight') })
    const lazy = {
      table: null as tf.Tensor | null,
      forward(x: tf.Tensor) {
        this.table ??= tf.tensor1d([1, 2, 3])
        return tf.mul(x, this.table)
      },
    }
    expect(errorOf(lazy).code).toBe('none')
  })

  it('that the first call makes is a parameter, also where a size is open', () => {
    const lazy = {
      w: null as tf.Variable | null,
      forward(x: tf.Tensor) {
        this.w ??= tf.variable(tf.tensor1d([1, 2, 3]))
        return tf.mul(x, this.w)
      },
    }
    const graph = trace(lazy, { x: [null, 3] })
    expect([...graph.params.keys()]).toEqual(['w'])
    const sized = {
      w: null as tf.Variable | null,
      forward(x: tf.Tensor) {
        this.w ??= tf.variable(tf.tensor1d([1, 2, 3]))
        return x.shape[0]! > 5 ? x : tf.mul(x, this.w)
      },
    }
    expect(errorOf(sized, [null, 3])).toMatchObject({
      code: 'TSFX1013',
      text: expect.stringContaining('the size of batch: 4 gives parameter w, '),
    })
  })

  it('that makes another graph at each call is refused, and no size is blamed', () => {
    let calls = 0
    const forward = (x: tf.Tensor) => (calls++ % 2 === 0 ? tf.relu(x) : tf.exp(x))
    expect(errorOf(forward, [null, 3])).toMatchObject({
      code: 'TSFX1032',
      text: 'forward of forward does not make one graph: called again at the same sizes, it makes another',
      frame: expect.stringContaining('calls++'),
    })
    const counted = (x: tf.Tensor) => tf.mul(x, calls++)
    expect(errorOf(counted, [null, 3]).code).toBe('TSFX1032')
    const grows = (x: tf.Tensor) => tf.tile(x, [1, ++calls])
    expect(errorOf(grows, [null, 3]).code).toBe('TSFX1032')
  })
})

describe('weights out of sight', () => {
  class Hides extends Module {
    readonly #conv = new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 1 })
    forward(x: tf.Tensor4D): tf.Tensor4D {
      return this.#conv.forward(x)
    }
  }
  const shape = [null, 4, 4, 1]

  it('are refused, or constants with a note', () => {
    const { code, text, frame } = errorOf(new Hides(), shape)
    expect(code).toBe('TSFX1029')
    expect(text).toContain('that no field of the model reaches, and Hides has #private fields')
    expect(frame).toContain('this.#conv.forward(x)')
    const report = traceWithReport(new Hides(), { x: shape }, { unreachable: 'lift', lookup })
    const { graph } = report
    const notes = report.notes.filter((note) => note.kind === 'lifted')
    expect([...graph.params.keys()]).toEqual(['_constant0', '_constant1'])
    expect(notes.map(({ kind, path, text }) => [kind, path, text])).toEqual([
      [
        'lifted',
        '_constant0',
        'a variable of [1, 1, 1, 2] that no field of the model holds is the constant _constant0 of the graph, used by conv2d',
      ],
      ['lifted', '_constant1', expect.stringContaining('used by')],
    ])
    expect(notes[0]?.loc?.file).toMatch(/hazards\.test\.ts$/)
  })

  it('of a closure are constants with a note', () => {
    const weight = tf.variable(tf.ones([3]))
    const model = { forward: (x: tf.Tensor) => tf.mul(x, weight) }
    const { graph, notes } = traceWithReport(model, { x: [2, 3] })
    expect(notes).toMatchObject([{ path: '_constant0' }])
    expect(graph.params.get('_constant0')?.kind).toBe('variable')
  })

  it('of a plain tensor are constants with a note', () => {
    const table = tf.tensor1d([1, 2, 3])
    const model = { forward: (x: tf.Tensor) => tf.mul(x, table) }
    const { notes } = traceWithReport(model, { x: [2, 3] })
    expect(notes).toMatchObject([{ path: '_constant0', op: 'mul' }])
    expect(traceWithReport((x: tf.Tensor) => tf.mul(x, 2), { x: [2, 3] }).notes).toEqual([])
  })

  it('in modules that a function holds are of evaluation, like all modules', () => {
    const net = new Sequential(new BatchNorm2d({ channels: 1 }), new Dropout(0.5))
    expect(net.training).toBe(true)
    const graph = trace((x: tf.Tensor4D) => net.forward(x), { x: shape })
    expect(graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)).toEqual([
      'batchNorm',
    ])
    expect(net.training).toBe(true)
  })
})

it('chained methods that nobody loaded are named', () => {
  const prototype = tf.Tensor.prototype as { relu?: unknown }
  const own = Object.getOwnPropertyDescriptor(prototype, 'relu')
  delete prototype.relu
  try {
    expect(errorOf((x: tf.Tensor) => x.relu())).toMatchObject({
      code: 'TSFX1030',
      text: expect.stringContaining('no method relu'),
      frame: expect.stringContaining('x.relu()'),
    })
  } finally {
    if (own) Object.defineProperty(prototype, 'relu', own)
  }
})
