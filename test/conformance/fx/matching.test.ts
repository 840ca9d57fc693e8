/** @file Finding patterns: torch.fx's test_matcher_utils and the subgraph_matcher cases of test_fx_passes, in our words. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  anchors,
  any,
  attr,
  callModule,
  chain,
  type Graph,
  item,
  list,
  listOf,
  literal,
  match,
  ofType,
  oneOf,
  op,
  optional,
  param,
  Ref,
  scalar,
  tensorType,
  value,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { type GraphSketch, sketch, traced } from './graphs.fixture.ts'
import { matched, nearMisses, type T } from './rewriting.fixture.ts'

/** A call of an op on named values: `call(g, 'relu', 'r', x)`. */
const call = (g: GraphSketch, target: string, name: string, ...values: readonly Ref[]): Ref =>
  g.op(target, values.length === 1 ? { x: values[0]! } : { a: values[0]!, b: values[1]! }, { name })

/** `x` through these ops, named by the alphabet. */
const through = (...ops: readonly string[]): Graph =>
  sketch((g) => ops.reduce((x, target, i) => call(g, target, 'abcdefgh'[i]!, x), g.input('x')))

describe('a pattern of one node', () => {
  it('is found at every call of its op, in execution order', () => {
    expect(matched(through('relu', 'exp', 'relu'), op('relu'))).toEqual(['a', 'c'])
  })

  it('finds no call of another op', () => {
    expect(matched(through('exp', 'tanh'), op('relu'))).toEqual([])
  })

  it('may name several ops', () => {
    expect(matched(through('relu', 'exp', 'relu6'), op(['relu', 'relu6']))).toEqual(['a', 'c'])
  })

  it('may be a test of the op', () => {
    const impure = op({ test: ({ pure }) => !pure, description: 'random' })
    const graph = sketch((g) =>
      g.op('dropout', { x: call(g, 'relu', 'r', g.input('x')), rate: 0.5 }, { name: 'd' }),
    )
    expect(matched(graph, impure)).toEqual(['d'])
  })
})

describe('a chain', () => {
  it('is found where its calls stand one behind the other', () => {
    expect(matched(through('relu', 'exp', 'relu', 'tanh'), chain(op('exp'), op('relu')))).toEqual(['b c'])
  })

  it('that repeats one op matches without overlap, the last first', () => {
    expect(matched(through('relu', 'relu', 'relu', 'relu', 'relu'), chain(op('relu'), op('relu')))).toEqual([
      'b c',
      'd e',
    ])
  })

  it('takes the longest of what may be there', () => {
    const block = chain(op('exp'), optional(op('tanh')), optional(op(['relu', 'relu6'])))
    expect(matched(through('exp', 'tanh', 'relu', 'exp', 'relu6', 'exp', 'tanh', 'exp'), block)).toEqual([
      'a b c',
      'd e',
      'f g',
      'h',
    ])
  })

  it('binds null to a link that is missing', () => {
    const [found] = match(through('exp'), chain(op('exp').as('exp'), optional(op('relu').as('relu'))))
    expect(found!.bindings.relu).toBeNull()
    expect(found!.bindings.exp.name).toBe('a')
  })
})

describe('a match that is not fully contained', () => {
  it('is refused when another call uses an inner value, and the user is named', () => {
    const graph = sketch((g) => {
      const a = call(g, 'exp', 'a', g.input('x'))
      return call(g, 'add', 'sum', call(g, 'relu', 'b', a), a)
    })
    expect(matched(graph, chain(op('exp'), op('relu')))).toEqual([])
    expect(nearMisses(graph, chain(op('exp'), op('relu')))).toEqual([
      "b: exp 'a': its value is also used by add 'sum'",
    ])
  })

  it('is refused when the output returns an inner value', () => {
    const graph = sketch((g) => {
      const a = call(g, 'exp', 'a', g.input('x'))
      return [call(g, 'relu', 'b', a), a]
    })
    expect(nearMisses(graph, chain(op('exp'), op('relu')))).toEqual([
      "b: exp 'a': its value is also used by the output",
    ])
  })

  it('is no obstacle when it is the result that is used outside', () => {
    const graph = sketch((g) => {
      const b = call(g, 'relu', 'b', call(g, 'exp', 'a', g.input('x')))
      return [call(g, 'add', 'sum', b, b), b]
    })
    expect(matched(graph, chain(op('exp'), op('relu')))).toEqual(['a b'])
  })

  it('leaves the shorter of the alternatives that is contained', () => {
    const graph = sketch((g) => {
      const a = call(g, 'exp', 'a', g.input('x'))
      return [call(g, 'relu', 'b', a), call(g, 'tanh', 'c', a)]
    })
    expect(matched(graph, chain(op('exp'), optional(op('relu'))))).toEqual(['a'])
  })
})

describe('a diamond', () => {
  const relu = op('relu', { x: any('x') }).as('top')
  const diamond = op('add', { a: op('exp', { x: relu }), b: op('tanh', { x: relu }) })
  const graph = (leak: boolean): Graph =>
    sketch((g) => {
      const top = call(g, 'relu', 'top', g.input('x'))
      const sum = call(g, 'add', 'sum', call(g, 'exp', 'left', top), call(g, 'tanh', 'right', top))
      return leak ? [sum, top] : sum
    })

  it('matches with the shared node once', () => {
    expect(matched(graph(false), diamond)).toEqual(['top left right sum'])
  })

  it('does not match when its shared node is used outside', () => {
    expect(matched(graph(true), diamond)).toEqual([])
  })

  it('does not match two nodes that compute the same', () => {
    const twice = sketch((g) => {
      const x = g.input('x')
      const sides = ['exp', 'tanh'].map((target) => call(g, target, target, call(g, 'relu', 'r', x)))
      return call(g, 'add', 'sum', sides[0]!, sides[1]!)
    })
    expect(matched(twice, diamond)).toEqual([])
  })
})

describe('several anchors', () => {
  it('are found in the order of the pattern, whatever the order of the graph', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return [call(g, 'exp', 'e', x), call(g, 'relu', 'r', x)]
    })
    const [found] = match(graph, anchors(op('relu', { x: any('x') }), op('exp', { x: any('x') })))
    expect(found!.anchors.map(({ name }) => name)).toEqual(['r', 'e'])
  })

  it('that share an input do not match where they read two', () => {
    const graph = sketch((g) => [call(g, 'relu', 'r', g.input('x')), call(g, 'exp', 'e', g.input('y'))])
    expect(matched(graph, anchors(op('relu', { x: any('x') }), op('exp', { x: any('x') })))).toEqual([])
  })

  it('may depend on each other', () => {
    const relu = op('relu', { x: any('x') }).as('r')
    const graph = sketch((g) => {
      const r = call(g, 'relu', 'r', g.input('x'))
      return [r, call(g, 'exp', 'e', r)]
    })
    expect(matched(graph, anchors(relu, op('exp', { x: relu })))).toEqual(['r e'])
  })

  it('may have nothing in common: a horizontal pattern', () => {
    const graph = sketch((g) => [call(g, 'relu', 'r', g.input('x')), call(g, 'exp', 'e', g.input('y'))])
    expect(matched(graph, anchors(op('relu', { x: any('a') }), op('exp', { x: any('b') })))).toEqual(['r e'])
  })

  it('of one kind are nodes of their own, and none is in two matches', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return ['a', 'b', 'c', 'd'].map((name) => call(g, 'relu', name, x))
    })
    const pair = anchors(op('relu', { x: any('x') }).as('p'), op('relu', { x: any('x') }).as('q'))
    expect(matched(graph, pair)).toEqual(['a b', 'c d'])
  })

  it('are refused when a value leaves the match and comes back', () => {
    const graph = sketch((g) => {
      const r = call(g, 'relu', 'r', g.input('x'))
      return call(g, 'exp', 'e', call(g, 'tanh', 'between', r))
    })
    const pattern = anchors(op('relu', { x: any('a') }), op('exp', { x: any('b') }))
    expect(nearMisses(graph, pattern)).toEqual([
      "e: relu 'r': its value comes back into the match through tanh 'between'",
    ])
  })

  it('of which the valid places are found among the invalid', () => {
    const graph = sketch((g) => {
      const [x, y] = [g.input('x'), g.input('y')]
      return [call(g, 'relu', 'alone', y), call(g, 'relu', 'r', x), call(g, 'exp', 'e', x)]
    })
    const both = anchors(op('relu', { x: any('x') }), op('exp', { x: any('x') }))
    expect(matched(graph, both)).toEqual(['r e'])
  })

  it('are needed: a pattern that is nothing but a value is refused', () => {
    expect(() => match(through('relu'), any('x'))).toThrow(/^TSFX2021/)
  })
})

describe('operands', () => {
  const gate = op('mul', { a: any('x'), b: op('sigmoid', { x: any('x') }) })

  it('of a commutative op are tried in both orders', () => {
    const [left, right] = [
      traced((x: T) => tf.mul(x, tf.sigmoid(x))),
      traced((x: T) => tf.mul(tf.sigmoid(x), x)),
    ]
    expect([left, right].map((graph) => matched(graph!, gate))).toEqual([['sigmoid mul'], ['sigmoid mul']])
  })

  it('of any other op are not', () => {
    const graph = traced((x: T) => tf.sub(tf.sigmoid(x), x))
    expect(matched(graph, op('sub', { a: any('x'), b: op('sigmoid', { x: any('x') }) }))).toEqual([])
  })

  it('keep their order where the pattern asks for it', () => {
    const graph = traced((x: T) => tf.mul(tf.sigmoid(x), x))
    const ordered = op('mul', { a: any('x'), b: op('sigmoid', { x: any('x') }) }, { ordered: true })
    expect(matched(graph, ordered)).toEqual([])
  })

  it('of one name are one value', () => {
    const graph = traced((x: T, y: T) => tf.mul(x, tf.sigmoid(y)), { x: [2], y: [2] })
    expect(matched(graph, gate)).toEqual([])
  })

  it('may be of a type', () => {
    const vector = ofType(value('x'), (type) => type.kind === 'tensor' && type.shape.length === 1, 'a vector')
    const graph = (shape: readonly number[]): Graph =>
      sketch((g) => call(g, 'relu', 'r', g.input('x', shape)))
    expect(matched(graph([2]), op('relu', { x: vector }))).toEqual(['r'])
    expect(nearMisses(graph([2, 2]), op('relu', { x: vector }))).toEqual([
      "r: relu 'r': x must be a vector, is input 'x' (float32[2, 2])",
    ])
  })

  it('may be one of several patterns', () => {
    const either = op('relu', { x: oneOf(op('exp').as('e'), op('tanh').as('t')) })
    const [exp, tanh, other] = ['exp', 'tanh', 'sigmoid'].map(
      (target) => match(through(target, 'relu'), either)[0],
    )
    expect([exp?.bindings.t, exp?.bindings.e?.name]).toEqual([null, 'a'])
    expect([tanh?.bindings.e, tanh?.bindings.t?.name]).toEqual([null, 'a'])
    expect(other).toBeUndefined()
  })

  it('may be a parameter, which is bound with its path', () => {
    const graph = sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('scale', [1, 2]) }, { name: 'm' }))
    const [found] = match(graph, op('mul', { b: param('p') }))
    expect(found!.bindings.p).toMatchObject({ path: 'scale', handle: { shape: [2] } })
    expect(matched(through('relu'), op('relu', { x: param('p') }))).toEqual([])
  })

  it('may be a constant of one element, which is compared by value', () => {
    const tenth = traced((x: T) => tf.mul(x, 0.1))
    expect(matched(tenth, op('mul', { b: scalar(0.1) }))).toHaveLength(1)
    expect(matched(tenth, op('mul', { b: scalar(0.2) }))).toEqual([])
    expect(match(tenth, op('mul', { b: scalar('factor') }))[0]!.bindings.factor).toBeCloseTo(0.1, 7)
  })
})

describe('attributes', () => {
  const pool = sketch((g) =>
    g.op('maxPool', { x: g.input('x', [1, 4, 4, 1]), filterSize: 2, strides: 2, pad: 'same' }, { name: 'p' }),
  )

  it('must equal those that the pattern names', () => {
    expect(matched(pool, op('maxPool', { strides: 2 }))).toEqual(['p'])
    expect(nearMisses(pool, op('maxPool', { strides: 1 }))).toEqual([
      "p: maxPool 'p': strides must be 1, is [2, 2]",
    ])
  })

  it('are free when the pattern does not name them', () => {
    expect(matched(pool, op('maxPool', { x: any() }))).toEqual(['p'])
  })

  it('have their defaults in an exact pattern that does not name them', () => {
    const graph = traced((x: T) => [tf.mean(x, 0, true), tf.mean(x, 0)], { x: [2, 2] })
    expect(matched(graph, op('mean', { x: any(), axis: [0] }, { exact: true }))).toEqual(['mean_1'])
  })

  it('may be held to a test', () => {
    const even = literal((found) => Array.isArray(found) && found.every((n) => n % 2 === 0), 'even')
    expect(matched(pool, op('maxPool', { strides: even }))).toEqual(['p'])
    expect(matched(pool, op('maxPool', { pad: even }))).toEqual([])
  })

  it('may be captured', () => {
    expect(match(pool, op('maxPool', { pad: attr('pad') }))[0]!.bindings).toEqual({ pad: 'same' })
  })
})

describe('lists', () => {
  const joined = sketch((g) =>
    g.op(
      'concat',
      { xs: ['u', 'v'].map((name) => call(g, 'exp', `e_${name}`, g.input(name))) },
      { name: 'all' },
    ),
  )

  it('match item by item', () => {
    expect(matched(joined, op('concat', { xs: list(op('exp').as('p'), op('exp').as('q')) }))).toEqual([
      'e_u e_v all',
    ])
  })

  it('do not match a list of another length', () => {
    expect(matched(joined, op('concat', { xs: list(op('exp')) }))).toEqual([])
  })

  it('do not match when one item is another', () => {
    expect(matched(joined, op('concat', { xs: list(op('exp'), op('relu')) }))).toEqual([])
  })

  it('of any length bind what each item binds', () => {
    const [found] = match(joined, op('concat', { xs: listOf('parts', op('exp').as('exp')) }))
    expect(found!.bindings.parts.map(({ exp }) => exp.name)).toEqual(['e_u', 'e_v'])
  })
})

describe('items of a module with several results', () => {
  const pair = sketch((g) => {
    const type = tensorType('float32', [2])
    const both = g.module('split', g.input('x'), {
      name: 'both',
      type: { kind: 'tuple', items: [type, type] },
    })
    return g.op('relu', { x: new Ref(both.node, 1) }, { name: 'r' })
  })

  it('match by their index', () => {
    expect(matched(pair, op('relu', { x: item(callModule('split'), 1) }))).toEqual(['both r'])
  })

  it('do not match another', () => {
    expect(matched(pair, op('relu', { x: item(callModule('split'), 0) }))).toEqual([])
  })
})
