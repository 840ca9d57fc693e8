import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { batch, buildGraph } from './testing/graphBuilder.ts'

describe('a guard without a place in the inputs', () => {
  it.each([
    ['in a tensor', 'x.scale'],
    ['in a record that is not there', 'options.deep.scale'],
    ['of an input', 'options.mask'],
    ['in no parameter', 'other.scale'],
    ['behind the end of a list', 'pair.3'],
    ['in a list by name', 'pair.first'],
  ])('is refused: %s', (_, path) => {
    const graph = buildGraph(
      (g) => {
        const [x, mask, left] = ['x', 'mask', 'left'].map((name) => g.input(name, [batch, 4]))
        g.output(g.call('add', { a: g.call('add', { a: x!, b: mask! }), b: left! }))
      },
      {
        inputs: { x: 'x', options: { mask: 'mask' }, pair: ['left'] },
        guards: [{ kind: 'constant', path, parameter: 1, value: 2 }],
      },
    )
    expect(() => emit(graph, { name: 'net' })).toThrow(/TSFX4008/)
    expect(() => emit(graph, { name: 'net' })).toThrow(path)
  })
})
