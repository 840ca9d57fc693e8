/** @file Dead code: what `eliminateDeadCode` removes, and what must stay. */
import {
  defineOp,
  eliminateDeadCode,
  eliminateDeadCodeWith,
  type Graph,
  printedCall,
  registerOp,
  runPasses,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, names, reluAdd, sketch } from './graphs.fixture.ts'

const clean = (graph: Graph): Graph => runPasses(graph, [eliminateDeadCode]).graph
/** For graphs that no op registry knows, and graphs without a value. */
const unchecked = (graph: Graph): Graph => runPasses(graph, [eliminateDeadCode], { verify: false }).graph

registerOp(
  defineOp({
    name: 'conformance.log',
    summary: 'x, written to a log: an op of a user that has an effect.',
    domain: 'float',
    pure: false,
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => x,
    evaluate: (_, { x }) => x,
    capture: [],
    print: ({ x }) => printedCall('log', [x]),
  }),
)

describe('dead code', () => {
  it('a node that nothing uses goes', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.op('relu', { x }, { name: 'dead' })
      return g.op('exp', { x }, { name: 'live' })
    })
    expect(names(clean(graph))).toEqual(['x', 'live', 'output'])
  })

  it('a chain that ends nowhere goes as a whole in one run', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      let dead = x
      for (let i = 0; i < 50; i++) dead = g.op('relu', { x: dead })
      return g.op('exp', { x }, { name: 'live' })
    })
    expect(names(clean(graph))).toEqual(['x', 'live', 'output'])
  })

  it('a parameter that nothing reads goes with its node, out of the params too', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.param('unused.weight', [1, 2])
      return g.op('add', { a: x, b: g.param('used.weight', [1, 2]) })
    })
    const after = clean(graph)
    expect(names(after)).toEqual(['x', 'used_weight', 'add', 'output'])
    expect([...after.params.keys()]).toEqual(['used.weight'])
  })

  it('a parameter that two nodes read stays while one of them is live', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const weight = g.param('shared', [1, 2])
      g.op('mul', { a: x, b: weight }, { name: 'dead' })
      return g.op('add', { a: x, b: weight }, { name: 'live' })
    })
    expect([...clean(graph).params.keys()]).toEqual(['shared'])
  })

  it('an input that nothing uses stays: it is part of the signature', () => {
    const graph = sketch((g) => {
      g.input('unused')
      return g.op('relu', { x: g.input('x') })
    })
    expect(names(clean(graph))).toEqual(['unused', 'x', 'relu', 'output'])
  })

  it('an input whose only user is dead stays without users', () => {
    const graph = sketch((g) => {
      g.op('relu', { x: g.input('a') }, { name: 'dead' })
      return g.input('b')
    })
    const after = clean(graph)
    expect(names(after)).toEqual(['a', 'b', 'output'])
    expect(after.users(after.find('a')!.id)).toEqual([])
  })

  it('an opaque module stays, because nobody knows what it does', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.module('logger', x)
      return x
    })
    expect(names(clean(graph))).toEqual(['x', 'logger', 'output'])
  })

  it('a random op stays, because leaving it out would move the random sequence', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.op('dropout', { x, rate: 0.5 })
      return x
    })
    expect(names(clean(graph))).toEqual(['x', 'dropout', 'output'])
  })

  it('what an impure node uses stays with it', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const y = g.op('relu', { x }, { name: 'y' })
      g.op('dropout', { x: y, rate: 0.5 }, { name: 'noise' })
      return x
    })
    expect(names(clean(graph))).toEqual(['x', 'y', 'noise', 'output'])
  })

  it("a user's own op stays when it is declared impure", () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.op('conformance.log', { x }, { name: 'logged' })
      return x
    })
    expect(names(clean(graph))).toEqual(['x', 'logged', 'output'])
  })

  it('an op that is not registered stays, because nobody knows its effects', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.edit.append({ kind: 'call_function', target: 'unheard.of', name: 'unheard', args: { x } })
      return x
    })
    const after = unchecked(graph)
    expect(names(after)).toEqual(['x', 'unheard', 'output'])
  })

  it('the caller may say which calls are impure', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      for (const name of ['kept', 'dead']) g.op('relu', { x }, { name })
      g.module('unneeded', x)
      return x
    })
    const pass = eliminateDeadCodeWith({ isImpure: (call) => call.name === 'kept' })
    expect(names(runPasses(graph, [pass]).graph)).toEqual(['x', 'kept', 'output'])
  })

  it('a value used inside a list or record of the output is live', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return { deep: [g.op('relu', { x }, { name: 'y' })] }
    })
    expect(names(clean(graph))).toEqual(['x', 'y', 'output'])
  })

  it('a graph without dead code comes back as the same version', () => {
    const graph = reluAdd()
    expect(clean(graph)).toBe(graph)
  })

  it('a second run finds nothing', () => {
    const once = clean(
      sketch((g) => {
        const x = g.input('x')
        g.op('exp', { x: g.op('relu', { x }) })
        return x
      }),
    )
    expect(clean(once)).toBe(once)
  })

  it('ten thousand dead nodes in one chain go without recursion', () => {
    const long = chain(10_000)
    const { graph } = long.edit((edit) => edit.setArgs(long.output!.id, { value: 0 }))
    expect(names(unchecked(graph))).toEqual(['x', 'output'])
  })
})
