import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Arg, type FxNode, type Graph, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import { type MatchOptions, match, otherReader } from './match.ts'
import type { BindingsOf, BoundParam, Match, Pattern } from './pattern.ts'
import {
  anchors,
  any,
  attr,
  chain,
  item,
  list,
  listOf,
  literal,
  ofType,
  oneOf,
  op,
  optional,
  param,
  scalar,
  value,
} from './patterns.ts'
import { printPattern } from './printPattern.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const image = (g: GraphBuilder, name = 'x'): Ref => g.input(name, [BATCH, 6, 6, 4])
const conv = (g: GraphBuilder, x: Ref, name = 'c', more: object = {}): Ref =>
  g.op('conv2d', name, { x, filter: g.param(`${name}.filter`, [3, 3, 4, 4]), pad: 'same', ...more })

/** Names of the nodes of each match. */
const nodesOf = (matches: readonly Match<unknown>[]): string[] =>
  matches.map(({ nodes }) => nodes.map((node) => node.name).join(' '))

/** What does not match, and why. */
function reasons<B>(graph: Graph, pattern: Pattern<B>, options: MatchOptions<B> = {}): string[] {
  const found: string[] = []
  match(graph, pattern, { ...options, onNearMiss: (node, reason) => found.push(`${node.name}: ${reason}`) })
  return found
}

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

  it('take two reads of one parameter for one value', () => {
    const shared = op('add', {
      a: op('conv2d', { filter: param('w') }).as('p'),
      b: op('conv2d', { filter: param('w') }).as('q'),
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

/** An opaque module that returns two tensors. */
function tuple(g: GraphBuilder): Ref {
  const type = g.edit.node(image(g, `t${g.edit.freeName('t')}`).node).type!
  const made = g.edit.append({
    kind: 'call_module',
    target: 'head.split',
    name: 'pair',
    type: { kind: 'tuple', items: [type, type] },
  })
  return new Ref(made.id)
}

describe('arguments', () => {
  const graph = buildGraph((g) => conv(g, image(g), 'c', { strides: 2, activation: 'relu' }))

  it('equal a literal, in the form that the op makes of it', () => {
    expect(match(graph, op('conv2d', { strides: 2, pad: 'same' }))).toHaveLength(1)
    expect(match(graph, op('conv2d', { strides: [2, 2] }))).toHaveLength(1)
    expect(reasons(graph, op('conv2d', { strides: 1 }))).toEqual([
      "c: conv2d 'c': strides must be 1, is [2, 2]",
    ])
    expect(reasons(graph, op('conv2d', { bias: null, activation: null }))).toEqual([
      "c: conv2d 'c': activation must be null, is relu",
    ])
  })

  it('fulfil a test, or are captured under their type', () => {
    const even = literal((found) => Array.isArray(found) && found.every((n) => n % 2 === 0), 'even')
    expect(match(graph, op('conv2d', { strides: even }))).toHaveLength(1)
    expect(reasons(graph, op('conv2d', { dilations: even }))).toEqual([
      "c: conv2d 'c': dilations must be even, is [1, 1]",
    ])
    const isText = (found: Arg): found is string => typeof found === 'string'
    const captured = op('conv2d', { activation: attr('activation', isText), strides: attr('strides') })
    const { bindings } = match(graph, captured)[0]!
    expectTypeOf(bindings.activation).toEqualTypeOf<string>()
    expect(bindings).toEqual({ activation: 'relu', strides: [2, 2] })
  })

  it('are free when not mentioned, and the defaults with `exact`', () => {
    const plain = buildGraph((g) => conv(g, image(g), 'c', { pad: 'valid' }))
    expect(match(graph, op('conv2d', { x: any() }))).toHaveLength(1)
    expect(match(plain, op('conv2d', { x: any(), pad: 'valid' }, { exact: true }))).toHaveLength(1)
    expect(match(graph, op('conv2d', { x: any(), pad: 'same' }, { exact: true }))).toHaveLength(0)
  })

  it('may be of a type', () => {
    const isImage = (rank: number) =>
      ofType(value('x'), (type) => type.kind === 'tensor' && type.shape.length === rank, `of rank ${rank}`)
    expect(match(graph, op('conv2d', { x: isImage(4) }))).toHaveLength(1)
    expect(reasons(graph, op('conv2d', { x: isImage(2) }))).toEqual([
      "c: conv2d 'c': x must be of rank 2, is input 'x'",
    ])
  })

  it('may be one of several patterns, what the others bind being null', () => {
    const pattern = op('add', {
      a: op('conv2d').as('conv'),
      b: oneOf(param('bias'), op('sigmoid', { x: any('y') }).as('gate')),
    })
    const graphs = [
      buildGraph((g) => g.op('add', 's', { a: conv(g, image(g)), b: g.param('b', [4]) })),
      buildGraph((g) => {
        const x = image(g)
        return g.op('add', 's', { a: g.op('sigmoid', 'h', { x }), b: conv(g, x) })
      }),
    ]
    const [biased, gated] = graphs.map((each) => match(each, pattern)[0]!.bindings)
    expectTypeOf(biased!.gate).toEqualTypeOf<FxNode | null>()
    expect(biased).toMatchObject({ bias: { path: 'b' }, gate: null, y: null })
    expect(gated).toMatchObject({ bias: null, gate: { name: 'h' } })
  })

  it('keep their order where a pattern asks for it', () => {
    const either = op('add', { a: op('conv2d'), b: any() })
    const ordered = op('add', { a: op('conv2d'), b: any() }, { ordered: true })
    const swapped = buildGraph((g) => {
      const x = image(g)
      return g.op('add', 's', { a: x, b: conv(g, x) })
    })
    expect(match(swapped, either)).toHaveLength(1)
    expect(match(swapped, ordered)).toHaveLength(0)
    const difference = buildGraph((g) => {
      const x = image(g)
      return g.op('sub', 's', { a: x, b: conv(g, x) })
    })
    expect(match(difference, op('sub', { a: op('conv2d'), b: any() }))).toHaveLength(0)
  })
})

describe('constants', () => {
  const half = (g: GraphBuilder, scale = 0.5): Ref =>
    g.op('mul', 'm', { a: image(g), b: g.param('_constant0', [], scale) })

  it('of one element fit by value, rounded as the graph holds it, and are captured', () => {
    expect(match(buildGraph(half), op('mul', { b: scalar(0.5) }))).toHaveLength(1)
    const tenth = buildGraph((g) => half(g, 0.1))
    expect(match(tenth, op('mul', { b: scalar(0.1) }))).toHaveLength(1)
    expect(reasons(tenth, op('mul', { b: scalar(0.5) }))).toHaveLength(1)
    const captured = match(tenth, op('mul', { b: scalar('factor', (n) => n > 0, 'positive') }))[0]!
    expectTypeOf(captured.bindings.factor).toEqualTypeOf<number>()
    expect(captured.bindings.factor).toBeCloseTo(0.1, 7)
  })

  it('are no variables', () => {
    const variable = tf.variable(tf.scalar(0.5))
    const graph = buildGraph((g) => {
      const handle = {
        kind: 'variable',
        shape: [],
        dtype: 'float32',
        digest: `variable:${variable.id}`,
      } as const
      g.edit.setParam('v', { handle, data: variable })
      return g.op('mul', 'm', { a: image(g), b: g.read('v') })
    })
    expect(match(graph, op('mul', { b: scalar(0.5) }))).toHaveLength(0)
  })

  it('are parameters that fulfil a test', () => {
    const graph = buildGraph((g) => conv(g, image(g)))
    const square = (size: number) =>
      param('w', ({ shape }) => shape[0] === size && shape[1] === size, `a ${size}x${size} filter`)
    expect(match(graph, op('conv2d', { filter: square(3) }))[0]!.bindings.w.path).toBe('c.filter')
    expect(reasons(graph, op('conv2d', { filter: square(1) }))).toEqual([
      "c: conv2d 'c': filter must be a 1x1 filter, is parameter 'c.filter'",
    ])
  })

  it('say who else reads them', () => {
    const graph = buildGraph((g) => {
      const x = image(g)
      const d = g.op('conv2d', 'd', { x, filter: g.param('c.filter', [3, 3, 4, 4]), pad: 'same' })
      return [g.op('relu', 'r', { x: conv(g, x) }), d]
    })
    const pattern = chain(op('conv2d', { filter: param('w') }), op('relu'))
    const where: MatchOptions<BindingsOf<typeof pattern>>['where'] = ({ w }, found, view) => {
      const other = otherReader(view, found, w.path)
      return other === null || `'${w.path}' is also read by ${other.name}`
    }
    expect(match(graph, pattern)).toHaveLength(1)
    expect(reasons(graph, pattern, { where })).toEqual(["r: relu 'r': 'c.filter' is also read by d"])
  })
})

describe('lists', () => {
  const graph = buildGraph((g) => {
    const x = image(g)
    const xs = ['p', 'd', 'r'].map((name) => g.op('relu', name, { x }))
    return g.op('concat', 'cat', { xs, axis: 3 })
  })

  it('of a fixed length have a pattern for each item', () => {
    const relu = (name: 'p' | 'd' | 'r') => op('relu', { x: any('x') }).as(name)
    expect(match(graph, op('concat', { xs: list(relu('p'), relu('d'), relu('r')) }))).toHaveLength(1)
    expect(reasons(graph, op('concat', { xs: list(relu('p'), relu('d')) }))).toEqual([
      "cat: concat 'cat': xs must be a list of 2, is [relu 'p', relu 'd', relu 'r']",
    ])
  })

  it('of any length bind the bindings of each item', () => {
    const pattern = op('concat', { xs: listOf('parts', op('relu', { x: any('x') }).as('relu')) })
    const { bindings, nodes } = match(graph, pattern)[0]!
    expectTypeOf(bindings.parts).toEqualTypeOf<readonly { readonly x: Arg; readonly relu: FxNode }[]>()
    expect(bindings.parts.map(({ relu }) => relu.name)).toEqual(['p', 'd', 'r'])
    expect(nodes).toHaveLength(4)
    expect(match(graph, op('concat', { xs: listOf('parts', op('relu').as('relu'), 4) }))).toHaveLength(0)
    expect(reasons(graph, op('concat', { xs: listOf('parts', op('sigmoid').as('s')) }))).toEqual([
      "cat: concat 'cat': xs[0] must be sigmoid, is relu 'p'",
    ])
  })

  it('of ten thousand items are no deeper than one', () => {
    const wide = buildGraph((g) => {
      const x = image(g)
      const xs = Array.from({ length: 10_000 }, () => g.op('relu', 'r', { x }))
      return g.op('concat', 'cat', { xs, axis: 3 })
    })
    const pattern = op('concat', { xs: listOf('parts', op('relu', { x: any('x') }).as('relu')) })
    expect(match(wide, pattern)[0]!.bindings.parts).toHaveLength(10_000)
  })
})

describe('items of tuples', () => {
  it('fit by index', () => {
    const graph = buildGraph((g) => g.op('relu', 'r', { x: new Ref(tuple(g).node, 1) }))
    const split = op({ test: () => true, description: 'any op' })
    expect(match(graph, op('relu', { x: split }))).toHaveLength(0)
    expect(match(graph, op('relu', { x: value('x') }))[0]!.bindings.x.index).toBe(1)
  })

  it('fit the module that makes them', async () => {
    const { callModule } = await import('./patterns.ts')
    const graph = buildGraph((g) => g.op('relu', 'r', { x: new Ref(tuple(g).node, 1) }))
    const pattern = (index: number) => op('relu', { x: item(callModule('head.split').as('split'), index) })
    expect(nodesOf(match(graph, pattern(1)))).toEqual(['pair r'])
    expect(reasons(graph, pattern(0))).toEqual([
      "r: relu 'r': x must be item 0 of head.split, is item 1 of module 'head.split'",
    ])
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
