/** @file What stands in emitted code beside the steps themselves: numbers of the source, shapes, the command, comments, any name. */
import '@tensorflow/tfjs-backend-cpu'
import type { Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { count, emitted } from './testing/checkedEmit.ts'
import type { GraphBuilder } from './testing/graphBuilder.ts'
import { block, repeated, stacked } from './testing/repeatedGraph.ts'

describe('numbers and constants of the source', () => {
  it('stand where they are used', async () => {
    const graph = stacked((g, x) =>
      g.call('mul', {
        a: g.call('add', { a: x, b: g.param('_constant0', [], { data: Float32Array.of(0.1) }) }),
        b: x,
      }),
    )
    const text = await emitted(graph)
    expect(text).toContain('tf.add(x, 0.1)')
    expect(text).not.toContain('_constant0')
  })

  it('stay tensors where a number would be another', async () => {
    const graph = stacked((g, x) => {
      const scalar = (path: string, data: Float32Array) => g.param(path, [], { data })
      const both = g.call('add', {
        a: scalar('_constant0', Float32Array.of(1)),
        b: scalar('_constant1', Float32Array.of(2)),
      })
      const infinite = g.call('maximum', {
        a: x,
        b: scalar('_constant2', Float32Array.of(Number.NEGATIVE_INFINITY)),
      })
      return [g.call('mul', { a: infinite, b: scalar('scale', Float32Array.of(3)) }), both]
    })
    const text = await emitted(graph)
    for (const path of ['_constant0', '_constant1', '_constant2', 'scale'])
      expect(text).toContain(`w.tensor('${path}', [], tf)`)
  })

  it('are stored once', async () => {
    const constant = (g: GraphBuilder, path: string) =>
      g.param(path, [4], { data: Float32Array.of(1, 2, 3, 4) })
    const graph = stacked((g, x) =>
      g.call('mul', {
        a: g.call('add', { a: x, b: constant(g, '_constant0') }),
        b: constant(g, '_constant1'),
      }),
    )
    const text = await emitted(graph)
    expect(text).toContain('tf.mul(add, _constant0)')
    expect(text).not.toContain('_constant1')
  })
})

describe('options', () => {
  it('annotate: the shapes of each instance', async () => {
    const graph = stacked((g, x) => {
      const wide = g.call('concat', { xs: [x, x], axis: 1 })
      const step = (value: Ref, scope: string, size: number) =>
        g.call(
          'add',
          {
            a: g.call('elu', { x: g.call('relu', { x: value }, { scope }) }, { scope }),
            b: g.param(`${scope}.weight`, [size]),
          },
          { scope },
        )
      return [step(x, 'a.0', 4), step(wide, 'a.1', 8), step(x, 'a.2', 4), step(wide, 'a.3', 8)]
    })
    const text = await emitted(graph, { annotate: true })
    expect(text).toContain('const relu = tf.relu(x); // [batch, 4], [batch, 8]')
    expect(await emitted(graph)).not.toContain('// [batch')
  })

  it('regenerate: the command, on one line or two, and nothing but text', async () => {
    const graph = repeated([{}])
    expect(await emitted(graph, { regenerate: 'make net' })).toContain('Regenerate with: make net\n')
    const long = `tsfx trace ${'x'.repeat(80)}`
    expect(await emitted(graph, { regenerate: long })).toContain(`Regenerate with:\n// ${long}\n`)
    expect(await emitted(graph, { regenerate: 'a\nglobalThis.hacked = true' })).toContain(
      'a globalThis.hacked',
    )
  })
})

describe('comments', () => {
  it('stand above the call where the code that calls has them', async () => {
    const graph = repeated([{}, { comment: 'the second' }, {}, {}])
    const scoped = graph.edit((edit) => {
      const node = [...graph.nodes].find(({ meta }) => meta.comment !== undefined)!
      edit.update(node.id, { meta: { ...node.meta, comments: [{ scope: '', text: 'the second' }] } })
    }).graph
    const text = await emitted(scoped)
    expect(text).toMatch(
      /\/\/ the second\n +(let |const )?\w+ = this\.\w+\(\w+, blocks\[1\]\)|\/\/ the second\n +for/,
    )
    expect(count(text, '// the second')).toBe(1)
  })
})

describe('hostile names', () => {
  it.each(['constructor', '__proto__', '*/', '0', 'forward', 'toString', 'w', '', 'a b', '\u2028x'])(
    '%j as a module and a class',
    async (name) => {
      const paths = [0, 1, 2, 3].map((i) => `${name}.${name}${i}`)
      const modules = Object.fromEntries(paths.map((path) => [path, name]))
      const graph = stacked(
        (g, x) => paths.reduce<Ref>((value, path, i) => block(g, value, path, { alpha: i }), x),
        { modules },
      )
      expect(count(await emitted(graph), 'tf.leakyRelu(')).toBe(1)
    },
  )
})
