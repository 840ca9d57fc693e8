/** @file What survives a transformation of a graph, node by node, and what it may change. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Linear, Module, Sequential } from '@tsfx/nn'
import {
  type Arg,
  type Args,
  defineOp,
  type FxNode,
  interpret,
  opCatalog,
  opFunction,
  positional,
  printedCall,
  printGraph,
  Transformer,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, compute, idOf, named, names, opsOf, reluAdd, sketch, traced } from './graphs.fixture.ts'

const halve = opFunction(
  defineOp({
    name: 'conformance.halve',
    summary: 'x / 2, as a function of a user.',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => x,
    evaluate: ({ tf }, { x }) => tf.div(x, 2),
    capture: positional('conformance.halve', ['x']),
    print: ({ x }) => printedCall('halve', [x]),
  }),
)

/** Makes each relu an exp, as a new call. */
class Exponential extends Transformer {
  protected override callFunction(node: FxNode, args: Args): Arg {
    return node.isOp('relu') ? this.call('exp', { x: args.x }) : super.callFunction(node, args)
  }
}

const exponential = (graph: ReturnType<typeof reluAdd>) => new Exponential().transform(graph).graph

describe('a Transformer', () => {
  it('that overrides nothing gives the same version', () => {
    const graph = reluAdd()
    expect(new Transformer().transform(graph).graph).toBe(graph)
  })

  it('swaps every call of an op for another', () => {
    const graph = exponential(chain(3))
    expect(opsOf(graph)).toEqual(['exp', 'exp', 'exp'])
    verify(graph, opCatalog)
  })

  it('computes what its overrides say', () => {
    expect(compute(exponential(reluAdd()), [0, 0])).toEqual([1, 1])
  })

  it('leaves the version that it read as it was', () => {
    const graph = reluAdd()
    exponential(graph)
    expect(opsOf(graph)).toEqual(['relu', 'add'])
  })

  it("keeps a user's own op as the one node that it is", () => {
    const graph = traced((x: tf.Tensor) => halve({ x: tf.relu(x) }))
    expect(opsOf(exponential(graph))).toEqual(['exp', 'conformance.halve'])
    expect(compute(exponential(graph), [0, 0])).toEqual([0.5, 0.5])
  })

  it('may put several nodes in the place of one, numbers among their arguments', () => {
    class Scaled extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        const kept = super.callFunction(node, args)
        return node.isOp('relu') ? this.call('mul', { a: kept, b: 10 }) : kept
      }
    }
    const { graph } = new Scaled().transform(reluAdd())
    expect(opsOf(graph)).toEqual(['relu', 'mul', 'add'])
    expect(compute(graph, [1, -1])).toEqual([11, -1])
  })

  it('takes a node out by giving its input in its place', () => {
    class Without extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        return node.isOp('relu') ? (args.x as Arg) : super.callFunction(node, args)
      }
    }
    const { graph } = new Without().transform(chain(4))
    expect(names(graph)).toEqual(['x', 'output'])
  })

  it('changes what is returned', () => {
    class Wrapped extends Transformer {
      protected override output(node: FxNode, args: Args): Arg {
        return { result: super.output(node, args), by: 'hand' }
      }
    }
    const { graph } = new Wrapped().transform(chain(1))
    expect(printGraph(graph, { places: false }).split('\n').at(-1)).toBe('  return {result: r, by: hand}')
  })

  it('keeps lists and records of inputs and results', () => {
    const forward = ({ pair: [a, b] }: { pair: [tf.Tensor, tf.Tensor] }) => ({ y: [tf.relu(a), b] })
    const graph = traced(forward, { data: { pair: [[2], [2]] } })
    const after = exponential(graph)
    expect(after.meta.inputs).toEqual({ data: { pair: ['data.pair.0', 'data.pair.1'] } })
    const inputs = { 'data.pair.0': tf.zeros([2]), 'data.pair.1': tf.ones([2]) }
    const { y } = interpret(after, inputs, { tf }) as unknown as { y: tf.Tensor[] }
    expect(y.map((tensor) => [...tensor.dataSync()])).toEqual([
      [1, 1],
      [1, 1],
    ])
  })
})

describe('a transformed node', () => {
  it('stands at the place in the source of the node whose place it takes', () => {
    const loc = { file: '/project/net.ts', line: 7, column: 3 }
    const graph = sketch((g) => g.op('relu', { x: g.input('x') }, { name: 'y', loc, scope: 'body' }))
    const made = exponential(graph).nodes.find((node) => node.isOp('exp'))
    expect(made).toMatchObject({ loc, scope: 'body' })
    expect(made?.meta.from?.map((source) => source.name)).toEqual(['y'])
  })

  it('and the parameters beside it keep the path of their module', () => {
    class Head extends Module {
      readonly layers = new Sequential(new Linear({ inFeatures: 2, outFeatures: 2 }))
      override forward(x: tf.Tensor2D): tf.Tensor {
        return tf.relu(this.layers.forward(x) as tf.Tensor)
      }
    }
    const head = new Head()
    const graph = traced({ head, forward: (x: tf.Tensor2D) => head.forward(x) }, { x: [1, 2] })
    const after = exponential(graph)
    const scopes = (given: typeof graph) => given.nodes.map((node) => node.scope)
    expect(scopes(after)).toEqual(scopes(graph))
    expect([...after.params.keys()]).toEqual(['head.layers.0.weight', 'head.layers.0.bias'])
  })

  it('that an override changed in place keeps its id', () => {
    class InPlace extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        return super.callFunction(node.isOp('relu') ? node.with({ target: 'tanh' }) : node, args)
      }
    }
    const base = reluAdd()
    const { graph } = new InPlace().transform(base)
    expect(named(graph, 'y').id).toBe(idOf(base, 'y'))
    expect(named(graph, 'y').target).toBe('tanh')
  })
})
