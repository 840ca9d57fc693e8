/** @file Modules that repeat inside modules that repeat: names, lists and records on several levels, and weights used out of turn. */
import '@tensorflow/tfjs-backend-cpu'
import type { Ref } from '@tsfx/ir'
import { defineOp, printedCall, registerOp } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { count, emitted } from './testing/checkedEmit.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'
import { block, repeated, stacked } from './testing/repeatedGraph.ts'

/** `stages` of as many blocks, each with a relu behind. */
function stages(g: GraphBuilder, x: Ref, list: string, inner: string, sizes: readonly number[]): Ref {
  let value = x
  sizes.forEach((size, i) => {
    for (let j = 0; j < size; j++) value = block(g, value, `${list}.${i}.${inner}.${j}`)
    value = g.call('relu', { x: value }, { scope: `${list}.${i}` })
  })
  return value
}

const classes = (paths: readonly string[], name: string) =>
  Object.fromEntries(paths.map((path) => [path, name]))

describe('a list in each item of a list', () => {
  const paths = (list: string, inner: string) => {
    const outer = [0, 1, 2, 3].map((i) => `${list}.${i}`)
    const blocks = outer.flatMap((path) => [0, 1, 2].map((j) => `${path}.${inner}.${j}`))
    return { ...classes(outer, 'Stage'), ...classes(blocks, 'Block') }
  }

  it.each([
    ['items', 'items'],
    ['layers', 'layers'],
    ['stages', 'blocks'],
  ])('%s in %s: a turn has a name that nothing else in the method has', async (list, inner) => {
    const graph = stacked((g, x) => stages(g, x, list, inner, [3, 3, 3, 3]), { modules: paths(list, inner) })
    const text = await emitted(graph)
    expect(count(text, 'for (const ')).toBe(2)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
  })

  it('is called whole where it is the whole list, inside of a method, too', async () => {
    const graph = stacked((g, x) => stages(g, x, 'stages', 'blocks', [3, 3, 3, 3]), {
      modules: paths('stages', 'blocks'),
    })
    expect(await emitted(graph)).toMatch(/for \(const block of \w+\.blocks\) /)
  })
})

describe('a weight that is used before its module is called', () => {
  const early = (g: GraphBuilder, x: Ref, path: string) =>
    g.call('mul', { a: x, b: g.param(path, [4]) }, { scope: '' })

  it.each(['blocks.1.fc.bias', 'blocks.3.fc.bias'])('%s leaves the list a list, in order', async (path) => {
    const graph = stacked((g, x) =>
      [0, 1, 2, 3].reduce<Ref>((value, i) => block(g, value, `blocks.${i}`), early(g, x, path)),
    )
    const text = await emitted(graph)
    expect(text).toContain('for (const block of blocks) ')
    expect(text).toMatch(/readonly blocks: \[(\w+), \1, \1, \1\]/)
  })

  it('of modules called the other way round, too', async () => {
    const graph = stacked((g, x) => [3, 2, 1, 0].reduce<Ref>((value, i) => block(g, value, `blocks.${i}`), x))
    expect(await emitted(graph)).toMatch(
      /for \(const block of \[blocks\[3\], blocks\[2\], blocks\[1\], blocks\[0\]\]\)/,
    )
  })
})

describe('weights of a neighbour', () => {
  it('are arguments beside no record', async () => {
    const graph = stacked((g, x) =>
      [0, 1, 2, 3].reduce<Ref>((value, i) => {
        const [weight, bias] = [`a.${i ^ 1}.weight`, `a.${i ^ 1}.bias`]
        return block(g, value, `a.${i}`, { weight, bias })
      }, x),
    )
    const text = await emitted(graph)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toMatch(/\(x: tf\.Tensor2D, weight: tf\.Tensor2D, weight_1: tf\.Tensor1D\)/)
  })
})

describe('layers in a list', () => {
  const pair = (g: GraphBuilder, x: Ref, path: string, act: (x: Ref) => Ref): Ref => {
    const linear = g.call(
      'linear',
      { x, weight: g.param(`${path}.0.weight`, [4, 4]), bias: g.param(`${path}.0.bias`, [4]) },
      { scope: `${path}.0` },
    )
    const gain = g.param(`${path}.1.gain`, [4])
    return act(g.call('mul', { a: linear, b: gain }, { scope: `${path}.1` }))
  }

  it.each([true, false])('are a record where one method takes literals beside them, %s', async (isFirst) => {
    const modules: Record<string, string> = {}
    const graph = buildGraph(
      (g) => {
        const named = (path: string) => {
          Object.assign(modules, {
            [`${path}.0`]: 'Linear',
            [`${path}.1`]: 'BatchNorm',
            [path]: 'Sequential',
          })
          return path
        }
        const literals = (x: Ref) =>
          [0, 1, 2, 3, 4, 5].reduce<Ref>((value, i) => {
            const scope = named(`p.${i}`)
            return pair(g, value, scope, (y) => g.call('leakyRelu', { x: y, alpha: i / 8 }, { scope }))
          }, x)
        const plain = (x: Ref) =>
          [0, 1, 2].reduce<Ref>((value, i) => {
            modules[`two.${i}`] = 'Two'
            let y = value
            for (const name of ['a', 'b', 'c']) {
              const scope = named(`two.${i}.${name}`)
              y = pair(g, y, scope, (z) =>
                g.call('relu', { x: g.call('elu', { x: z }, { scope }) }, { scope }),
              )
            }
            return g.call('add', { a: y, b: value }, { scope: `two.${i}` })
          }, x)
        const x = g.input('x', [batch, 4])
        g.output(isFirst ? plain(literals(x)) : literals(plain(x)))
      },
      { modules },
    )
    const text = await emitted(graph)
    expect(count(text, 'tf.leakyRelu(') + count(text, 'tf.elu(')).toBe(2)
  })
})

describe('an option of the user called scale', () => {
  registerOp(
    defineOp({
      name: 'test.norm',
      summary: 'x * scale + offset',
      domain: 'float',
      inputs: { x: 'tensor', scale: 'tensor', offset: 'tensor' },
      attrs: {},
      infer: ({ x }) => x,
      evaluate: ({ tf }, { x, scale, offset }) => tf.add(tf.mul(x, scale), offset),
      capture: [],
      print: ({ x, scale, offset }) => printedCall('myNorm', [x, { scale, offset }]),
      importFrom: 'file:///project/norm.ts',
    }),
  )

  it.each(['weights', 'values'])('may have %s in it', (what) => {
    const graph = stacked((g, x) =>
      [0, 1, 2, 3].reduce<Ref>((value, i) => {
        const y = block(g, value, `blocks.${i}`)
        const [scale, offset] =
          what === 'weights'
            ? [g.param(`blocks.${i}.scale`, [4]), g.param(`blocks.${i}.offset`, [4])]
            : [y, value]
        return g.call('test.norm', { x: y, scale, offset }, { scope: `blocks.${i}` })
      }, x),
    )
    const text = emit(graph, { name: 'net' })['net.fx.ts'] as string
    expect(text).not.toContain('OutputSpec')
    expect(count(text, 'myNorm(')).toBe(1)
    expect(text).toMatch(
      what === 'weights'
        ? /\{ scale: block\.scale, offset: block\.offset \}/
        : /\{ scale: \w+, offset: \w+ \}/,
    )
  })
})

describe('names that others call', () => {
  it.each(['Then', 'then', 'ToJSON', 'toJSON'])('class %s', async (name) => {
    const modules = classes(
      [0, 1, 2, 3].map((i) => `blocks.${i}`),
      name,
    )
    const text = await emitted(repeated([{}, {}, {}, {}], { modules }))
    expect(text).not.toMatch(/^ {2}(then|toJSON)\(/m)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
  })
})

describe('pairs', () => {
  it('and numbers are one option: one method', async () => {
    const modules: Record<string, string> = {}
    const graph = buildGraph(
      (g) => {
        let x = g.input('x', [batch, 16, 16, 2])
        ;[
          [1, 2],
          [1, 1],
          [2, 1],
          [2, 2],
        ].forEach((strides, i) => {
          const scope = `convs.${i}`
          modules[scope] = 'Conv'
          const weight = g.param(`${scope}.weight`, [3, 3, 2, 2])
          const y = g.call('conv2d', { x, filter: weight, strides, pad: 'same' }, { scope })
          x = g.call('relu', { x: g.call('elu', { x: y }, { scope }) }, { scope })
        })
        g.output(x)
      },
      { modules },
    )
    const text = await emitted(graph)
    expect(count(text, 'tf.conv2d(')).toBe(1)
    expect(text).toMatch(/strides: number \| \[number, number\]/)
  })
})

describe('results of one quantization by accident', () => {
  it('keep fields of their own', async () => {
    const graph = (differs: boolean) =>
      buildGraph((g) => {
        let x = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
        for (let i = 0; i < 4; i++) {
          const scope = `blocks.${i}`
          const spec = (n: number) => output((i + 1) / (differs ? 20 + n : 20), 0)
          const layer = (n: number) =>
            g.call(
              'q.linear',
              {
                x,
                weight: g.weight(`${scope}.fc${n}.weight`, [4, 4]),
                bias: g.bias(`${scope}.fc${n}.bias`, 4),
                output: spec(n),
              },
              { scope: `${scope}.fc${n}` },
            )
          x = layer(0)
          x = layer(1)
        }
        g.output(g.call('dequantize', { x }))
      })
    const methodOf = (text: string) => /\n {2}linear\(.*?\n {2}\}/s.exec(text)?.[0]
    const [same, other] = [await emitted(graph(false)), await emitted(graph(true))]
    expect(methodOf(same)).toBeTruthy()
    expect(methodOf(same)).toBe(methodOf(other))
  })
})
