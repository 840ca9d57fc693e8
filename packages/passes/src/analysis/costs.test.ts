import { type Arg, type Graph, type NodeId, printDim, Ref } from '@tsfx/ir'
import { builtinOps, defineOp, opNamed, registerOp } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { fuse } from '../fuse.ts'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import { type Costs, costs } from './costs.ts'
import { printCosts } from './printCosts.ts'

interface Block {
  readonly out: number
  readonly stride: number
}

/** MobileNet v1 with a width of 1/4, 32 x 32 pixels (Howard et al. 2017, table 1), batch norm and relu6 after each layer. */
const BLOCKS: readonly Block[] = [
  { out: 16, stride: 1 },
  { out: 32, stride: 2 },
  { out: 32, stride: 1 },
  { out: 64, stride: 2 },
]

function block(g: GraphBuilder, x: Ref, name: string, channels: number, { out, stride }: Block): Ref {
  const after = (value: Ref, path: string, size: number): Ref =>
    g.op('relu6', `${name}_act`, { x: g.batchNorm(`${name}_norm`, value, `${path}.norm`, size) })
  const options = { strides: [stride, stride], pad: 'same' }
  const dw = g.op('depthwiseConv2d', `${name}_dw`, {
    x,
    filter: g.param(`${name}.dw.filter`, [3, 3, channels, 1]),
    ...options,
  })
  const filter = g.param(`${name}.pw.filter`, [1, 1, channels, out])
  const pw = g.op('conv2d', `${name}_pw`, { x: after(dw, `${name}.dw`, channels), filter, pad: 'same' })
  return after(pw, `${name}.pw`, out)
}

const mobileNet = (): Graph =>
  buildGraph((g) => {
    const filter = g.param('stem.filter', [3, 3, 3, 8])
    let x = g.op('conv2d', 'stem', {
      x: g.input('image', [BATCH, 32, 32, 3]),
      filter,
      strides: [2, 2],
      pad: 'same',
    })
    let channels = 8
    for (const [i, each] of BLOCKS.entries()) {
      x = block(g, x, `b${i}`, channels, each)
      channels = each.out
    }
    const pooled = g.op('mean', 'pooled', { x, axis: [1, 2] })
    return g.op('linear', 'logits', {
      x: pooled,
      weight: g.param('fc.weight', [64, 10]),
      bias: g.param('fc.bias', [10]),
    })
  })

/** A parameter without its bytes. */
function weight(g: GraphBuilder, path: string, shape: readonly number[]): Ref {
  g.edit.setParam(path, {
    handle: { kind: 'bytes', shape, dtype: 'float32', digest: path },
    data: new Float32Array(0),
  })
  return g.read(path)
}

/** Out channels and strides of the 13 blocks of MobileNet v1. */
const FULL_BLOCKS: readonly (readonly [out: number, stride: number])[] = [
  ...([
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const),
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  ...([
    [1024, 2],
    [1024, 1],
  ] as const),
]

/** MobileNet v1 as published: width 1, 224 x 224 pixels, 1000 classes. */
const fullMobileNet = (): Graph =>
  buildGraph((g) => {
    const norm = (x: Ref, path: string, size: number): Ref => {
      const [mean, variance, offset, scale] = ['mean', 'variance', 'offset', 'scale'].map((name) =>
        weight(g, `${path}.${name}`, [size]),
      )
      return g.op('relu6', 'act', { x: g.op('batchNorm', 'norm', { x, mean, variance, offset, scale }) })
    }
    const layer = (op: string, x: Ref, path: string, shape: readonly number[], stride: number): Ref => {
      const filter = weight(g, path, shape)
      const y = g.op(op, 'layer', { x, filter, strides: [stride, stride], pad: 'same' })
      return norm(y, `${path}.norm`, op === 'conv2d' ? shape[3]! : shape[2]!)
    }
    let x = layer('conv2d', g.input('image', [BATCH, 224, 224, 3]), 'stem', [3, 3, 3, 32], 2)
    let channels = 32
    for (const [i, [out, stride]] of FULL_BLOCKS.entries()) {
      x = layer('depthwiseConv2d', x, `dw${i}`, [3, 3, channels, 1], stride)
      x = layer('conv2d', x, `pw${i}`, [1, 1, channels, out], 1)
      channels = out
    }
    const pooled = g.op('mean', 'pooled', { x, axis: [1, 2] })
    return g.op('linear', 'logits', {
      x: pooled,
      weight: weight(g, 'fc', [1024, 1000]),
      bias: weight(g, 'bias', [1000]),
    })
  })

/** Counted by hand: height * width * taps * in channels * out channels of each layer. */
const HAND = {
  stem: 16 * 16 * 9 * 3 * 8,
  b0_dw: 16 * 16 * 9 * 8,
  b0_pw: 16 * 16 * 8 * 16,
  b1_dw: 8 * 8 * 9 * 16,
  b1_pw: 8 * 8 * 16 * 32,
  b2_dw: 8 * 8 * 9 * 32,
  b2_pw: 8 * 8 * 32 * 32,
  b3_dw: 4 * 4 * 9 * 32,
  b3_pw: 4 * 4 * 32 * 64,
  logits: 64 * 10,
}
const HAND_TOTAL = Object.values(HAND).reduce((sum, macs) => sum + macs, 0)

const macsOf = ({ nodes }: Costs, name: string) => nodes.find(({ node }) => node.name === name)?.macs

describe('costs', () => {
  it('counts the multiply-accumulates of a MobileNet as one does by hand', () => {
    const found = costs(mobileNet(), { batch: 1 })
    for (const [name, macs] of Object.entries(HAND)) expect(macsOf(found, name), name).toBe(macs)
    expect(found.macs).toBe(HAND_TOTAL)
    expect(found.unknown).toEqual([])
    expect(costs(mobileNet(), { batch: 8 }).macs).toBe(8 * HAND_TOTAL)
  })

  it('counts what is published for MobileNet v1: 569 million multiply-adds, 4,253,864 parameters', () => {
    const found = costs(fullMobileNet(), { batch: 1 })
    // Howard et al. 2017, table 4; the parameters are those of tf.keras.applications.MobileNet.
    expect(found.macs).toBe(568_740_352)
    expect(found.parameters).toBe(4_253_864)
  })

  it('counts in named dims that have no size', () => {
    expect(printDim(costs(mobileNet()).macs)).toBe(`${HAND_TOTAL}*batch`)
  })

  it('counts the same after fusing, with fewer parameters', () => {
    const [before, after] = [mobileNet(), fuse(mobileNet())].map((graph) => costs(graph, { batch: 1 })) as [
      Costs,
      Costs,
    ]
    expect(after.macs).toBe(before.macs)
    // Four vectors of batchNorm become one bias.
    const channels = 8 + 16 + 16 + 32 + 32 + 32 + 32 + 64
    expect(before.parameters - after.parameters).toBe(3 * channels)
    expect(after.parameterBytes).toBe(4 * after.parameters)
  })

  it('counts the products of matrices, transposed or not', () => {
    const found = costs(
      buildGraph((g) => {
        const [a, b] = [g.input('a', [BATCH, 7, 5]), g.input('b', [BATCH, 5, 3])]
        const plain = g.op('matMul', 'plain', { a, b })
        const left = g.op('matMul', 'left', { a: plain, b: a, transposeA: true })
        return [left, g.op('matMul', 'right', { a: plain, b, transposeB: true })]
      }),
      { batch: 2 },
    )
    expect(macsOf(found, 'plain')).toBe(2 * 7 * 5 * 3)
    expect(macsOf(found, 'left')).toBe(2 * 3 * 7 * 5)
    expect(macsOf(found, 'right')).toBe(2 * 7 * 3 * 5)
    expect(found.macs).toBe(3 * 2 * 105)
  })

  it('counts a shared parameter once, at its first reader, by the bytes of its dtype', () => {
    const found = costs(
      buildGraph((g) => {
        const x = g.input('x', [BATCH, 4])
        const first = g.op('add', 'first', { a: x, b: g.param('shift', [4]) })
        return g.op('add', 'second', { a: first, b: g.read('shift') })
      }),
    )
    expect(found.nodes.map(({ parameters, parameterBytes }) => [parameters, parameterBytes])).toEqual([
      [0, 0],
      [4, 16],
      [0, 0],
    ])
    expect([found.parameters, found.parameterBytes]).toEqual([4, 16])
  })

  it('finds the peak by lifetimes', () => {
    const found = costs(
      buildGraph((g) => {
        const x = g.input('x', [2, 4])
        const a = g.op('relu', 'a', { x })
        const wide = g.op('concat', 'wide', { xs: [a, a, a], axis: 1 })
        const b = g.op('mean', 'b', { x: wide, axis: [1], keepDims: true })
        return g.op('add', 'c', { a, b })
      }),
    )
    // x 32, a 32, wide 96, b 8, c 32: at `b`, a and wide are still there; x is not.
    expect(found.nodes.map(({ activationBytes }) => activationBytes)).toEqual([32, 32, 96, 8, 32])
    expect(found.activationBytes).toBe(200)
    expect(found.peaks).toMatchObject([{ bytes: 136, node: { name: 'b' } }])
  })

  it('keeps results until the end', () => {
    const found = costs(
      buildGraph((g) => {
        const x = g.input('x', [2, 4])
        const a = g.op('relu', 'a', { x })
        return [a, g.op('tanh', 'b', { x }), g.op('tanh', 'c', { x: a })]
      }),
    )
    expect(found.peaks.map(({ bytes }) => bytes)).toEqual([128 - 32])
  })

  it('gives each peak that may be the largest while sizes are unknown', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const a = g.op('relu', 'a', { x })
      const sum = g.op('mean', 'sum', { x: a, axis: [0, 1] })
      return g.op('add', 'out', { a: sum, b: g.input('constant', [100]) })
    })
    expect(costs(graph).peaks.map(({ bytes, node }) => `${printDim(bytes)} ${node.name}`)).toEqual([
      '32*batch a',
      '804 out',
    ])
    expect(costs(graph, { batch: 1000 }).peaks.map(({ node }) => node.name)).toEqual(['a'])
    expect(costs(graph, { batch: 1 }).peaks.map(({ node }) => node.name)).toEqual(['out'])
  })

  it('says that it does not know an op, an opaque module, or a node without type', () => {
    registerOp(
      defineOp({
        name: 'costsTest.mystery',
        summary: 'Says nothing of its cost.',
        domain: 'float',
        inputs: { x: 'tensor' },
        attrs: {},
        infer: ({ x }) => x,
        evaluate: (_, { x }) => x,
        capture: [],
        print: () => ({ callee: 'mystery', args: [] }) as never,
      }),
    )
    const found = costs(
      buildGraph((g) => {
        const mystery = g.op('costsTest.mystery', 'mystery', { x: g.input('x', [2, 2]) })
        const call = g.edit.append({ kind: 'call_module', target: 'opaque', args: { x: mystery } })
        return new Ref(
          g.edit.append({
            kind: 'call_function',
            target: 'relu',
            name: 'after',
            args: { x: new Ref(call.id) },
          }).id,
        )
      }),
    )
    expect(found.nodes.map(({ macs, activationBytes }) => [macs, activationBytes])).toEqual([
      [0, 16],
      ['unknown', 16],
      ['unknown', 'unknown'],
      ['unknown', 'unknown'],
    ])
    expect(found.unknown.map(({ name }) => name)).toEqual(['mystery', 'opaque', 'after'])
    expect(printCosts(found)).toContain(
      'unknown, and not in these sums: mystery (costsTest.mystery), opaque (opaque), after (relu)',
    )
  })

  /** Transforms and factorisations, of which no count of products is published that all kernels share; or counted from values. */
  const UNKNOWN = [
    'fft',
    'ifft',
    'rfft',
    'irfft',
    'gramSchmidt',
    'qr',
    'threshold',
    'nonMaxSuppressionPadded',
  ]

  it('knows the cost of each built-in op but these', () => {
    const type = { kind: 'tensor', dtype: 'float32', shape: [2, 3, 4, 5] } as const
    const VALUES: Readonly<Record<string, Arg>> = { equation: 'abcd->ab', xs: [new Ref(0 as NodeId)] }
    const unknown: string[] = []
    for (const op of builtinOps) {
      const names = [...Object.keys(op.inputs), ...Object.keys(op.attrs)]
      const args = Object.fromEntries(
        names.map((name) => [name, VALUES[name] ?? (op.inputs[name] ? new Ref(0 as NodeId) : false)]),
      )
      if (op.macs(args, () => type, type) === null) unknown.push(op.name)
    }
    expect(unknown.sort()).toEqual([...UNKNOWN].sort())
  })

  it.each([
    ['conv2d', 'filter', [3, 3, 4, 5], 2 * 3 * 3 * 5 * 9 * 4],
    ['depthwiseConv2d', 'filter', [3, 3, 5, 1], 2 * 3 * 3 * 5 * 9],
    ['linear', 'weight', [7, 5], 2 * 3 * 3 * 5 * 7],
  ])('counts %s in integers as in floats', (name, weight, shape, expected) => {
    const result = { kind: 'tensor', dtype: 'int8', shape: [2, 3, 3, 5] } as const
    const operand = { ...result, shape }
    const x = new Ref(0 as NodeId)
    expect(opNamed(name)!.macs({ x, [weight]: x }, () => operand, result)).toBe(expected)
    expect(opNamed(`q.${name}`)!.macs({ x, weight: x }, () => operand, result)).toBe(expected)
  })

  it('counts the parameters that opaque modules own, nested ones once', () => {
    const found = costs(
      buildGraph((g) => {
        let x = g.input('x', [2, 4])
        for (const path of ['head.inner.weight', 'head.weight', 'heads.weight', 'head.inner.bias'])
          weight(g, path, [4])
        for (const target of ['head.inner', 'head'])
          x = new Ref(g.edit.append({ kind: 'call_module', target, args: { x } }).id)
        return x
      }),
    )
    expect(found.nodes.map(({ node, parameters }) => [node.target, parameters])).toEqual([
      ['x', 0],
      ['head.inner', 8],
      ['head', 4],
    ])
  })

  it('refuses a size for a dim that is not there', () => {
    expect(() => costs(mobileNet(), { bach: 1 })).toThrow(
      "dim 'bach' cannot be bound in Net: its dims are batch",
    )
  })
})

describe.each([-1, 0, 1.5, Number.NaN, '8' as unknown as number])('a size of %s', (batch) => {
  it('is refused', () => {
    expect(() => costs(mobileNet(), { batch })).toThrow(
      `TSFX2046 dim 'batch' cannot be bound in Net: ${batch} is no positive integer`,
    )
  })
})

describe('printCosts', () => {
  it('prints a table in execution order, or largest first', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 300])
      const a = g.op('linear', 'small', { x, weight: g.param('a', [300, 10]) })
      return g.op('linear', 'large', { x: a, weight: g.param('b', [10, 1000]), bias: g.param('c', [1000]) })
    })
    expect(`\n${printCosts(costs(graph))}\n`).toMatchInlineSnapshot(`
      "
      node   op           type                          MACs  parameters  parameter bytes  activation bytes
      x      placeholder  float32[batch, 300]              0           0                0       1,200*batch
      small  linear       float32[batch, 10]     3,000*batch       3,000           12,000          40*batch
      large  linear       float32[batch, 1000]  10,000*batch      11,000           44,000       4,000*batch
      total                                     13,000*batch      14,000           56,000       5,240*batch
      peak of activation bytes: 4,040*batch at large
      "
    `)
    expect(`\n${printCosts(costs(graph, { batch: 8 }), { sort: 'macs', top: 1 })}\n`).toMatchInlineSnapshot(`
      "
      node   op      type                     MACs  parameters  parameter bytes  activation bytes
      large  linear  float32[batch, 1000]   80,000      11,000           44,000            32,000
      total                                104,000      14,000           56,000            41,920
      peak of activation bytes: 32,320 at large
      "
    `)
  })
})
