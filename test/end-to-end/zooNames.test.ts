/** @file The words of the zoo's authors in the code emitted for it: names of variables, and comments above statements. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { createSourceLookup } from '@tsfx/source'
import { type EmittedFiles, emit, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'
import { ZOO, type ZooModel } from './zooModels.ts'
import { createZooReader, declaredNames, lostNames } from './zooSource.ts'

/** Of all variables of a model's sources. */
const SHARE = 0.7

const read = createZooReader(ZOO.flatMap(({ sources }) => sources))
const emitted = new Map<ZooModel, EmittedFiles>()

beforeAll(async () => {
  await tf.setBackend('cpu')
  for (const model of ZOO) {
    const graph = trace(model.small().eval(), model.input, { verify: false, lookup: createSourceLookup() })
    emitted.set(model, emit(graph, { name: 'zoo' }))
  }
})

const codeOf = (model: ZooModel): string => String(emitted.get(model)?.['zoo.fx.ts'])
const variablesOf = ({ sources }: ZooModel): readonly string[] =>
  sources.flatMap((source) => read(source).variables)
const lostOf = (model: ZooModel): readonly string[] =>
  lostNames(variablesOf(model), declaredNames(codeOf(model)))

describe('the code emitted for the zoo', () => {
  it('has no type errors', () => {
    expect(typeErrorsOfEach([...emitted.values()])).toEqual(ZOO.map(() => []))
  })

  it.each(ZOO)('has the names of most variables of $name', (model) => {
    const { length } = variablesOf(model)
    const lost = lostOf(model)
    expect(length).toBeGreaterThan(3)
    expect(1 - lost.length / length, `lost: ${lost.join(', ')}`).toBeGreaterThanOrEqual(SHARE)
  })

  it.each(ZOO)('has every comment above a statement of $name', (model) => {
    const comments = model.sources.flatMap((source) => read(source).comments)
    expect(comments.length).toBeGreaterThan(0)
    const lines = new Set(
      codeOf(model)
        .split('\n')
        .map((line) => line.trim()),
    )
    for (const comment of comments.flat()) expect(lines).toContain(`// ${comment}`)
  })
})

describe('the names that are kept', () => {
  const code = `class Net {
  x
  constructor(w) {
    const hidden = w.weight
  }
  forward(image) {
    const { batch } = checkInputs({ image })
    return tf.tidy(() => {
      const { stem, residual } = this
      const [kept, half] = tf.split(image, 2)
      const layer1Half_2 = tf.relu(half)
      return this.block(layer1Half_2)
    })
  }
  block(x) {
    const filtered = tf.relu(x)
    return tf.add(x, filtered)
  }
}
export const load = () => { const reduced = 1 }`

  it('are those of what forward and methods compute', () => {
    expect(declaredNames(code)).toEqual(['kept', 'half', 'layer1Half_2', 'filtered'])
  })

  it('each stand for one variable', () => {
    const lost = (...variables: string[]) => lostNames(variables, declaredNames(code))
    expect(lost('half', 'kept', 'half')).toEqual([])
    expect(lost('half', 'half', 'half', 'kept', 'kept')).toEqual(['half', 'kept'])
    expect(lost('hidden', 'batch', 'stem', 'residual', 'reduced', 'x')).toHaveLength(6)
  })
})
