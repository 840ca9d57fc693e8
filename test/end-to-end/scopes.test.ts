/**
 * @file What passes insert stands where it belongs: the nodes of a module, and of the modules in it, that stand together in the
 * traced graph stand together in the quantized one, so that emitted code can print them as one method.
 */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { beforeAll, expect, it } from 'vitest'
import { quantizeZooModel } from './zooInt8.ts'
import { ZOO } from './zooModels.ts'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const isWithin = (scope: string, path: string): boolean => scope === path || scope.startsWith(`${path}.`)

/** The paths of modules whose calls other calls stand between, with the first of these; reads of parameters do not count. */
function interrupted(graph: Graph): ReadonlyMap<string, string> {
  const calls = graph.nodes.filter(({ kind }) => kind === 'call_function' || kind === 'call_module')
  const found = new Map<string, string>()
  for (const path of pathsOf(graph)) {
    const first = calls.findIndex(({ scope }) => isWithin(scope, path))
    const last = calls.findLastIndex(({ scope }) => isWithin(scope, path))
    const stranger = calls.slice(first, last + 1).find(({ scope }) => !isWithin(scope, path))
    if (stranger) found.set(path, `${stranger.name} of '${stranger.scope}'`)
  }
  return found
}

const pathsOf = ({ nodes }: Graph): ReadonlySet<string> =>
  new Set(
    nodes
      .flatMap(({ scope }) => scope.split('.').map((_, i, keys) => keys.slice(0, i + 1).join('.')))
      .filter(Boolean),
  )

it.each(ZOO)('modules of $name stay whole', async (model) => {
  const { traced, fused, int8 } = await quantizeZooModel(model)
  const before = interrupted(traced)
  for (const graph of [fused, int8]) {
    const broken = [...interrupted(graph)].filter(([path]) => !before.has(path))
    expect(broken).toEqual([])
  }
})
