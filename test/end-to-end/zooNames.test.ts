/** @file The words of the zoo's authors in the code emitted for it: names of variables, and comments above statements. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { createSourceLookup } from '@tsfx/source'
import { emit, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'
import { ZOO } from './zooModels.ts'
import { createZooReader, declaredNames } from './zooSource.ts'

const SHARE = 0.7

const read = createZooReader(ZOO.flatMap(({ sources }) => sources))
const found: { readonly model: string; readonly kept: number; readonly variables: number }[] = []

const emitted = new Map<string, { readonly code: string; readonly errors: readonly string[] }>()

beforeAll(async () => {
  await tf.setBackend('cpu')
  const all = ZOO.map(({ small, input }) => {
    const graph = trace(small().eval(), input, { verify: false, lookup: createSourceLookup() })
    return emit(graph, { name: 'zoo' })
  })
  const errors = typeErrorsOfEach(all)
  ZOO.forEach(({ name }, i) => {
    emitted.set(name, { code: String(all[i]!['zoo.fx.ts']), errors: errors[i]! })
  })
})

describe.each(ZOO)('the code emitted for $name', ({ name, sources }) => {
  it('has no type errors', () => {
    expect(emitted.get(name)!.errors).toEqual([])
  })

  it('has the names of most variables', () => {
    const variables = sources.flatMap((source) => read(source).variables)
    const names = declaredNames(emitted.get(name)!.code)
    const lost = variables.filter((variable) => !names.has(variable))
    const share = 1 - lost.length / variables.length
    found.push({ model: name, kept: variables.length - lost.length, variables: variables.length })
    console.log(
      `${name}: ${variables.length - lost.length} of ${variables.length} variables, without ${lost.join(', ') || 'none'}`,
    )
    expect(variables.length).toBeGreaterThan(3)
    expect(share).toBeGreaterThanOrEqual(SHARE)
  })

  it('has every comment above a statement', () => {
    const comments = sources.flatMap((source) => read(source).comments)
    expect(comments.length).toBeGreaterThan(0)
    const lines = new Set(
      emitted
        .get(name)!
        .code.split('\n')
        .map((line) => line.trim()),
    )
    for (const comment of comments.flat()) expect(lines).toContain(`// ${comment}`)
  })
})

describe('the zoo', () => {
  it('keeps at least 70 % of its names', () => {
    const [kept, all] = [sum(found.map((model) => model.kept)), sum(found.map((model) => model.variables))]
    console.log(`all models: ${kept} of ${all} variables, ${((100 * kept) / all).toFixed(1)} %`)
    expect(found).toHaveLength(ZOO.length)
    expect(kept / all).toBeGreaterThanOrEqual(SHARE)
  })
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
