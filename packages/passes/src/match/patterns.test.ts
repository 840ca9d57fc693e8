import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Arg, type FxNode, type Graph, type ParamValue, Ref } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import { conv, image, nodesOf, reasons, tuple } from './match.fixture.ts'
import { type MatchOptions, match, otherReader } from './match.ts'
import type { BindingsOf } from './pattern.ts'
import {
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
  param,
  scalar,
  value,
} from './patterns.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

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
      "c: conv2d 'c': x must be of rank 2, is input 'x' (float32[batch, 6, 6, 4])",
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

  const times = (param: ParamValue, target = 'mul'): Graph =>
    buildGraph((g) => {
      g.edit.setParam('k', param)
      const args = { a: g.input('x', [BATCH, 4]), b: g.read('k') }
      return new Ref(g.edit.append({ kind: 'call_function', target, name: 'm', args }).id)
    })

  it('are float32, to the sign of zero, and NaN', () => {
    const float = (value: number): ParamValue => bytesParam(Float32Array.of(value), 'float32', [])
    const found = (value: number, wanted: number): number =>
      match(times(float(value), 'div'), op('div', { b: scalar(wanted) })).length
    expect([found(-0, 0), found(0, -0), found(-0, -0), found(0, 0), found(Number.NaN, Number.NaN)]).toEqual([
      0, 0, 1, 1, 1,
    ])
  })

  it('are not integers, which compute otherwise', () => {
    const graph = times(bytesParam(Int32Array.of(2), 'int32', []))
    expect(match(graph, op('mul', { b: scalar('k') }))).toEqual([])
    expect(reasons(graph, op('mul', { b: scalar(2) }, { ordered: true }))).toEqual([
      "m: mul 'm': b must be the constant 2, is parameter 'k' (int32[])",
    ])
  })

  it('are the real numbers that quantized ones stand for', () => {
    const q = { scale: [0.25], zeroPoint: [125], axes: [], qmin: -128, qmax: 127 }
    const graph = times(bytesParam(Int8Array.of(127), 'int8', [], q))
    expect(match(graph, op('mul', { b: scalar('k') }))[0]!.bindings.k).toBe(0.5)
    expect(match(graph, op('mul', { b: scalar(0.5) }))).toHaveLength(1)
    expect(match(graph, op('mul', { b: scalar(127) }))).toHaveLength(0)
  })

  it('are parameters that fulfil a test', () => {
    const graph = buildGraph((g) => conv(g, image(g)))
    const square = (size: number) =>
      param('w', ({ shape }) => shape[0] === size && shape[1] === size, `a ${size}x${size} filter`)
    expect(match(graph, op('conv2d', { filter: square(3) }))[0]!.bindings.w.path).toBe('c.filter')
    expect(reasons(graph, op('conv2d', { filter: square(1) }))).toEqual([
      "c: conv2d 'c': filter must be a 1x1 filter, is parameter 'c.filter' (float32[3, 3, 4, 4])",
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
