/** @file Which regions become methods, told by the paths of their instances. */
import type { Graph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { block, repeated, stacked } from '../testing/repeatedGraph.ts'

const chosen = (graph: Graph) =>
  moduleContext(graph, { name: 'net' }).outline.methods.map(({ instances, hasFields }) => ({
    paths: instances.map(({ path }) => path),
    hasFields,
  }))
const paths = (graph: Graph) => chosen(graph).map((choice) => choice.paths)

describe('methods', () => {
  it('are none where nothing repeats, or where a method would be longer', () => {
    expect(paths(repeated([{}]))).toEqual([])
    const short = (count: number) =>
      stacked((g, x) => {
        let value = x
        for (let i = 0; i < count; i++)
          for (const op of ['relu', 'neg']) value = g.call(op, { x: value }, { scope: `blocks.${i}` })
        return value
      })
    expect(paths(short(2))).toEqual([])
    expect(paths(short(9))).toHaveLength(1)
  })

  it('stand for what repeats often enough', () => {
    expect(paths(repeated([{}, {}, {}, {}]))).toEqual([['blocks.0', 'blocks.1', 'blocks.2', 'blocks.3']])
  })

  const stages = (blocks: number, alpha: (stage: number) => number, modules = {}): Graph =>
    stacked(
      (g, x) => {
        let value: Ref = x
        for (let stage = 0; stage < 3; stage++)
          for (let i = 0; i < blocks; i++)
            value = block(g, value, `stages.${stage}.${i}`, { alpha: alpha(stage) })
        return value
      },
      { modules },
    )

  it('are large ones before small ones', () => {
    const [outer, inner] = paths(stages(3, () => 0.1))
    expect(outer).toEqual(['stages.0', 'stages.1', 'stages.2'])
    expect(inner).toHaveLength(9)
  })

  it('are what the user thinks in, not lists of it', () => {
    const modules: Record<string, string> = {}
    for (let stage = 0; stage < 3; stage++) {
      modules[`stages.${stage}`] = 'Sequential'
      for (let i = 0; i < 3; i++) modules[`stages.${stage}.${i}`] = 'Block'
    }
    expect(paths(stages(3, () => 0.1, modules)).map(({ length }) => length)).toEqual([9])
  })

  it('have fields where forward calls them, and arguments where methods do', () => {
    expect(chosen(repeated([0.1, 0.3, 0.4, 0.5].map((alpha) => ({ alpha }))))[0]!.hasFields).toBe(true)
    const [outer, inner] = chosen(stages(5, (stage) => 0.3 + stage))
    expect([outer!.hasFields, inner!.hasFields]).toEqual([true, false])
  })
})
