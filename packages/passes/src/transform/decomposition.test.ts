import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { bindTfjs, builtinOps, type InputKind } from '@tsfx/ops'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { BATCH, buildGraph, difference } from '../graphs.fixture.ts'
import { applyPass } from './applyPass.fixture.ts'
import { decompose } from './decompose.ts'
import type { DecompositionTable, OpInputs } from './decomposition.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

type KindOf<Value> = null extends Value ? 'optional' : Value extends tf.Tensor ? 'tensor' : 'list'
/** What the types say, as data: the compiler holds it to them. */
const typed: { readonly [Name in keyof OpInputs]: KindOf<OpInputs[Name]> } = {
  x: 'tensor',
  a: 'tensor',
  b: 'tensor',
  filter: 'tensor',
  weight: 'tensor',
  mean: 'tensor',
  variance: 'tensor',
  bias: 'optional',
  offset: 'optional',
  scale: 'optional',
  xs: 'list',
  condition: 'tensor',
  images: 'tensor',
  indices: 'tensor',
}

describe('what a decomposition gets', () => {
  it('is what every op of tsfx says that has an input of that name', () => {
    const float = builtinOps.filter((op) => op.domain === 'float')
    for (const [name, kind] of Object.entries(typed)) {
      const kinds = float.flatMap(({ inputs }) => inputs[name] ?? [])
      expect([name, ...new Set<InputKind>(kinds)]).toEqual([name, kind])
    }
    for (const op of float) expect(Object.keys(op.attrs).filter((name) => name in typed)).toEqual([])
  })

  it('needs no annotation, and heeds one, in one table', () => {
    const pass = decompose({
      sigmoid: ({ x }) => {
        expectTypeOf(x).toEqualTypeOf<tf.Tensor>()
        return tf.div(1, tf.add(1, tf.exp(tf.sub(0, x))))
      },
      mean: ({ x, axis, keepDims }: { x: tf.Tensor; axis: number[]; keepDims: boolean }) => {
        expectTypeOf(axis).toEqualTypeOf<number[]>()
        return tf.div(tf.mean(tf.mul(x, 2), axis, keepDims), 2)
      },
      softmax: ({ x, dim }) => tf.softmax(x, Number(dim)),
    })
    expect(pass.name).toBe('decompose')
    const before = buildGraph((g) => g.op('sigmoid', 'y', { x: g.input('x', [BATCH, 5]) }))
    const { graph } = applyPass(before, pass)
    expect(graph.nodesOf('sigmoid')).toEqual([])
    expect(difference(before, graph, 1e-6)).toBeNull()
  })

  it('may be unknown: a table made elsewhere', () => {
    const table: DecompositionTable = { relu: ({ x }: { x: tf.Tensor }) => tf.maximum(x, 0) }
    expect(decompose(table).ensures.map(({ name }) => name)).toContain('withoutOps(relu)')
    // @ts-expect-error: an op of tsfx has no input of this name
    decompose({ relu: ({ image }: { image: tf.Tensor }) => image, tanh: ({ x }) => x.nothing })
  })
})
