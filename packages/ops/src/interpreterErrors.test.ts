import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, Graph, isDiagnosticError, type NodeId, namedDim, Ref } from '@tsfx/ir'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, chain, idOf, input, network, numbers } from './graphs.fixture.ts'
import { interpret } from './interpret.ts'
import { Interpreter } from './interpreter.ts'
import type { CallArgs } from './resolveArgs.ts'
import { bindTfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

beforeAll(() => bindTfjs(tf))

const loc = { file: 'src/net.ts', line: 12, column: 7 }

/** The code, node and message of what `run` throws. */
function raised(run: () => unknown): { code: string; node: string | undefined; error: Error } {
  try {
    run()
  } catch (error) {
    if (isDiagnosticError(error)) return { code: error.code, node: error.place.node, error }
    throw error
  }
  throw new Error('nothing was thrown')
}

/** `relu` twice, `second` at `loc`. */
const located = (): Graph =>
  build((g) => {
    const first = g.call('relu', { x: g.input() }, { name: 'first' })
    g.output(g.call('relu', { x: first }, { name: 'second', loc }))
  })

describe('an Interpreter', () => {
  it('names the node, the op and the place at which an override threw, and keeps the cause', () => {
    const cause = new RangeError('out of reach')
    class Throwing extends Interpreter {
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        if (node.name === 'second') throw cause
        return super.callFunction(node, args)
      }
    }
    const { code, node, error } = raised(() => new Throwing(located()).run({ x: input() }))
    expect([code, node, error.cause]).toEqual(['TSFX0513', 'second', cause])
    expect(error.message).toMatch(
      /relu failed while computing second: out of reach\n {2}node: second\n {2}at: src\/net\.ts:12:7/,
    )
  })

  it.each<[string, (node: FxNode) => boolean]>([
    ['placeholder', (node) => node.kind === 'placeholder'],
    ['get_attr', (node) => node.kind === 'get_attr'],
    ['output', (node) => node.kind === 'output'],
  ])('names a %s node that failed', (_kind, fails) => {
    class Throwing extends Interpreter {
      protected override runNode(node: FxNode): Value {
        if (fails(node)) throw new Error('no')
        return super.runNode(node)
      }
    }
    const graph = network()
    const { code, node } = raised(() => new Throwing(graph).run({ x: input() }))
    expect([code, node]).toEqual(['TSFX0513', graph.nodes.find(fails)!.name])
  })

  it('reports what is not an Error too', () => {
    const graph = build((g) => g.output(g.module('head', { x: g.input() })))
    const callModule = () => {
      throw 'a string'
    }
    expect(() => interpret(graph, { x: input() }, { callModule })).toThrow(
      /TSFX0513 head failed while computing head: a string/,
    )
  })

  it('names the node whose override returned nothing, or a Promise', () => {
    class Forgetful extends Interpreter {
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        const value = super.callFunction(node, args)
        return (node.name === 'second' ? undefined : value) as Value
      }
    }
    class Late extends Interpreter {
      protected override callFunction(): Value {
        return Promise.resolve(tf.zeros([4])) as unknown as Value
      }
    }
    const forgotten = raised(() => new Forgetful(located()).run({ x: input() }))
    expect([forgotten.code, forgotten.node]).toEqual(['TSFX0516', 'second'])
    expect(forgotten.error.message).toMatch(/Forgetful has no value for second \(relu\): .* returned nothing/)
    expect(forgotten.error.message).toContain('at: src/net.ts:12:7')
    const late = raised(() => new Late(located()).run({ x: input() }))
    expect([late.code, late.node]).toEqual(['TSFX0516', 'first'])
    expect(late.error.message).toContain('returned a Promise')
  })

  it.each([
    ['an undefined result of callModule', () => undefined],
    ['a Promise of callModule', async () => tf.zeros([4])],
  ])('refuses %s', (_what, callModule) => {
    const graph = build((g) => g.output(g.module('head', { x: g.input() })))
    const options = { callModule: callModule as unknown as () => Value }
    expect(raised(() => interpret(graph, { x: input() }, options))).toMatchObject({
      code: 'TSFX0516',
      node: 'head',
    })
  })

  it('names the node that reads an item which the value lacks', () => {
    const graph = build((g) => {
      const pair = g.module('pair', { x: g.input() })
      g.output(g.call('relu', { x: new Ref(pair.node, 1) }, { loc }))
    })
    const run = (value: () => Value) => raised(() => interpret(graph, { x: input() }, { callModule: value }))
    const { code, node, error } = run(() => [tf.zeros([4])])
    expect([code, node]).toEqual(['TSFX0518', 'relu'])
    expect(error.message).toMatch(/relu reads item 1 of pair[\s\S]*src\/net\.ts:12:7/)
    expect(run(() => tf.zeros([4])).code).toBe('TSFX0518')
    expect(run(() => 7 as unknown as Value).code).toBe('TSFX0518')
    expect(run(() => null as unknown as Value).code).toBe('TSFX0518')
  })

  it('names the node that needs a dim which nothing shows', () => {
    const graph = build((g) => {
      const flat = g.call('reshape', { x: g.input('x', [namedDim('batch'), 2]), shape: [-1] })
      g.output(g.call('reshape', { x: flat, shape: [namedDim('batch'), 2] }, { name: 'back', loc }))
    })
    const known = new Map([[idOf(graph, 'reshape'), tf.zeros([6])]])
    const { code, node, error } = raised(() => new Interpreter(graph).run({}, { known }))
    expect([code, node]).toEqual(['TSFX0517', 'back'])
    expect(error.message).toContain('back needs the size of batch')
    const x = tf.zeros([3, 2])
    expect((new Interpreter(graph).run({ x }, { known }) as tf.Tensor).shape).toEqual([3, 2])
  })

  it('says when the value of a node is not there yet, or any more', () => {
    class Curious extends Interpreter {
      peek = ''
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        if (node.name === 'relu_2') this.fetchArgs(this.graph.find(this.peek)!)
        return super.callFunction(node, args)
      }
    }
    const curious = new Curious(chain(5))
    for (const [peek, absent] of [
      ['relu_1', 'relu'],
      ['relu_4', 'relu_3'],
    ]) {
      curious.peek = peek!
      const { code, node, error } = raised(() => curious.run({ x: input() }))
      expect([code, node]).toEqual(['TSFX0513', 'relu_2'])
      expect(error.cause).toMatchObject({
        code: 'TSFX0519',
        summary: `${peek} reads ${absent}, whose value is not there at this point`,
      })
    }
  })

  it('checks known values before it computes anything', () => {
    const graph = network()
    const computed: string[] = []
    const interpreter = new Interpreter(graph, { onValue: (node) => computed.push(node.name) })
    const id = idOf(graph, 'x')
    const misfit = raised(() => interpreter.run({}, { known: new Map([[id, tf.zeros([5])]]) }))
    expect([misfit.code, misfit.node]).toEqual(['TSFX0520', 'x'])
    expect(misfit.error.message).toContain('has shape [5], but [4] is expected')
    const cast = new Map<NodeId, Value>([[id, tf.zeros([4], 'int32')]])
    expect(raised(() => interpreter.run({}, { known: cast })).error.message).toContain(
      'TSFX0520 the known value of x is of int32, but float32 is expected',
    )
    const listed = new Map<NodeId, Value>([[id, [tf.zeros([4])]]])
    expect(raised(() => interpreter.run({}, { known: listed })).error.message).toContain('of x is no tensor')
    const nothing = new Map([[id, undefined as unknown as Value]])
    expect(raised(() => interpreter.run({}, { known: nothing })).error.message).toContain('of x is undefined')
    expect(computed).toEqual([])
  })

  it('refuses nodes that the graph does not have', () => {
    const other = chain(20).output!.id
    const interpreter = new Interpreter(network())
    expect(raised(() => interpreter.run({ x: input() }, { until: [other] })).code).toBe('TSFX0001')
    const known = new Map([[other, tf.zeros([4])]])
    expect(raised(() => interpreter.run({ x: input() }, { known })).code).toBe('TSFX0001')
  })

  it('passes on what onValue throws, and can run again', () => {
    let fail = true
    const onValue = (node: FxNode) => {
      if (fail && node.name === 'second') throw new TypeError('not ours')
    }
    const interpreter = new Interpreter(located(), { onValue })
    expect(() => interpreter.run({ x: input() })).toThrow(new TypeError('not ours'))
    fail = false
    expect(numbers(interpreter.run({ x: input() }))).toEqual([1, 0, 3, 0])
  })

  it('computes up to the node that fails and not beyond', () => {
    const seen: string[] = []
    const graph = build((g) => {
      const x = g.call('relu', { x: g.input() })
      g.output(g.call('tanh', { x: g.call('reshape', { x, shape: [3] }) }))
    })
    const { code, node } = raised(() =>
      interpret(graph, { x: input() }, { onValue: (done) => seen.push(done.name) }),
    )
    expect([code, node]).toEqual(['TSFX0513', 'reshape'])
    expect(seen).toEqual(['x', 'relu'])
  })

  it('computes a graph without output for its effects, to an empty list', () => {
    const seen: string[] = []
    const graph = build((g) => void g.call('relu', { x: g.input() }))
    const result = interpret(graph, { x: input() }, { onValue: (node) => seen.push(node.name) })
    expect([result, seen]).toEqual([[], ['x', 'relu']])
    expect(interpret(Graph.empty(), {})).toEqual([])
  })
})
