import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type FxNode, type Graph, Ref } from '@tsfx/ir'
import { bindTfjs, defineOp, registerOp } from '@tsfx/ops'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import { conv, image, nodesOf, reasons, tuple } from './match.fixture.ts'
import { match } from './match.ts'
import type { BoundParam, Pattern } from './pattern.ts'
import { anchors, any, chain, listOf, oneOf, op, optional, param, value } from './patterns.ts'
import { printPattern } from './printPattern.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const block = chain(
  op('conv2d', { x: value('x'), filter: param('filter') }).as('conv'),
  optional(op('batchNorm', { mean: param('mean') }).as('bn')),
  optional(op(['relu', 'relu6']).as('activation')),
)

describe('a chain with optional links', () => {
  const graph = buildGraph((g) => {
    const a = g.op('relu', 'ra', { x: g.batchNorm('ba', conv(g, image(g), 'ca'), 'bna', 4) })
    const b = g.op('relu6', 'rb', { x: conv(g, a, 'cb') })
    const c = g.batchNorm('bc', conv(g, b, 'cc'), 'bnc', 4)
    return conv(g, c, 'cd')
  })

  it('is one pattern for each chain that is there, the longest winning, in execution order', () => {
    expect(nodesOf(match(graph, block))).toEqual(['ca ba ra', 'cb rb', 'cc bc', 'cd'])
  })

  it('binds null to what is absent, and is typed so', () => {
    const [first, second] = match(graph, block)
    expect(first!.bindings.bn?.name).toBe('ba')
    expect(second!.bindings).toMatchObject({ bn: null, mean: null })
    expect(second!.bindings.activation?.target).toBe('relu6')
    expectTypeOf(first!.bindings).toEqualTypeOf<{
      readonly x: Ref
      readonly filter: BoundParam
      readonly conv: FxNode
      readonly mean: BoundParam | null
      readonly bn: FxNode | null
      readonly activation: FxNode | null
    }>()
  })

  it('prints itself', () => {
    expect(String(block)).toBe('conv2d(x, filter) -> batchNorm(mean)? -> (relu | relu6)?')
  })

  it('takes the first input that the link does not mention', () => {
    const biased = buildGraph((g) => g.op('add', 's', { a: g.param('b', [4]), b: conv(g, image(g)) }))
    expect(nodesOf(match(biased, chain(op('conv2d'), op('add', { b: param('bias') }))))).toEqual(['c s'])
  })
})

describe('uses', () => {
  it('refuses an inner value that another node uses, or the output, and says so', () => {
    const pattern = chain(op('conv2d'), op('relu'))
    const used = buildGraph((g) => {
      const c = conv(g, image(g))
      return g.op('add', 'sum', { a: g.op('relu', 'r', { x: c }), b: c })
    })
    expect(match(used, pattern)).toEqual([])
    expect(reasons(used, pattern)).toEqual(["r: conv2d 'c': its value is also used by add 'sum'"])
    const returned = buildGraph((g) => {
      const c = conv(g, image(g))
      return [c, g.op('relu', 'r', { x: c })]
    })
    expect(reasons(returned, pattern)).toEqual(["r: conv2d 'c': its value is also used by the output"])
  })

  it('lets the result have any users', () => {
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: conv(g, image(g)) })
      return [g.op('add', 'sum', { a: r, b: r }), r]
    })
    expect(nodesOf(match(graph, chain(op('conv2d'), op('relu'))))).toEqual(['c r'])
  })

  it('refuses an inner value that the match itself uses a second time', () => {
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: image(g) })
      return g.op('add', 'sum', { a: r, b: r })
    })
    const pattern = op('add', { a: op('relu'), b: any('y') })
    expect(reasons(graph, pattern)).toEqual(["sum: relu 'r': its value is used twice by add 'sum'"])
  })

  it('lets one name stand in two places, whose uses are all inside', () => {
    const relu = op('relu', { x: any('x') }).as('r')
    const residual = op('add', { a: op('sigmoid', { x: relu }), b: relu })
    const graph = (more: boolean): Graph =>
      buildGraph((g) => {
        const r = g.op('relu', 'r', { x: image(g) })
        const sum = g.op('add', 'sum', { a: r, b: g.op('sigmoid', 's', { x: r }) })
        return more ? [sum, r] : sum
      })
    expect(nodesOf(match(graph(false), residual))).toEqual(['r s sum'])
    expect(reasons(graph(true), residual)).toEqual(["sum: relu 'r': its value is also used by the output"])
  })

  it('takes two ops of a pattern for two nodes', () => {
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: image(g) })
      return g.op('add', 'sum', { a: r, b: r })
    })
    expect(match(graph, op('add', { a: op('relu').as('p'), b: op('relu').as('q') }))).toEqual([])
    expect(nodesOf(match(graph, op('add', { a: op('relu').as('p'), b: op('relu').as('p') })))).toEqual([
      'r sum',
    ])
  })
})

describe('names', () => {
  const gate = op('mul', { a: any('x'), b: op('sigmoid', { x: any('x') }) })

  it('before an op that stands in two places bind in each', () => {
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: image(g) })
      return g.op('add', 'sum', { a: r, b: r })
    })
    const relu = op('relu').as('r')
    const both = op('add', { a: chain(value('p'), relu), b: chain(value('q'), relu) })
    const found = match(graph, both).map(({ bindings: { p, q } }) => [p, q])
    expect(found).toEqual([[new Ref(graph.find('x')!.id), new Ref(graph.find('x')!.id)]])
    const plus = op('add', { b: param('c') }).as('plus')
    const shifted = buildGraph((g) => {
      const s = g.op('add', 's', { a: g.param('k', [4]), b: image(g) })
      return g.op('mul', 'product', { a: s, b: s })
    })
    const square = op('mul', { a: chain(value('p'), plus), b: chain(value('q'), plus) })
    expect(match(shifted, square)[0]!.bindings.q).toEqual(new Ref(shifted.find('x')!.id))
    const other = op('mul', { a: chain(value('p'), plus), b: chain(op('tanh'), plus) })
    expect(match(shifted, other)).toEqual([])
  })

  it('used twice bind one value, on either side of a commutative op', () => {
    const graph = (other: boolean): Graph =>
      buildGraph((g) => {
        const [x, y] = [image(g), image(g, 'y')]
        return [g.op('mul', 'm', { a: g.op('sigmoid', 's', { x }), b: other ? y : x }), y]
      })
    expect(nodesOf(match(graph(false), gate))).toEqual(['s m'])
    expect(reasons(graph(true), gate)).toEqual(["m: sigmoid 's': x is not the 'x' found elsewhere"])
  })

  it('respect which item of a tuple is used', () => {
    const graph = buildGraph((g) => {
      const pair = tuple(g)
      const s = g.op('sigmoid', 's', { x: new Ref(pair.node, 0) })
      return g.op('mul', 'm', { a: new Ref(pair.node, 1), b: s })
    })
    expect(match(graph, gate)).toEqual([])
  })

  it.each([
    ['a parameter', param('w')],
    ['any value', value('w')],
  ])('take two reads of one parameter for one value, asked for as %s', (_, filter) => {
    const shared = op('add', {
      a: op('conv2d', { filter }).as('p'),
      b: op('conv2d', { filter }).as('q'),
    })
    const graph = (path: string): Graph =>
      buildGraph((g) => {
        const x = image(g)
        const second = g.op('conv2d', 'd', { x, filter: g.param(path, [3, 3, 4, 4]), pad: 'same' })
        return g.op('add', 'sum', { a: conv(g, x), b: second })
      })
    expect(nodesOf(match(graph('c.filter'), shared))).toEqual(['d c sum'])
    expect(match(graph('d.filter'), shared)).toEqual([])
  })

  it('must stand for one kind of thing', () => {
    const graph = buildGraph((g) => image(g))
    expect(() => match(graph, op('relu', { x: any('x') }).as('x'))).toThrow(/TSFX2022.*'x' stands for/s)
  })
})

describe('several results', () => {
  const both = anchors(op('relu', { x: any('x') }).as('r'), op('sigmoid', { x: any('x') }).as('s'))

  it('share bindings, in the order of the pattern', () => {
    const graph = buildGraph((g) => {
      const [x, y] = [image(g), image(g, 'y')]
      return [g.op('sigmoid', 's', { x }), g.op('relu', 'r', { x }), g.op('relu', 'other', { x: y })]
    })
    const matches = match(graph, both)
    expect(nodesOf(matches)).toEqual(['s r'])
    expect(matches[0]!.anchors.map((node) => node.name)).toEqual(['r', 's'])
  })

  it('are nodes of their own, and none is in two matches', () => {
    const graph = buildGraph((g) => {
      const x = image(g)
      return ['a', 'b', 'c', 'd', 'e'].map((name) => g.op('relu', name, { x }))
    })
    const pair = anchors(op('relu', { x: any('x') }).as('p'), op('relu', { x: any('x') }).as('q'))
    expect(nodesOf(match(graph, pair))).toEqual(['b c', 'd e'])
  })

  it('may share nothing', () => {
    const graph = buildGraph((g) => [
      g.op('relu', 'r', { x: image(g) }),
      g.op('sigmoid', 's', { x: image(g, 'y') }),
    ])
    const apart = anchors(op('relu', { x: any('a') }), op('sigmoid', { x: any('b') }))
    expect(nodesOf(match(graph, apart))).toEqual(['r s'])
  })

  it('may depend on each other', () => {
    const relu = op('relu', { x: any('x') }).as('r')
    const pattern = anchors(relu, op('sigmoid', { x: relu }).as('s'))
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: image(g) })
      return [g.op('sigmoid', 's', { x: r }), g.op('add', 'sum', { a: r, b: r })]
    })
    expect(nodesOf(match(graph, pattern))).toEqual(['r s'])
    expect(match(graph, pattern)[0]!.anchors.map((node) => node.name)).toEqual(['r', 's'])
  })

  it('are refused when one comes back into the other through a node outside', () => {
    const graph = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: image(g) })
      return g.op('sigmoid', 's', { x: g.op('add', 'sum', { a: r, b: r }) })
    })
    const pattern = anchors(op('relu', { x: any('a') }), op('sigmoid', { x: any('b') }))
    expect(reasons(graph, pattern)).toEqual([
      "s: relu 'r': its value comes back into the match through add 'sum'",
    ])
  })
})

describe('what starts nowhere', () => {
  it.each([
    ['x', any('x')],
    ['(relu() | x)', oneOf(op('relu'), any('x'))],
    ['x -> relu?', chain(any('x'), optional(op('relu')))],
    ['', anchors()],
  ] as [string, Pattern][])('%s is refused', (text, pattern) => {
    expect(printPattern(pattern)).toBe(text)
    expect(() =>
      match(
        buildGraph((g) => image(g)),
        pattern,
      ),
    ).toThrow(/TSFX2021/)
  })

  it('a link that says what all its inputs are is refused', () => {
    const pattern = chain(op('conv2d'), op('relu', { x: any('x') }))
    expect(() =>
      match(
        buildGraph((g) => image(g)),
        pattern,
      ),
    ).toThrow(/TSFX2022.*relu\(x\) leaves no input/s)
  })

  it('several results inside another pattern are refused', () => {
    expect(() =>
      match(
        buildGraph((g) => image(g)),
        op('relu', { x: anchors(op('relu')) }),
      ),
    ).toThrow(/TSFX2022/)
  })
})

describe('what no call can be', () => {
  const graph = buildGraph((g) => g.op('sigmoid', 's', { x: g.input('x', [BATCH, 4]) }))

  it.each([
    ['an op that is not registered', op('sigmoidd'), "there is no op 'sigmoidd'; did you mean 'sigmoid'?"],
    ['one of several ops', op(['relu', 'relu7']), "there is no op 'relu7'; did you mean 'relu'?"],
    [
      'an argument of no such name',
      op('sigmoid', { y: value('y') }),
      "sigmoid has no argument 'y'; did you mean 'x'?",
    ],
    [
      'an argument that one of several ops lacks',
      op(['linear', 'conv2d'], { filter: param('w') }),
      "linear has no argument 'filter'; it has x, weight, bias, activation",
    ],
    [
      'a part of a pattern',
      chain(op('sigmoid', { x: value('x') }), optional(op('rellu'))),
      "there is no op 'rellu'; did you mean 'relu'?",
    ],
    ['an item of a list', op('concat', { xs: listOf('xs', op('sigmoyd')) }), "did you mean 'sigmoid'?"],
  ])('is refused: %s', (_, pattern, problem) => {
    const refusal = new RegExp(`TSFX2022.*${problem.replaceAll('?', '[?]')}`, 's')
    expect(() => match(graph, pattern as Pattern)).toThrow(refusal)
  })

  it('is asked when the pattern is used, so an op may be registered after it is made', () => {
    const later = op('matchTest.later', { x: value('x') })
    expect(() => match(graph, later)).toThrow(/TSFX2022/)
    registerOp(
      defineOp({
        name: 'matchTest.later',
        summary: 'Its input.',
        domain: 'float',
        inputs: { x: 'tensor' },
        attrs: {},
        infer: ({ x }) => x,
        evaluate: (_, { x }) => x,
        capture: [],
        print: ({ x }) => ({ callee: 'later', args: [x] }),
      }),
    )
    expect(match(graph, later)).toEqual([])
  })
})

describe('determinism and cost', () => {
  /** A full binary tree of sums with 2^depth leaves. */
  const tree = (g: GraphBuilder, depth: number, leaf: (i: number) => Ref, at = 1): Ref =>
    depth === 0
      ? leaf(at)
      : g.op('add', 'n', { a: tree(g, depth - 1, leaf, 2 * at), b: tree(g, depth - 1, leaf, 2 * at + 1) })
  const treePattern = (depth: number, leaf: (i: number) => Pattern, at = 1): Pattern =>
    depth === 0
      ? leaf(at)
      : op('add', { a: treePattern(depth - 1, leaf, 2 * at), b: treePattern(depth - 1, leaf, 2 * at + 1) })

  it('finds the one order among 2^127 in a tree of commutative ops that differ at a leaf', () => {
    const depth = 7
    const leaves = (g: GraphBuilder) => {
      const x = image(g)
      return (i: number): Ref => g.op(i === 2 ** (depth + 1) - 1 ? 'sigmoid' : 'relu', 'l', { x })
    }
    const graph = buildGraph((g) => tree(g, depth, leaves(g)))
    const pattern = (odd: string) => treePattern(depth, (i) => op(i === 2 ** depth ? odd : 'relu'))
    expect(match(graph, pattern('sigmoid'))).toHaveLength(1)
    expect(match(graph, pattern('tanh'))).toHaveLength(0)
  })

  it('gives up with a reason where names contradict in every one of very many orders', () => {
    const graph = buildGraph((g) => tree(g, 5, (i) => image(g, `x${i}`)))
    const pattern = treePattern(5, (i) => any(i === 32 ? 'last' : i === 63 ? 'last' : `x${i}`))
    const found = reasons(graph, pattern)
    expect(found.some((reason) => reason.includes('gave up after'))).toBe(true)
  })

  it('takes patterns of a thousand parts, and refuses larger ones', () => {
    const graph = buildGraph((g) => {
      let x = image(g)
      for (let i = 0; i < 2000; i++) x = g.op('relu', 'r', { x })
      return x
    })
    const deep = (length: number): Pattern => {
      let pattern: Pattern = any('x')
      for (let i = 1; i < length; i++) pattern = op('relu', { x: pattern }).as(`r${i}`)
      return pattern
    }
    expect(match(graph, deep(1000))).toHaveLength(2)
    expect(() => match(graph, deep(1001))).toThrow(/TSFX2022.*more than 1000/s)
  })

  it('finds the same in the same order each time', () => {
    const graph = buildGraph((g) => {
      let x = image(g)
      for (let i = 0; i < 20; i++) {
        x = conv(g, x, `c${i}`)
        if (i % 2 === 0) x = g.batchNorm(`b${i}`, x, `bn${i}`, 4)
        if (i % 3 === 0) x = g.op('relu', `r${i}`, { x })
      }
      return x
    })
    const once = nodesOf(match(graph, block))
    expect(once).toHaveLength(20)
    expect(nodesOf(match(graph, block))).toEqual(once)
  })
})
