/** @file Tools around graphs: net_min_base, costs, graph_manipulation, normalisation, decompositions, shapes at other sizes. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  type BisectOptions,
  bisect,
  costs,
  decompose,
  type Graph,
  interpret,
  namedDim,
  opCatalog,
  opNamed,
  printCosts,
  printGraph,
  printType,
  realNumbers,
  replaceOp,
  retypeInputs,
  runPasses,
  verify,
  withoutOps,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { batch, compute, idOf, named, opsOf, refusal, sketch, three, traced } from './graphs.fixture.ts'
import type { T } from './rewriting.fixture.ts'

const changed = (graph: Graph, targets: Readonly<Record<string, string>>): Graph =>
  graph.edit((edit) => {
    for (const [name, target] of Object.entries(targets)) edit.update(idOf(graph, name), { target })
  }).graph

describe('bisect', () => {
  const find = (after: Graph, options: BisectOptions = {}) =>
    bisect(three(), after, { x: tf.tensor1d([0.5, -1]) }, { tf, ...options })

  it('finds nothing between graphs that compute the same', () => {
    expect(find(three())).toBeNull()
  })

  it('finds the first node that differs, in execution order', () => {
    const found = find(changed(three(), { b: 'exp', c: 'tanh' }))!
    expect([found.before.target, found.after.target, found.after.name]).toEqual(['tanh', 'exp', 'b'])
  })

  it('says what the node read, what was expected and what came', () => {
    const found = find(changed(three(), { b: 'exp' }))!
    const [x, expected, actual] = [found.inputs.x!, found.expected, found.actual].map((each) => [
      ...realNumbers(each)[0]!,
    ])
    expect(x).toEqual([0.5, 0])
    expect(expected).toEqual([Math.fround(Math.tanh(0.5)), 0])
    expect(actual).toEqual([Math.fround(Math.exp(0.5)), 1])
    expect(found.maxDifference).toBeCloseTo(Math.exp(0.5) - Math.tanh(0.5), 5)
  })

  it('says where in the source the node comes from', () => {
    expect(find(changed(three(), { c: 'exp' }))!.places).toEqual([{ file: '/net.ts', line: 12, column: 1 }])
  })

  it('lets pass what is within the tolerance', () => {
    const nearly = changed(three(), { b: 'sigmoid' })
    expect(find(nearly, { tolerance: 2 })).toBeNull()
    expect(find(nearly, { tolerance: 0.01 })?.after.name).toBe('b')
  })

  it('may give each node the values of the first graph, so that a difference is its own', () => {
    const wrong = changed(three(), { a: 'relu6', c: 'tanh' })
    expect(find(wrong, { mode: 'isolated' })?.after.name).toBe('c')
    const early = changed(three(), { a: 'exp' })
    expect(find(early, { mode: 'isolated' })?.after.name).toBe('a')
  })

  it('knows a node that passes replaced by where it comes from', () => {
    const { graph } = runPasses(three(), [
      {
        name: 'rename',
        summary: '',
        requires: [],
        ensures: [],
        run: (edit, context) =>
          context.eachNode(edit, (node) => {
            if (!node.isOp('tanh')) return
            const made = edit.insertBefore(node.id, {
              kind: 'call_function',
              target: 'exp',
              name: 'other',
              args: node.args,
            })
            edit.replaceAllUsesWith(node.id, made.id)
            edit.erase(node.id)
          }),
      },
    ])
    const found = find(graph)!
    expect([found.before.name, found.after.name]).toEqual(['b', 'other'])
  })

  it('leaves no tensor behind', () => {
    const x = tf.tensor1d([0.5, -1])
    const { numTensors } = tf.memory()
    bisect(three(), changed(three(), { b: 'exp' }), { x }, { tf })
    expect(tf.memory().numTensors).toBe(numTensors)
  })
})

describe('costs', () => {
  const linear = (): Graph =>
    sketch((g) =>
      g.op(
        'matMul',
        {
          a: g.input('x', [batch, 3]),
          b: g.param(
            'w',
            Array.from({ length: 12 }, (_, i) => i),
            [3, 4],
          ),
        },
        { name: 'y' },
      ),
    )

  it('count multiply-accumulates of each node, in named dims', () => {
    const { nodes } = costs(linear())
    expect(nodes.map(({ node, macs }) => `${node.name} ${macs}`)).toEqual(['x 0', 'y 12*batch'])
  })

  it('are numbers when the sizes are given', () => {
    const { macs, activationBytes } = costs(linear(), { batch: 5 })
    expect([macs, activationBytes]).toEqual([60, 5 * 3 * 4 + 5 * 4 * 4])
  })

  it('count parameters in numbers and in bytes', () => {
    const { parameters, parameterBytes } = costs(linear())
    expect([parameters, parameterBytes]).toEqual([12, 48])
  })

  it('count a parameter that two nodes read once, at the first', () => {
    const shared = sketch((g) => {
      const w = g.param('w', [1, 2])
      return g.op('mul', { a: g.op('mul', { a: g.input('x'), b: w }, { name: 'a' }), b: w }, { name: 'b' })
    })
    const { nodes, parameters } = costs(shared)
    expect(parameters).toBe(2)
    expect(nodes.map(({ parameters: each }) => each)).toEqual([0, 2, 0])
  })

  it('have the size of every value', () => {
    expect(costs(three()).nodes.map(({ activationBytes }) => activationBytes)).toEqual([8, 8, 8, 8])
  })

  it('say where most memory is in use', () => {
    const { peaks } = costs(three())
    expect(peaks.map(({ bytes, node }) => `${bytes} ${node.name}`)).toEqual(['16 a'])
  })

  it('of what nobody knows are unknown and not nothing', () => {
    const { nodes, unknown } = costs(sketch((g) => g.module('body', g.input('x'), { name: 'm' })))
    expect(nodes.at(-1)!.macs).toBe('unknown')
    expect(unknown.map(({ name }) => name)).toEqual(['m'])
  })

  it('refuse a dim that the graph does not have', () => {
    expect(refusal(() => costs(linear(), { rows: 3 }))).toMatch(/^TSFX2046: .*rows/)
  })

  it('print as a table with a total', () => {
    expect(printCosts(costs(linear(), { batch: 1 }))).toMatch(/^node +op.*\n(.*\n)*total .*12/)
  })
})

describe('normalised arguments', () => {
  it('stand under the names of the schema, whatever form the call had', () => {
    const op = opNamed('maxPool')!
    const graph = traced((x: T) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), { x: [1, 4, 4, 1] })
    const { args } = graph.nodesOf('maxPool')[0]!
    expect(Object.keys(args)).toEqual(
      Object.keys(op.normalize({ x: args.x!, filterSize: 2, strides: 2, pad: 'same' })),
    )
    expect(args.filterSize).toEqual([2, 2])
  })

  it('have the defaults filled in', () => {
    const { args } = traced((x: T) => tf.mean(x), { x: [2, 3] }).nodesOf('mean')[0]!
    expect([args.axis, args.keepDims]).toEqual([null, false])
    const mean = opNamed('mean')!
    expect(mean.checkArgs(args)).toBeNull()
    expect(mean.checkArgs({ x: args.x! })).toBe('axis must be an integer or a list of integers')
  })

  it('are the same when normalised again', () => {
    const op = opNamed('conv2d')!
    const once = op.normalize({ x: 1, filter: 2, strides: 2, pad: 'same' })
    expect(op.normalize(once)).toEqual(once)
  })
})

describe('replaceOp', () => {
  it('makes every call of an op one of another, in place', () => {
    const before = three()
    const { graph } = runPasses(before, [replaceOp('tanh', 'relu')])
    expect(opsOf(graph)).toEqual(['relu', 'relu', 'sigmoid'])
    expect([named(graph, 'b').id, named(graph, 'b').loc]).toEqual([idOf(before, 'b'), named(before, 'b').loc])
  })

  it('maps the arguments for the other op', () => {
    const before = traced((x: T) => tf.relu(x))
    const { graph } = runPasses(before, [replaceOp('relu', 'add', ({ x }) => ({ a: x, b: x }))])
    expect(compute(graph, [1, 3])).toEqual([2, 6])
  })

  it('gives what follows the types that follow', () => {
    const before = sketch((g) =>
      g.op('relu', { x: g.op('tanh', { x: g.input('x', [2, 3]) }) }, { name: 'y' }),
    )
    const { graph } = runPasses(before, [replaceOp('tanh', 'mean', ({ x }) => ({ x, axis: 1 }))])
    expect(printType(named(graph, 'y').type)).toBe('float32[2]')
    verify(graph, opCatalog)
  })

  it('leaves a graph without such calls as the same version', () => {
    const before = three()
    expect(runPasses(before, [replaceOp('exp', 'relu')]).graph).toBe(before)
  })

  it('refuses an op that nobody registered', () => {
    expect(refusal(() => replaceOp('relu', 'nobody'))).toMatch(/^TSFX2031: .*nobody/)
  })
})

describe('decompose', () => {
  const squash = decompose({ tanh: ({ x }: { x: T }) => tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1) })

  it('computes each call of an op by a plain function', () => {
    const { graph } = runPasses(three(), [squash])
    expect(opsOf(graph)).toEqual(['relu', 'mul', 'sigmoid', 'mul', 'sub', 'sigmoid'])
    const [expected, actual] = [three(), graph].map((each) => compute(each, [0.3, -2]) as readonly number[])
    for (const [i, number] of expected!.entries()) expect(actual![i]).toBeCloseTo(number, 6)
  })

  it('goes on until no listed op is left', () => {
    const chained = decompose({
      tanh: ({ x }: { x: T }) => tf.relu6(x),
      relu6: ({ x }: { x: T }) => tf.relu(x),
    })
    const { graph } = runPasses(three(), [chained])
    expect(opsOf(graph)).toEqual(['relu', 'relu', 'sigmoid'])
    expect(withoutOps(['tanh', 'relu6']).violation(graph, { liveVariables: 'snapshot' })).toBeNull()
  })

  it('leaves the ops that the table does not list', () => {
    const before = traced((x: T) => tf.exp(tf.relu(x)))
    expect(runPasses(before, [squash]).graph).toBe(before)
  })

  it('remembers the call that the new ones stand for', () => {
    const { graph } = runPasses(three(), [squash])
    const made = graph.nodes.filter(({ meta }) => meta.pass === 'decompose' && meta.from?.length)
    expect(made.length).toBeGreaterThan(2)
    expect(new Set(made.flatMap(({ meta }) => meta.from!.map(({ name }) => name)))).toEqual(new Set(['b']))
  })

  it('of ops into each other is refused, and the circle spelled out', () => {
    const circle = decompose({
      tanh: ({ x }: { x: T }) => tf.exp(x),
      exp: ({ x }: { x: T }) => tf.tanh(x),
    })
    expect(refusal(() => runPasses(three(), [circle]))).toMatch(/TSFX2004: .*tanh -> exp -> tanh/)
  })

  it('by a function of another type is refused', () => {
    const wrong = decompose({ tanh: ({ x }: { x: T }) => tf.mean(x) })
    expect(refusal(() => runPasses(three(), [wrong]))).toMatch(/float32\[\].*float32\[2\]/)
  })
})

describe('shapes at other sizes', () => {
  const net = (): Graph =>
    traced((x: tf.Tensor2D) => tf.reshape(tf.relu(x), [x.shape[0], 2, x.shape[1]! / 2]), { x: [null, 6] })

  it('follow from new sizes of the inputs, through every node', () => {
    const graph = retypeInputs(net(), { x: [3, 6] })
    expect(['relu', 'reshape', 'output'].map((name) => printType(named(graph, name).type))).toEqual([
      'float32[3, 6]',
      'float32[3, 2, 3]',
      'float32[3, 2, 3]',
    ])
  })

  it('may become names', () => {
    const graph = retypeInputs(net(), { x: ['rows', 6] })
    expect(printType(named(graph, 'relu').type)).toBe('float32[rows, 6]')
    expect(graph.placeholders[0]!.type).toMatchObject({ shape: [namedDim('rows'), 6] })
  })

  it('compute what the graph computed', () => {
    const x = tf.tensor2d([[1, -2, 3, -4, 5, -6]])
    const run = (graph: Graph) => (interpret(graph, { x }, { tf }) as tf.Tensor).arraySync()
    expect(run(retypeInputs(net(), { x: [1, 6] }))).toEqual(run(net()))
  })

  it('that do not fit are refused at the node where they do not', () => {
    const graph = sketch((g) =>
      g.op('mul', { a: g.input('x', [4]), b: g.param('w', [1, 2, 3, 4]) }, { name: 'y' }),
    )
    expect(() => retypeInputs(graph, { x: [3] })).toThrow(/y/)
    expect(printGraph(graph)).toContain('float32[4]')
  })
})
