/** @file Functions that a trace does not look into: torch.fx's `wrap`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  emit,
  graphFromJson,
  graphToJson,
  inferTypes,
  lint,
  printGraph,
  retypeInputs,
  runPasses,
  Transformer,
  wrap,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { writeEmitted } from '../../../packages/codegen/src/testing/emittedModule.ts'
import { bodyOf, compute, named, opsOf, refusal, traced } from './graphs.fixture.ts'

/** Reads values, which a trace could not follow. */
const peak = wrap(
  (x: tf.Tensor, { scales }: { scales: number[] }): tf.Tensor =>
    tf.mul(x, Math.max(...x.dataSync()) > 0 ? scales[0]! : scales[1]!),
  { from: '/project/ops/peak.ts', name: 'peak' },
)
const nowhere = wrap((x: tf.Tensor): tf.Tensor => tf.mul(x, 2), { name: 'nowhere' })
const noisy = wrap((x: tf.Tensor): tf.Tensor => tf.add(x, 1), { name: 'noisy', pure: false })

const forward = (x: tf.Tensor) => tf.relu(peak(x, { scales: [3, 5] }))

describe('a wrapped function', () => {
  it('is one node, whatever it does', () => {
    const graph = traced(forward, { x: [2] })
    expect(bodyOf(graph)).toEqual([
      '  peak = peak(args=[x, {scales: [3, 5]}])  : float32[2]',
      '  relu = relu(peak)                        : float32[2]',
      '  return relu',
    ])
    expect(compute(graph, [1, -1])).toEqual([3, 0])
    expect(compute(graph, [-1, -1])).toEqual([0, 0])
  })

  it('computes at once outside of a trace, also after one that failed', () => {
    const failing = (x: tf.Tensor) => {
      peak(x, { scales: [1, 1] })
      throw new RangeError('out of luck')
    }
    expect(refusal(() => traced(failing))).toContain('out of luck')
    expect(peak(tf.tensor1d([2]), { scales: [3, 5] }).arraySync()).toEqual([6])
  })

  it('in a submodule has its scope', () => {
    const inner = { forward: (x: tf.Tensor) => nowhere(x) }
    const graph = traced({ inner, forward: (x: tf.Tensor) => inner.forward(x) })
    expect(named(graph, 'nowhere').scope).toBe('inner')
  })

  it('keeps its recorded type through verification, inference, other sizes and JSON', () => {
    const graph = traced(forward, { x: [null, 2] })
    expect(() => lint(graph)).not.toThrow()
    expect(runPasses(graph, [inferTypes]).graph).toBe(graph)
    expect(named(retypeInputs(graph, { x: [7, 2] }), 'peak').type).toMatchObject({ shape: [7, 2] })
    expect(printGraph(graphFromJson(graphToJson(graph), graph.store))).toBe(printGraph(graph))
  })

  it('is taken over by a transformer, merged where it is pure and removed where nothing uses it', () => {
    const twice = traced((x: tf.Tensor) => {
      peak(x, { scales: [1, 1] })
      return tf.add(tf.add(nowhere(x), nowhere(x)), tf.add(noisy(x), noisy(x)))
    })
    const clean = runPasses(twice, [eliminateCommonSubexpressions, eliminateDeadCode]).graph
    expect(opsOf(clean).filter((op) => op !== 'add')).toEqual(['nowhere', 'noisy', 'noisy'])
    const graph = traced(forward, { x: [2] })
    expect(opsOf(new Transformer().transform(graph).graph)).toEqual(['peak', 'relu'])
  })

  it('is imported by the emitted module, which is captured as the same ops', async () => {
    const graph = traced(forward, { x: [null, 2] })
    const files = emit(graph, { name: 'net', outDir: '/project/out' })
    expect(files['net.fx.ts']).toContain("import { peak } from '../ops/peak.ts';")
    expect(files['net.fx.ts']).toContain('peak(x, { scales: [3, 5] })')
    const js = (files['net.fx.js'] as string).replace('../ops/peak.ts', './peak.js')
    const folder = writeEmitted({ ...files, 'net.fx.js': js })
    // The user's module exports the wrapped function.
    Reflect.set(globalThis, 'conformancePeak', peak)
    writeFileSync(join(folder, 'peak.js'), 'export const peak = globalThis.conformancePeak')
    const module = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'net.fx.js')).href)
    const emitted = await module.load()
    expect(emitted.forward(tf.tensor2d([[1, -1]])).arraySync()).toEqual([[3, 0]])
    expect(opsOf(traced(emitted, { x: [null, 2] }))).toEqual(opsOf(graph))
  })

  it('asserts on values where the graph runs, and stays though nothing uses it', () => {
    for (const [i, message] of ['must be positive', '', 'must be\npositive'].entries()) {
      const assertPositive = wrap(
        (x: tf.Tensor): tf.Tensor => {
          // The trace runs it on zeros.
          if (x.dataSync().some((value) => value < 0)) throw new RangeError(message)
          return x.clone()
        },
        { name: `assertPositive${i}`, pure: false },
      )
      const graph = traced(
        (x: tf.Tensor) => {
          assertPositive(x)
          return tf.relu(x)
        },
        { x: [2] },
        { verify: false },
      )
      expect(opsOf(runPasses(graph, [eliminateDeadCode]).graph)).toEqual([`assertPositive${i}`, 'relu'])
      expect(compute(graph, [1, 2])).toEqual([1, 2])
      expect(refusal(() => compute(graph, [1, -2]))).toContain(message)
    }
  })

  it('without an origin cannot be emitted, and the error names it', () => {
    expect(
      refusal(() =>
        emit(
          traced((x: tf.Tensor) => nowhere(x)),
          { name: 'net' },
        ),
      ),
    ).toMatch(/^TSFX4006: .*nowhere/)
  })
})
