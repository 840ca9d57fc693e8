/** @file Modules that repeat: which become one method, what of them becomes fields and arguments, and that nothing changes by it. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { addDims, type Graph, Ref } from '@tsfx/ir'
import { planOf } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { count, emitted, type Loaded } from './testing/checkedEmit.ts'
import { importEmitted } from './testing/emittedModule.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'
import { type BlockSpec, block, repeated, stacked } from './testing/repeatedGraph.ts'

const EQUAL: readonly BlockSpec[] = [{}, {}, {}, {}]
const loopsOver = (list: string) => `for (const block of ${list}) `

describe('modules of one structure', () => {
  it('are one method, called in a loop over all of them', async () => {
    const text = await emitted(repeated(EQUAL))
    expect(text).toContain(loopsOver('blocks'))
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toContain('/** blocks.0, blocks.1, blocks.2, blocks.3 */')
    expect(text).toContain("w.tensor('fc.weight', [4, 4], tf)")
  })

  it('have their class in names and docs, a variant what sets it apart', async () => {
    const modules = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((i) => [`blocks.${i}`, 'Residual']))
    const prelu: BlockSpec = { activation: 'prelu' }
    const text = await emitted(repeated([{}, {}, {}, {}, prelu, prelu, prelu], { modules }))
    expect(text).toContain('/** Residual: blocks.0, blocks.1, blocks.2, blocks.3 */')
    expect(text).toContain('  residual(x: tf.Tensor2D, block: Residual): tf.Tensor2D {')
    expect(text).toContain('  residualWithPrelu(x: tf.Tensor2D, block: ResidualWithPrelu): tf.Tensor2D {')
  })

  it('keep the numbers that differ in their layer records', async () => {
    const text = await emitted(repeated([{ alpha: 0.1 }, { alpha: 0.3 }, { alpha: 0.1 }, { alpha: -0 }]))
    expect(text).toContain('alpha: number')
    expect(text).toMatch(/\{ \.\.\.\w+\(w\.at\('blocks\.1'\)\), alpha: 0\.3 \}/)
    expect(text).toMatch(/\{ \.\.\.\w+\(w\.at\('blocks\.3'\)\), alpha: -0 \}/)
    expect(text).toContain('tf.leakyRelu(linear, block.alpha)')
    expect(text).toContain(loopsOver('blocks'))
  })

  it('are spelled out where that is asked for', async () => {
    const text = await emitted(repeated(EQUAL), { reroll: false })
    expect(count(text, 'tf.leakyRelu(')).toBe(4)
    expect(text).not.toContain('for (')
  })

  it('free what they make, and their weights', async () => {
    const { load } = await importEmitted<Loaded>(emit(repeated(EQUAL), { name: 'net' }))
    const before = tf.memory().numTensors
    const net = await load()
    const x = tf.ones([2, 4])
    const loaded = tf.memory().numTensors
    for (let i = 0; i < 1000; i++) tf.dispose(net.forward(x) as tf.Tensor)
    expect(tf.memory().numTensors).toBe(loaded)
    net.dispose?.()
    x.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a module that differs', () => {
  it.each<[string, BlockSpec]>([
    ['in wiring', { swapped: true }],
    ['in what it calls', { activation: 'prelu' }],
    ['in the path of a weight', { layer: 'other' }],
    ['in a weight outside its path', { weight: 'tied.weight' }],
    ['in a weight that another module reads below it', { extraWeight: true }],
  ])('%s is not merged', async (_, spec) => {
    const text = await emitted(repeated([{}, {}, spec, {}, {}]))
    expect(count(text, 'tf.leakyRelu(') + count(text, 'tf.prelu')).toBe(2)
  })

  it('in class is not merged', async () => {
    const modules = { 'blocks.0': 'A', 'blocks.1': 'A', 'blocks.2': 'A', 'blocks.3': 'B' }
    expect(count(await emitted(repeated(EQUAL, { modules })), 'tf.leakyRelu(')).toBe(2)
  })

  it('in a value that is used outside is not merged', async () => {
    const graph = stacked((g, x) => {
      const last = EQUAL.reduce<Ref>((value, spec, i) => block(g, value, `blocks.${i}`, spec), x)
      const inner = [...g.edit.nodes()].find(
        ({ target, scope }) => target === 'leakyRelu' && scope === 'blocks.2',
      )!
      return [last, new Ref(inner.id)]
    })
    expect(count(await emitted(graph), 'tf.leakyRelu(')).toBe(2)
  })

  it('mixed with another is no region', async () => {
    const graph = stacked((g, x) => {
      const half = (value: Ref, path: string) =>
        g.call('leakyRelu', { x: value, alpha: 0.1 }, { scope: path })
      const [a, b] = [half(x, 'blocks.0'), half(x, 'blocks.1')]
      return [half(a, 'blocks.0'), half(b, 'blocks.1')]
    })
    expect(count(await emitted(graph), 'tf.leakyRelu(')).toBe(4)
  })
})

describe('opaque modules', () => {
  const gated = (gates: readonly string[]): string => {
    const graph = stacked((g, x) =>
      gates.reduce<Ref>((value, target, i) => {
        const scope = `blocks.${i}`
        const gate = g.edit.append({
          kind: 'call_module',
          target,
          args: { x: value },
          type: g.edit.node(x.node).type,
          scope,
          meta: { origin: { module: 'gates', export: 'Gate' } },
        })
        return block(g, new Ref(gate.id), scope)
      }, x),
    )
    return emit(graph, { name: 'net' })['net.fx.ts'] as string
  }

  it('are merged where they are one', () => {
    const text = gated(['gate', 'gate', 'gate', 'gate'])
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toContain('this.opaque.gate.forward(x)')
  })

  it('are not merged where they are several', () => {
    expect(count(gated(['a', 'b', 'c', 'd']), '.forward(')).toBe(4)
  })
})

describe('weights from outside', () => {
  it('are read from the class where all share them', async () => {
    const text = await emitted(repeated(EQUAL.map(() => ({ weight: 'tied.weight' }))))
    expect(text).toContain('this.tied.weight')
    expect(text).toContain(loopsOver('blocks'))
  })

  it('are arguments where they differ', async () => {
    const text = await emitted(repeated(EQUAL.map((_, i) => ({ weight: `ties.${i % 2}.weight` }))))
    expect(text).toContain('weight: tf.Tensor2D')
    expect(text).toMatch(/this\.\w+\(\w+, blocks\[1\], ties\[1\]\.weight\)/)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
  })
})

describe('values of methods', () => {
  it('are taken apart where there are several', async () => {
    const graph = stacked((g, x) => {
      const pair = (a: Ref, b: Ref, path: string): [Ref, Ref] => {
        const sum = g.call('add', { a, b: g.param(`${path}.weight`, [4]) }, { scope: path })
        const activated = g.call('leakyRelu', { x: sum, alpha: 0.3 }, { scope: path })
        return [
          g.call('mul', { a: activated, b }, { scope: path }),
          g.call('relu', { x: sum }, { scope: path }),
        ]
      }
      let values: [Ref, Ref] = [x, g.call('relu', { x })]
      for (let i = 0; i < 4; i++) values = pair(...values, `blocks.${i}`)
      return values
    })
    const text = await emitted(graph)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toMatch(/const \[\w+, \w+\] = this\.\w+\(\w+, \w+, blocks\[1\]\);/)
    expect(text).toContain('): [tf.Tensor2D, tf.Tensor2D] {')
  })

  it('are sizes, too: named dims are arguments', async () => {
    const graph = stacked((g, x) => {
      let value = x
      for (let i = 0; i < 4; i++) {
        const scope = `blocks.${i}`
        const wide = g.call('reshape', { x: value, shape: [batch, 2, 2] }, { scope })
        const turned = g.call('transpose', { x: wide, perm: [0, 2, 1] }, { scope })
        const flat = g.call('reshape', { x: turned, shape: [batch, 4] }, { scope })
        value = g.call('add', { a: flat, b: g.param(`${scope}.weight`, [4]) }, { scope })
      }
      return value
    })
    const text = await emitted(graph)
    expect(text).toContain('batch: number): tf.Tensor2D {')
    expect(text).toMatch(/ = this\.\w+\(\w+, block, batch\);/)
  })

  it('that differ in dims are not of one structure', async () => {
    const graph = stacked((g, x) => {
      const long = g.call('concat', { xs: [x, x], axis: 0 })
      const step = (value: Ref, scope: string, rows: unknown) => {
        const wide = g.call('reshape', { x: value, shape: [rows, 2, 2] }, { scope })
        const turned = g.call('transpose', { x: wide, perm: [0, 2, 1] }, { scope })
        return g.call('add', { a: turned, b: g.param(`${scope}.weight`, [2]) }, { scope })
      }
      const double = addDims(batch, batch)
      return [
        step(x, 'a.0', batch),
        step(x, 'a.1', batch),
        step(long, 'a.2', double),
        step(long, 'a.3', double),
      ]
    })
    expect(count(await emitted(graph), 'tf.transpose(')).toBeGreaterThan(1)
  })
})

describe('modules inside modules', () => {
  const nested = (alphas: readonly number[]): Graph =>
    stacked((g, x) =>
      alphas.reduce<Ref>((value, alpha, i) => {
        const first = block(g, value, `stages.${i}.first`, { alpha })
        const second = block(g, first, `stages.${i}.second`, { alpha: 0.5 })
        const third = block(g, second, `stages.${i}.third`, { alpha: 0.5 })
        return g.call('relu', { x: third }, { scope: `stages.${i}` })
      }, x),
    )

  it('are methods that methods call; what differs is handed down', async () => {
    const text = await emitted(nested([0.1, 0.7, 0.3, 0.4]))
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toMatch(/ = this\.\w+\(x, stage\.first, stage\.alpha\);/)
    expect(text).toMatch(/ = this\.\w+\(\w+, stage\.second, 0\.5\);/)
    expect(text).toMatch(/for \(const stage of stages\)/)
  })

  it('are called outside as well', async () => {
    const graph = stacked((g, x) => {
      const stem = block(g, x, 'stem', { alpha: 0.7 })
      return [0, 1, 2].reduce<Ref>((value, i) => {
        const first = block(g, value, `stages.${i}.first`, { alpha: 0.1 + i })
        return g.call('relu', { x: block(g, first, `stages.${i}.second`) }, { scope: `stages.${i}` })
      }, stem)
    })
    const text = await emitted(graph)
    expect(count(text, 'tf.leakyRelu(')).toBe(1)
    expect(text).toMatch(/ = this\.\w+\(x, stem, 0\.7\);/)
  })
})

describe('integer modules', () => {
  const layers = (build: (g: GraphBuilder, x: Ref) => Ref): Graph =>
    buildGraph(
      (g) => {
        const x = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
        g.output(g.call('dequantize', { x: build(g, x) }))
      },
      { rounding: 'float32' },
    )
  const change = (g: GraphBuilder, x: Ref, path: string, bias: string, scale: number): Ref => {
    const weight = g.params.get(`${path}.fc.weight`) ?? g.weight(`${path}.fc.weight`, [4, 4])
    const changed = g.call(
      'q.linear',
      {
        x,
        weight,
        bias: g.params.get(bias) ?? g.bias(bias, 4),
        activation: 'relu',
        output: output(scale, -128),
      },
      { scope: `${path}.fc`, name: 'changed' },
    )
    return g.call('q.add', { a: x, b: changed, output: output(scale * 2, 3) }, { scope: path, name: 'sum' })
  }

  it('have the quantization of their results in records', async () => {
    const graph = layers((g, x) =>
      [0, 1, 2, 3].reduce(
        (value, i) => change(g, value, `blocks.${i}`, `blocks.${i}.fc.bias`, 0.1 + i / 10),
        x,
      ),
    )
    const text = await emitted(graph)
    expect(text).toContain('fcOutput: OutputSpec')
    expect(text).toContain('fcOutput: { scale: 0.2, zeroPoint: -128 }')
    expect(count(text, 'q.linear(')).toBe(1)
    const net = await (await importEmitted<Loaded>(emit(graph, { name: 'net' }))).load()
    net.forward(tf.zeros([2, 4]))
    const steps = planOf(net as never).steps.map(({ op }) => op)
    expect(steps).toEqual(['quantize', ...Array(4).fill(['linear', 'add']).flat(), 'dequantize'])
  })

  it('keep the second bias of a layer that is used twice', async () => {
    const graph = layers((g, x) =>
      [0, 1, 2, 3].reduce((value, i) => {
        const path = `blocks.${i}`
        return change(g, change(g, value, path, `${path}.fc.bias`, 0.1), path, `${path}.second`, 0.1)
      }, x),
    )
    const text = await emitted(graph)
    expect(count(text, 'q.linear(')).toBe(2)
    expect(text).toContain("w.layer('fc', 'fc.bias_1')")
  })

  it('tell strides that are left out from those that are not by a number', async () => {
    const conv = (g: GraphBuilder, x: Ref, path: string, strides: number) => {
      const weight = g.weight(`${path}.conv.weight`, [1, 1, 2, 2])
      const y = g.call(
        'q.conv2d',
        { x, weight, bias: g.bias(`${path}.conv.bias`, 2), strides, pad: 'same', output: output(0.1, 0) },
        { scope: path },
      )
      return g.call('q.relu', { x: y, output: output(0.05, -128) }, { scope: path })
    }
    const graph = buildGraph(
      (g) => {
        const x = g.call('quantize', { x: g.input('x', [batch, 8, 8, 2]), output: output(0.02, 0) })
        const y = [1, 2, 1, 2].reduce((value, strides, i) => conv(g, value, `blocks.${i}`, strides), x)
        g.output(g.call('dequantize', { x: y }))
      },
      { rounding: 'float32' },
    )
    const text = await emitted(graph)
    expect(count(text, 'q.conv2d(')).toBe(1)
    expect(text).toContain('strides: block.strides')
    expect(text).toContain('strides: 1 }')
  })
})
