/** @file What a trace keeps whole: opaque modules and a user's own ops. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Module, ReLU } from '@tsfx/nn'
import { defineOp, opFunction, positional, printedCall, setRecorder } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bodyOf, compute, named, opsOf, refusal, traced } from './graphs.fixture.ts'

const wrapped = opFunction(
  defineOp({
    name: 'conformance.softsign',
    summary: 'x / (1 + |x|).',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => x,
    evaluate: ({ tf }, { x }) => tf.div(x, tf.add(tf.abs(x), 1)),
    capture: positional('conformance.softsign', ['x']),
    print: ({ x }) => printedCall('softsign', [x]),
  }),
)

describe('leaves', () => {
  class Gate extends Module {
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.relu(x)
    }
  }
  class Outer extends Module {
    readonly gate = new Gate()
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.exp(this.gate.forward(x))
    }
  }
  class Plain extends Module {
    readonly relu = new ReLU()
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.exp(this.relu.forward(x))
    }
  }

  it('a leaf module is one opaque node under its path', () => {
    const graph = traced(new Outer(), { x: [2] }, { isLeaf: (module: object) => module instanceof Gate })
    expect(bodyOf(graph)).toEqual([
      '  gate = this.gate(x)  : float32[2]',
      '  exp = exp(gate)      : float32[2]',
      '  return exp',
    ])
  })

  it('the predicate is asked with module and path, and decides', () => {
    const asked: string[] = []
    const isLeaf = (_: object, path: string) => {
      asked.push(path)
      return false
    }
    expect(opsOf(traced(new Plain(), { x: [2] }, { isLeaf }))).toEqual(['relu', 'exp'])
    expect(new Set(asked)).toEqual(new Set(['relu']))
  })

  it('without a predicate every module is traced through', () => {
    expect(traced(new Plain()).nodes.some((node) => node.kind === 'call_module')).toBe(false)
  })

  it("a user's own op is one node, whatever its function does", () => {
    const graph = traced((x: tf.Tensor) => wrapped({ x }))
    expect(opsOf(graph)).toEqual(['conformance.softsign'])
    expect(compute(graph, [1, -3])).toEqual([0.5, -0.75])
  })

  it("a user's own op computes at once outside a trace, also after one", () => {
    const failing = (x: tf.Tensor) => {
      wrapped({ x })
      throw new RangeError('out of luck')
    }
    const traces = [() => traced((x: tf.Tensor) => wrapped({ x })), () => refusal(() => traced(failing))]
    for (const trace of traces) {
      trace()
      expect(setRecorder(null)).toBeNull()
      expect(wrapped({ x: tf.tensor1d([1, -3]) }).arraySync()).toEqual([0.5, -0.75])
    }
  })

  it("a user's own op inside a submodule has the scope of the submodule", () => {
    class Inner extends Module {
      override forward(x: tf.Tensor): tf.Tensor {
        return wrapped({ x })
      }
    }
    const inner = new Inner()
    const graph = traced({
      inner,
      forward: (x: tf.Tensor) => inner.forward(x),
    })
    expect(graph.nodes.find((node) => node.isOp('conformance.softsign'))?.scope).toBe('inner')
  })

  it('each node knows the module whose forward made it', () => {
    const graph = traced(new Outer(), { x: [2] }, { isLeaf: () => false, verify: false })
    expect(named(graph, 'relu').scope).toBe('gate')
    expect(named(graph, 'exp').scope).toBe('')
  })
})
