/** @file What is computed once or beforehand: the cases of torch.fx's test_cse_pass and test_fx_const_fold that simplifying.test.ts leaves. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Module } from '@tsfx/nn'
import * as fc from 'fast-check'
import {
  bytesParam,
  type CallArgs,
  defineOp,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  foldConstants,
  foldConstantsWith,
  type Graph,
  inferTypes,
  interpret,
  type NodeId,
  opCatalog,
  type PipelineOptions,
  Ref,
  registerOp,
  runPasses,
  sourcePlaces,
  tensorType,
  verify,
} from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { compute, type GraphSketch, named, names, opsOf, sketch, traced } from './graphs.fixture.ts'
import type { T } from './rewriting.fixture.ts'

const merged = (graph: Graph): Graph => runPasses(graph, [inferTypes, eliminateCommonSubexpressions]).graph
const folding = (graph: Graph, pass = foldConstants, options: PipelineOptions = {}) =>
  runPasses(graph, [inferTypes, pass, eliminateDeadCode], options)
const folded = (graph: Graph): Graph => folding(graph).graph

/** The two halves of a vector: an op with several results. */
const halves = defineOp({
  name: 'conformance.halves',
  summary: 'The first and the second half.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => {
    const half = tensorType(x.dtype, [(x.shape[0] as number) / 2])
    return { kind: 'tuple', items: [half, half] }
  },
  evaluate: ({ tf }, { x }) => tf.split(x, 2),
  capture: [],
  print: ({ x }) => ({ callee: 'tf.split', args: [x, 2] }),
})

beforeAll(() => registerOp(halves))

/** How many values the calls of a graph have, when calls of one op on the same values are one. */
function distinctCalls(graph: Graph): number {
  const values = new Map<string, number>()
  const classOf = new Map<NodeId, number>()
  for (const { id, kind, target, args } of graph.nodes) {
    if (kind === 'output') continue
    const inputs: number[] = []
    for (const arg of Object.values(args)) if (arg instanceof Ref) inputs.push(classOf.get(arg.node)!)
    if (target === 'add' || target === 'mul') inputs.sort((a, b) => a - b)
    const key = `${kind} ${target} ${inputs}`
    if (!values.has(key)) values.set(key, values.size)
    classOf.set(id, values.get(key)!)
  }
  return values.size - graph.placeholders.length
}

describe('common subexpressions', () => {
  it('a + b is b + a, and a * b is b * a', () => {
    const graph = traced((a: T, b: T) => [tf.add(a, b), tf.add(b, a), tf.mul(a, b), tf.mul(b, a)], {
      a: [2],
      b: [2],
    })
    expect(opsOf(merged(graph))).toEqual(['add', 'mul'])
  })

  it('a - b is not b - a, and a / b is not b / a', () => {
    const graph = traced((a: T, b: T) => [tf.sub(a, b), tf.sub(b, a), tf.div(a, b), tf.div(b, a)], {
      a: [2],
      b: [2],
    })
    expect(opsOf(merged(graph))).toEqual(['sub', 'sub', 'div', 'div'])
  })

  it('a call with its defaults written out is one without', () => {
    const graph = traced((x: T) => [tf.mean(x, 1), tf.mean(x, 1, false), tf.mean(x, [1])], { x: [2, 3] })
    expect(opsOf(merged(graph))).toEqual(['mean'])
  })

  it('lists of lists are compared to the bottom', () => {
    const graph = sketch((g) => {
      const x = g.input('x', [2, 2])
      const pad = (name: string, last: number) =>
        g.op(
          'pad',
          {
            x,
            paddings: [
              [0, 0],
              [1, last],
            ],
          },
          { name },
        )
      return [pad('a', 1), pad('other', 2), pad('again', 1)]
    })
    expect(names(merged(graph))).toEqual(['x', 'a', 'other', 'output'])
  })

  it('0 is not -0, for the results differ', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const pad = (name: string, constantValue: number) =>
        g.op('pad', { x, paddings: [[1, 1]], constantValue }, { name })
      return [pad('zero', 0), pad('negative', -0), pad('again', 0)]
    })
    expect(names(merged(graph))).toEqual(['x', 'zero', 'negative', 'output'])
  })

  it('parameters of equal bytes are one', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return ['a', 'b'].map((path) => g.op('mul', { a: x, b: g.param(path, [1, 2]) }))
    })
    expect(opsOf(merged(graph))).toEqual(['mul'])
  })

  it('inputs of equal types stay apart', () => {
    const graph = traced((a: T, b: T) => [tf.relu(a), tf.relu(b)], { a: [2], b: [2] })
    expect(opsOf(merged(graph))).toEqual(['relu', 'relu'])
  })

  it('a call that reads a random value is as random as that', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return ['a', 'b'].map((name) => g.op('relu', { x: g.op('dropout', { x, rate: 0.5 }) }, { name }))
    })
    expect(opsOf(merged(graph))).toEqual(['dropout', 'relu', 'dropout', 'relu'])
  })

  it('items of one tuple stay apart', () => {
    const graph = sketch((g) => {
      const pair = g.op(halves.name, { x: g.input('x', [4]) })
      return [0, 1, 0].map((i) => g.op('relu', { x: new Ref(pair.node, i) }, { name: `r${i}` }))
    })
    expect(names(merged(graph))).toEqual(['x', 'conformance_halves', 'r0', 'r1', 'output'])
  })

  it('of random graphs are all found, and the graphs compute what they computed', () => {
    const call = fc.record({
      op: fc.constantFrom('relu', 'tanh', 'sigmoid', 'add', 'sub', 'mul'),
      a: fc.nat(30),
      b: fc.nat(30),
    })
    const graphs = fc.array(call, { minLength: 1, maxLength: 25 }).map((calls) =>
      sketch((g: GraphSketch) => {
        const values = [g.input('x'), g.input('y')]
        const at = (i: number): Ref => values[i % values.length]!
        for (const { op, a, b } of calls)
          values.push(
            ['add', 'sub', 'mul'].includes(op) ? g.op(op, { a: at(a), b: at(b) }) : g.op(op, { x: at(a) }),
          )
        return values
      }),
    )
    const numbers = (graph: Graph) => {
      const inputs = { x: tf.tensor1d([0.3, -1]), y: tf.tensor1d([-0.5, 2]) }
      return (interpret(graph, inputs, { tf }) as readonly tf.Tensor[]).map((tensor) => tensor.arraySync())
    }
    fc.assert(
      fc.property(graphs, (graph) => {
        const after = merged(graph)
        verify(after, opCatalog)
        expect(opsOf(after)).toHaveLength(distinctCalls(graph))
        expect(numbers(after)).toEqual(numbers(graph))
        expect(merged(after)).toBe(after)
      }),
      { numRuns: 60 },
    )
  })
})

describe('constants', () => {
  it('are stored under a free path when the one they would have is taken', () => {
    const graph = sketch((g) => {
      const w = g.op('tanh', { x: g.param('w', [1, 2]) }, { name: 'w' })
      return g.op('mul', { a: g.op('mul', { a: g.input('x'), b: w }), b: g.param('w_1', [1, 1]) })
    })
    const after = folded(graph)
    expect(after.params.get('w_1')).toBe(graph.params.get('w_1'))
    expect(compute(after, [1, 1])).toEqual(compute(graph, [1, 1]))
    expect(after.params.size).toBe(2)
  })

  it('leave the inputs in their order, those that nothing uses too', () => {
    const graph = sketch((g) => {
      const [, b] = [g.input('unused'), g.input('b')]
      const w = g.op('exp', { x: g.param('w', [0, 0]) })
      return g.op('add', { a: g.op('add', { a: b!, b: w }), b: g.input('late') })
    })
    expect(folded(graph).placeholders.map(({ name }) => name)).toEqual(['unused', 'b', 'late'])
  })

  it('that several calls read are stored once', () => {
    const graph = sketch((g) => {
      const [x, w] = [g.input('x'), g.op('exp', { x: g.param('w', [0, 1]) }, { name: 'e' })]
      return [g.op('add', { a: x, b: w }), g.op('mul', { a: x, b: w }), g.op('sub', { a: x, b: w })]
    })
    const after = folded(graph)
    expect([after.params.size, opsOf(after)]).toEqual([1, ['add', 'mul', 'sub']])
  })

  it('made by a chain of calls are computed at once', () => {
    const graph = sketch((g) => {
      let w = g.param('w', [1, 2])
      for (const op of ['exp', 'relu', 'tanh']) w = g.op(op, { x: w })
      return g.op('mul', { a: g.input('x'), b: w })
    })
    expect(opsOf(folded(graph))).toEqual(['mul'])
  })

  it('made from two parameters leave neither', () => {
    const graph = sketch((g) =>
      g.op('mul', { a: g.input('x'), b: g.op('add', { a: g.param('p', [1, 2]), b: g.param('q', [3, 4]) }) }),
    )
    const after = folded(graph)
    expect([after.params.size, after.params.has('p'), after.params.has('q')]).toEqual([1, false, false])
    expect(compute(after, [1, 1])).toEqual([4, 6])
  })

  it('stand in the module that computed them', () => {
    const graph = sketch((g) => {
      const w = g.op('exp', { x: g.param('block.raw', [0, 0]) }, { name: 'weight', scope: 'block.0' })
      return g.op('mul', { a: g.input('x'), b: w })
    })
    const after = folded(graph)
    expect([...after.params.keys()]).toEqual(['block.0.weight'])
    expect(named(after, 'weight').scope).toBe('block.0')
  })

  it('of modules inside modules are computed at once, and stand in the innermost', () => {
    class Inner extends Module {
      readonly w = tf.tensor1d([0, 0])
      override forward(x: T): T {
        return tf.mul(x, tf.exp(this.w))
      }
    }
    class Outer extends Module {
      readonly inner = new Inner()
      readonly w = tf.tensor1d([-1, 5])
      override forward(x: T): T {
        return tf.add(this.inner.forward(x), tf.relu(this.w))
      }
    }
    class Net extends Module {
      readonly outer = new Outer()
      override forward(x: T): T {
        return this.outer.forward(x)
      }
    }
    const after = folded(traced(new Net()))
    expect(opsOf(after)).toEqual(['mul', 'add'])
    expect(after.nodes.filter(({ kind }) => kind === 'get_attr').map(({ scope }) => scope)).toEqual([
      'outer.inner',
      'outer',
    ])
    expect(compute(after, [2, 3])).toEqual([2, 8])
  })

  it('are computed before an opaque module, which stays and is called as before', () => {
    const graph = sketch((g) => {
      const doubled = g.op('add', { a: g.param('w', [1, 2]), b: g.param('w2', [1, 2]) })
      return g.module('body', g.op('sub', { a: g.input('x'), b: doubled }), { name: 'y' })
    })
    const after = folded(graph)
    expect(opsOf(after)).toEqual(['sub'])
    expect(named(after, 'y')).toBe(named(graph, 'y'))
    const callModule = (path: string, { input0 }: CallArgs) => tf.mul(input0 as tf.Tensor, path.length)
    const run = (each: Graph) => interpret(each, { x: tf.tensor1d([3, 5]) }, { tf, callModule }) as tf.Tensor
    expect(run(after).arraySync()).toEqual([4, 4])
    expect(run(after).arraySync()).toEqual(run(graph).arraySync())
  })

  it('keep comment, place and type of the call that they were', () => {
    const loc = { file: '/net.ts', line: 8, column: 2 }
    const graph = sketch((g) => {
      const w = g.op(
        'exp',
        { x: g.param('w', [0, 0]) },
        { name: 'e', loc, meta: { comment: 'stay positive' } },
      )
      return g.op('mul', { a: g.input('x'), b: w })
    })
    const after = named(folded(graph), 'e')
    expect([after.kind, after.meta.comment, after.meta.pass]).toEqual([
      'get_attr',
      'stay positive',
      'foldConstants',
    ])
    expect(after.type).toEqual(tensorType('float32', [2]))
    expect(after.loc).toEqual(loc)
    expect(sourcePlaces(after)).toEqual([loc])
  })

  it('of an op with several results are stored item by item, those that are used', () => {
    const graph = sketch((g) => {
      const pair = g.op(halves.name, { x: g.param('w', [1, 2, 3, 4]) }, { name: 'pair' })
      return g.op('mul', { a: g.input('x'), b: new Ref(pair.node, 1) })
    })
    const after = folded(graph)
    expect([...after.params.keys()]).toEqual(['pair.1'])
    expect(compute(after, [1, 1])).toEqual([3, 4])
  })

  it('may be results themselves, in lists and records', () => {
    const graph = sketch((g) => {
      const e = g.op('exp', { x: g.param('w', [0, 0]) })
      return { one: e, more: [g.op('relu', { x: g.input('x') }), e, g.op('tanh', { x: e })] }
    })
    const after = folded(graph)
    expect(opsOf(after)).toEqual(['relu'])
    expect(after.output!.type).toEqual(graph.output!.type)
  })

  it('leave what depends on an input where it is', () => {
    const graph = sketch((g) => {
      const [x, w] = [g.input('x'), g.param('w', [1, 2])]
      const mixed = g.op('mul', { a: x, b: w }, { name: 'mixed' })
      return [g.op('add', { a: mixed, b: g.op('exp', { x: w }) }), mixed]
    })
    const after = folded(graph)
    expect(named(after, 'mixed').args).toEqual(named(graph, 'mixed').args)
    expect(opsOf(after)).toEqual(['mul', 'add'])
  })

  it('do not include random values', () => {
    const graph = sketch((g) =>
      g.op('mul', { a: g.input('x'), b: g.op('dropout', { x: g.param('w', [1, 2]), rate: 0 }) }),
    )
    const { graph: after, records } = folding(graph)
    expect(opsOf(after)).toEqual(['dropout', 'mul'])
    expect(records.flatMap(({ nearMisses }) => nearMisses)[0]?.reason).toBe('dropout is not pure')
  })

  it('do not include what an opaque module computes', () => {
    const graph = sketch((g) => g.op('mul', { a: g.input('x'), b: g.module('gate', g.param('w', [1, 2])) }))
    expect(folded(graph).nodes.some(({ kind }) => kind === 'call_module')).toBe(true)
  })

  it('do not undo the quantization of weights', () => {
    const q = { scale: [0.5], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
    const graph = sketch((g) => {
      const x = g.input('x')
      const weight = bytesParam(Int8Array.of(1, 2), 'int8', [2], q)
      g.edit.setParam('w', weight)
      const read = g.edit.append({ kind: 'get_attr', target: 'w', type: tensorType('int8', [2], q) })
      return g.op('mul', { a: x, b: g.op('dequantize', { x: new Ref(read.id) }) })
    })
    expect(opsOf(folded(graph))).toEqual(['dequantize', 'mul'])
    expect(opsOf(folding(graph, foldConstantsWith({ skip: () => false })).graph)).toEqual(['mul'])
  })

  it('that would make the weights larger than allowed are computed each time', () => {
    const graph = sketch((g) => {
      const table = g.op('add', {
        a: g.param('row', [1, 2, 3], [1, 3]),
        b: g.param('column', [1, 2, 3], [3, 1]),
      })
      return g.op('mul', { a: g.input('x', [3, 3]), b: table })
    })
    expect(opsOf(folding(graph, foldConstantsWith({ maxGrowth: 11 })).graph)).toEqual(['add', 'mul'])
    expect(opsOf(folding(graph, foldConstantsWith({ maxGrowth: 12 })).graph)).toEqual(['mul'])
  })

  it('of a variable are a snapshot, or left to training', () => {
    const variable = tf.variable(tf.tensor1d([0, 1]))
    class Net {
      w = variable
      forward(x: T): T {
        return tf.mul(x, tf.exp(this.w))
      }
    }
    const graph = traced(new Net())
    expect(opsOf(folded(graph))).toEqual(['mul'])
    expect(opsOf(folding(graph, foldConstants, { liveVariables: 'decline' }).graph)).toEqual(['exp', 'mul'])
    variable.dispose()
  })

  it('once folded leave nothing to fold', () => {
    const graph = sketch((g) => g.op('mul', { a: g.input('x'), b: g.op('exp', { x: g.param('w', [1, 2]) }) }))
    const after = folded(graph)
    expect(folded(after)).toBe(after)
    expect(opsOf(after)).toEqual(['mul'])
  })
})
