/** @file Maps over arguments, parameters of a graph, dropout: what is left of torch.fx's pytree, submodule and cleanup tests. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Dropout, Module } from '@tsfx/nn'
import {
  type Arg,
  bytesParam,
  eachRef,
  floatPasses,
  isArgList,
  isArgRecord,
  mapArg,
  mapRefs,
  Ref,
  removeDropout,
  runPasses,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, idOf, opsOf, reluAdd, sketch, traced } from './graphs.fixture.ts'

const graph = reluAdd()
const [x, y] = ['x', 'y'].map((name) => new Ref(idOf(graph, name))) as [Ref, Ref]
const nested: Arg = { list: [x, 1, [y, 'same']], flag: true, none: null }

describe('a map over arguments', () => {
  it('reaches every leaf, in lists and records', () => {
    const leaves: unknown[] = []
    mapArg(nested, (leaf) => {
      leaves.push(leaf)
      return leaf
    })
    expect(leaves).toEqual([x, 1, y, 'same', true, null])
  })

  it('keeps lists lists and records records', () => {
    const doubled = mapArg([1, { two: 2, three: [3] }], (leaf) => Number(leaf) * 2)
    expect(doubled).toEqual([2, { two: 4, three: [6] }])
    expect([isArgList(doubled), isArgRecord(doubled)]).toEqual([true, false])
  })

  it('that changes nothing gives the very same arguments', () => {
    expect(mapArg(nested, (leaf) => leaf)).toBe(nested)
    expect(mapRefs(nested, (ref) => ref)).toBe(nested)
  })

  it('of refs alone leaves plain values as they are', () => {
    expect(mapRefs(nested, () => y)).toEqual({ list: [y, 1, [y, 'same']], flag: true, none: null })
  })

  it('then another is the map of both', () => {
    const [f, g] = [(leaf: Arg) => (leaf === 1 ? 2 : leaf), (leaf: Arg) => (leaf === 2 ? 3 : leaf)]
    expect(mapArg(mapArg(nested, f), g)).toEqual(mapArg(nested, (leaf) => g(f(leaf))))
  })

  it('does not write into what it maps', () => {
    const before = JSON.stringify(nested)
    mapArg(nested, () => 0)
    expect(JSON.stringify(nested)).toBe(before)
  })

  it('eachRef visits uses in the order of the arguments', () => {
    const seen: Ref[] = []
    eachRef(nested, (ref) => seen.push(ref))
    expect(seen).toEqual([x, y])
  })
})

describe('parameters of a graph', () => {
  const scaled = () => sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('block.scale', [2, 3]) }))

  it('are set at a path, and read there', () => {
    const before = scaled()
    const { graph: after } = before.edit((edit) =>
      edit.setParam('block.scale', bytesParam(Float32Array.of(5, 7), 'float32', [2])),
    )
    expect([compute(before, [1, 1]), compute(after, [1, 1])]).toEqual([
      [2, 3],
      [5, 7],
    ])
  })

  it('are taken away', () => {
    const extra = scaled().edit((edit) =>
      edit.setParam('unused', bytesParam(Float32Array.of(1), 'float32', [1])),
    ).graph
    expect([...extra.params.keys()].sort()).toEqual(['block.scale', 'unused'])
    const { graph: after } = extra.edit((edit) => edit.removeParam('unused'))
    expect([...after.params.keys()]).toEqual(['block.scale'])
  })

  it('get a free path beside one that is taken', () => {
    const paths = scaled().edit((edit) => [
      edit.freeParamPath('block.scale'),
      edit.freeParamPath('block.shift'),
    ]).result
    expect(paths).toEqual(['block.scale_1', 'block.shift'])
  })
})

describe('dropout', () => {
  class Net extends Module {
    drop = new Dropout(0.5)
    override forward(input: tf.Tensor): tf.Tensor {
      return tf.exp(this.drop.forward(tf.relu(input)))
    }
  }

  it('is taken out, and its input stands in its place', () => {
    const before = sketch((g) => g.op('exp', { x: g.op('dropout', { x: g.input('x'), rate: 0.5 }) }))
    const { graph: after } = runPasses(before, [removeDropout])
    expect(opsOf(after)).toEqual(['exp'])
    expect(compute(after, [0, 0])).toEqual([1, 1])
  })

  it('of a model in inference leaves nothing behind after the float passes', () => {
    const after = runPasses(traced(new Net(), { input: [2] }), floatPasses).graph
    expect(opsOf(after)).toEqual(['relu', 'exp'])
  })
})
