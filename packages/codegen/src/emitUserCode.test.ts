import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Ref, tensorType } from '@tsfx/ir'
import { defineOp, interpret, printedRecordCall, registerOp } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted } from './testing/emittedModule.ts'
import { batch, buildGraph } from './testing/graphBuilder.ts'

for (const name of ['load', 'w', 'Promise'])
  registerOp(
    defineOp({
      name: `test.${name}`,
      summary: 'An op whose export is called as something in the emitted module is.',
      domain: 'float',
      inputs: { x: 'tensor' },
      attrs: {},
      infer: ({ x }) => x,
      evaluate: ({ tf }, { x }) => tf.neg(x),
      capture: [],
      print: ({ x }) => printedRecordCall(name, { x }),
      importFrom: `file:///project/ops/${name}.ts`,
    }),
  )

registerOp(
  defineOp({
    name: 'test.swish',
    summary: 'x * sigmoid(gain.weight * x)',
    domain: 'float',
    inputs: { x: 'tensor', weight: 'tensor' },
    attrs: {},
    infer: ({ x }) => x,
    evaluate: ({ tf }, { x, weight }) => tf.mul(x, tf.sigmoid(tf.mul(x, weight))),
    capture: [],
    print: ({ x, weight }) => printedRecordCall('swish', { x, gain: { weight } }),
    importFrom: 'file:///project/ops/swish.ts',
  }),
)

describe('an op of the user', () => {
  const graph = () =>
    buildGraph((g) => {
      const weight = g.param('gain.weight', [2])
      const first = g.call('test.swish', { x: g.input('x', [batch, 2]), weight }, { name: 'swish' })
      g.output(g.call('relu', { x: first }))
    })

  it('is imported relative to the output folder, and its name stays its own', () => {
    const text = emit(graph(), { name: 'net', outDir: '/project/out/net' })['net.fx.ts']
    expect(text).toContain("import { swish } from '../../ops/swish.ts';")
    expect(text).toContain('const swish_1 = swish({ x, gain }) as tf.Tensor2D;')
  })

  it.each(['load', 'w', 'Promise'])('exported as %s gets another name', async (name) => {
    const graph = buildGraph((g) => g.output(g.call(`test.${name}`, { x: g.input('x', [batch, 2]) })))
    const files = emit(graph, { name: 'net', outDir: '/project/out' })
    expect(files['net.fx.ts']).toContain(`import { ${name} as ${name}_1 } from '../ops/${name}.ts';`)
    const op = `import * as tf from '@tensorflow/tfjs-core'; export const ${name} = ({ x }) => tf.neg(x)`
    const module = await importEmitted<{ load(): Promise<{ forward(x: tf.Tensor): tf.Tensor }> }>({
      ...files,
      'net.fx.js': (files['net.fx.js'] as string).replace(`../ops/${name}.ts`, './op.js'),
      'op.js': op,
    })
    expect((await module.load()).forward(tf.tensor2d([[1, -2]])).arraySync()).toEqual([[-1, 2]])
  })

  it('computes the same bits', async () => {
    const files = emit(graph(), { name: 'net', outDir: '/project/out' })
    const swish = `import * as tf from '@tensorflow/tfjs-core'
      export const swish = ({ x, gain }) => tf.mul(x, tf.sigmoid(tf.mul(x, gain.weight)))`
    const js = (files['net.fx.js'] as string).replace('../ops/swish.ts', './swish.js')
    const module = await importEmitted<{ load(): Promise<{ forward(x: tf.Tensor): tf.Tensor }> }>({
      ...files,
      'net.fx.js': js,
      'swish.js': swish,
    })
    const x = tf.tensor2d([[1, -2]])
    expect((await module.load()).forward(x).arraySync()).toEqual(
      (interpret(graph(), { x }, { tf }) as tf.Tensor).arraySync(),
    )
  })
})

describe('an opaque module', () => {
  it('is an argument of the emitted class', async () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [batch, 2])
      const gate = g.edit.append({
        kind: 'call_module',
        target: 'blocks.0.gate',
        name: 'gated',
        args: { x },
        type: tensorType('float32', [batch, 2]),
        meta: { origin: { module: '/project/gate.ts', export: 'Gate' } },
      })
      g.output(g.call('relu', { x: new Ref(gate.id) }))
    })
    const files = emit(graph, { name: 'net', outDir: '/project/out' })
    const text = files['net.fx.ts'] as string
    expect(text).toContain("import type { Gate } from '../gate.ts';")
    expect(text).toContain("  readonly 'blocks.0.gate': Gate;")
    expect(text).toContain("const gated = opaque['blocks.0.gate'].forward(x) as tf.Tensor2D;")
    type Net = { forward(x: tf.Tensor): tf.Tensor }
    const module = await importEmitted<{ load(opaque: Record<string, Net>): Promise<Net> }>(files)
    const net = await module.load({ 'blocks.0.gate': { forward: (x) => tf.neg(x) } })
    expect(net.forward(tf.tensor2d([[1, -2]])).arraySync()).toEqual(
      [[-0, 2]].map((row) => row.map((value) => value + 0)),
    )
  })
})
