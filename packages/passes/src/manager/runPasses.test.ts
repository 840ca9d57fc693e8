import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type DiagnosticError, type FxNode, type Graph, Ref } from '@tsfx/ir'
import { bindTfjs, opNamed } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode } from '../eliminateDeadCode.ts'
import { errorOf } from '../errorOf.fixture.ts'
import { batchNormFolded, foldBatchNorm } from '../foldBatchNorm.ts'
import { floatPasses, fuse } from '../fuse.ts'
import { fuseBias } from '../fuseBias.ts'
import { BATCH, buildGraph, difference, inputsFor } from '../graphs.fixture.ts'
import { inferTypes, typed } from '../inferTypes.ts'
import { removeDropout } from '../removeDropout.ts'
import type { Fact } from './fact.ts'
import type { Pass } from './pass.ts'
import type { PassRecord } from './passRecord.ts'
import { runPasses } from './runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const pass = (fields: Partial<Pass>): Pass => ({
  name: 'mine',
  summary: '',
  requires: [],
  ensures: [],
  run: () => {},
  ...fields,
})

const model = (): Graph =>
  buildGraph((g) => {
    const conv = g.op('conv2d', 'y', {
      x: g.input('x', [BATCH, 6, 6, 3]),
      filter: g.param('conv.filter', [3, 3, 3, 4]),
      pad: 'same',
    })
    return g.op('relu', 'features', { x: g.batchNorm('normal', conv, 'bn', 4) })
  })

describe('runPasses', () => {
  it('runs the float passes in one list, and records what each did', () => {
    const before = model()
    const seen: string[] = []
    const { graph, records } = runPasses(before, floatPasses, {
      check: { inputs: inputsFor(before), tolerance: 1e-5 },
      onPass: (from, to, record) => seen.push(`${record.name} ${from.nodes.length} -> ${to.nodes.length}`),
    })
    expect(seen).toEqual([
      'inferTypes 10 -> 10',
      'removeDropout 10 -> 10',
      'eliminateDeadCode 10 -> 10',
      'fuseBias 10 -> 10',
      'foldBatchNorm 10 -> 10',
      'fuseActivation 10 -> 9',
      'eliminateDeadCode 9 -> 5',
    ])
    expect(records.map((record) => record.changed)).toEqual([0, 0, 0, 0, 5, 4, 4])
    expect(difference(before, graph, 1e-5)).toBeNull()
    expect(fuse(graph)).toBe(graph)
  })

  it('gives patches that lead forward and back', () => {
    const before = model()
    const records: PassRecord[] = []
    const after = fuse(before, { onPass: (_from, _to, record) => records.push(record) })
    const forward = records.reduce((graph, record) => graph.apply(record.patches), before)
    const back = records.reduceRight((graph, record) => graph.apply(record.inverse), after)
    expect(forward.state).toEqual(after.state)
    expect(back.state).toEqual(before.state)
  })

  it('gives types to nodes that a pass inserts without, in the patches of that pass', () => {
    const doubleRelu = pass({
      run(edit, context) {
        context.eachNode(edit, (node) => {
          if (!node.isOp('relu')) return
          const again = edit.insertAfter(node.id, {
            kind: 'call_function',
            target: 'relu',
            args: opNamed('relu')!.normalize({ x: new Ref(node.id) }),
          })
          edit.replaceAllUsesWith(node.id, again.id)
        })
      },
    })
    const before = model()
    const { graph, records } = runPasses(before, [doubleRelu])
    const inserted = graph.find('relu')
    expect(inserted?.type).toEqual(graph.find('features')?.type)
    expect(inserted?.meta.pass).toBe('mine')
    expect(before.apply(records[0]!.patches).state).toEqual(graph.state)
    expect(graph.apply(records[0]!.inverse).state).toEqual(before.state)
  })

  it('refuses a wrong order before anything runs (TSFX2001)', () => {
    let ran = false
    const spy = pass({ run: () => (ran = true) })
    const error = errorOf(() => runPasses(model(), [spy, fuseBias, inferTypes]))
    expect([error.code, error.summary]).toEqual([
      'TSFX2001',
      "pass fuseBias requires 'typed', which only inferTypes ensures, and that comes later",
    ])
    expect(ran).toBe(false)
  })

  it('checks a required fact that no pass ensures on the input (TSFX2002)', () => {
    const untyped = model().edit((edit) => edit.update(edit.base.find('features')!.id, { type: null })).graph
    const error = errorOf(() => runPasses(untyped, [fuseBias]))
    expect([error.code, error.place.node]).toEqual(['TSFX2002', 'features'])
  })

  it.each<[Fact, string]>([
    [batchNormFolded, 'normal'],
    [typed, 'features'],
  ])('does not take $0.name on trust (TSFX2003)', (fact, node) => {
    const graph = model().edit((edit) => edit.update(edit.base.find('features')!.id, { type: null })).graph
    const error = errorOf(() => runPasses(graph, [pass({ ensures: [fact] })]))
    expect([error.code, error.place.node]).toEqual(['TSFX2003', node])
  })

  it('names the pass and the node of a failure, with its cause, and leaves the graph (TSFX2004)', () => {
    const before = model()
    const cause = new Error('no luck')
    const failing = pass({
      run(edit, context) {
        context.eachNode(edit, (node) => {
          edit.update(node.id, { name: `renamed_${node.name}` })
          if (node.isOp('batchNorm')) throw cause
        })
      },
    })
    const error = errorOf(() => runPasses(before, [failing]))
    expect([error.code, error.summary, error.place.node]).toEqual([
      'TSFX2004',
      'pass mine failed: no luck',
      'normal',
    ])
    expect(error.cause).toBe(cause)
    expect(before.find('normal')).not.toBeNull()
  })

  it('begins with the code of the cause, shows its fix, and is of its kind (TSFX2004)', () => {
    const failing = pass({ run: (edit) => edit.erase(edit.base.find('features')!.id) })
    const error = errorOf(() => runPasses(model(), [failing]))
    const cause = error.cause as DiagnosticError
    expect(cause.code).toBe('TSFX0003')
    expect(error.summary).toBe(`pass mine failed: TSFX0003 ${cause.summary}`)
    expect([error.fix, error.kind]).toEqual([cause.fix, 'user'])
    expect(error.message).toContain(`fix: ${cause.fix}`)
    expect(errorOf(() => runPasses(model(), [pass({ run: () => ([] as FxNode[])[0]!.name })])).kind).toBe(
      'internal',
    )
  })

  it('names the argument that is no value, before types are inferred (TSFX2040)', () => {
    const mine = pass({
      run(edit) {
        const { id } = edit.base.find('features')!
        const args = { x: id as number }
        edit.insertAfter(id, { kind: 'call_function', target: 'relu', name: 'mine', args })
      },
    })
    const error = errorOf(() => runPasses(model(), [mine]))
    expect(error.summary).toMatch(
      /^pass mine failed: TSFX2040 the call of relu at mine has bad arguments: x must be a value, not \d+$/,
    )
    expect(error.fix).toContain('new Ref(node.id), not node.id')
    expect(error.place.node).toBe('mine')
  })

  it('verifies after every pass, and can leave it (TSFX2004)', () => {
    const breaking = pass({
      run: (edit) => void edit.update(edit.base.find('features')!.id, { target: 'noSuchOp' }),
    })
    const error = errorOf(() => runPasses(model(), [breaking]))
    expect([error.code, error.place.node, (error.cause as DiagnosticError).code]).toEqual([
      'TSFX2004',
      'features',
      'TSFX0007',
    ])
    expect(runPasses(model(), [breaking], { verify: false }).graph.find('features')?.target).toBe('noSuchOp')
  })

  it('compares the numbers (TSFX2005)', () => {
    const before = model()
    const wrong = pass({
      run: (edit) => void edit.update(edit.base.find('features')!.id, { target: 'relu6' }),
    })
    const scaled = inputsFor(before)
    scaled.x = tf.mul(scaled.x!, 100)
    const error = errorOf(() => runPasses(before, [wrong], { check: { inputs: scaled, tolerance: 1e-5 } }))
    expect([error.code, error.place.node]).toEqual(['TSFX2005', 'features'])
    expect(error.summary).toMatch(/; the first node that differs is features$/)
  })

  it('compares shapes, dtypes and the keys of a record too (TSFX2005)', () => {
    const pair = (keys: readonly [string, string], shape: readonly number[]): Graph =>
      buildGraph((g) => {
        const x = g.input('x', [2, 3])
        const reshaped = g.op('reshape', 'reshaped', { x, shape })
        return { [keys[0]]: x, [keys[1]]: reshaped }
      })
    const problemOf = (keys: readonly [string, string], shape: readonly number[]): string => {
      const before = pair(['a', 'b'], [2, 3])
      const after = pair(keys, shape)
      const replacing = pass({
        run(edit) {
          edit.update(edit.base.find('reshaped')!.id, { args: after.find('reshaped')!.args, type: null })
          edit.setArgs(edit.base.output!.id, after.output!.args)
        },
      })
      const check = { inputs: inputsFor(before), tolerance: 0 }
      return errorOf(() => runPasses(before, [replacing], { check })).summary
    }
    expect(problemOf(['a', 'b'], [3, 2])).toContain('result.b is float32[3, 2] instead of float32[2, 3]')
    expect(problemOf(['a', 'c'], [2, 3])).toContain('a record of "a", "c" instead of a record of "a", "b"')
    expect(problemOf(['b', 'a'], [3, 2])).toContain('result.a is float32[3, 2] instead of float32[2, 3]')
  })

  it('does not leave tensors behind', () => {
    const before = model()
    const inputs = inputsFor(before)
    const { numTensors } = tf.memory()
    runPasses(before, [removeDropout, foldBatchNorm, eliminateDeadCode], {
      check: { inputs, tolerance: 1e-5 },
    })
    expect(tf.memory().numTensors).toBe(numTensors)
  })
})
