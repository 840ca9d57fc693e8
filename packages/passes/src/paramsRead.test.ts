import { Graph, type ParamHandle, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { buildGraph } from './graphs.fixture.ts'
import { paramsRead } from './paramsRead.ts'

/** Counts how often it is walked. */
class WatchedParams extends Map<string, ParamHandle> {
  walks = 0

  override [Symbol.iterator](): MapIterator<[string, ParamHandle]> {
    this.walks++
    return super[Symbol.iterator]()
  }
}

/** A chain of opaque modules, each with a parameter of its own; `m1` is a prefix of `m10`, but not its owner. */
const modules = buildGraph((g) => {
  let x = g.input('x', [2])
  for (let i = 0; i < 12; i++) {
    g.param(`m${i}.inner.weight`, [2])
    x = new Ref(g.edit.append({ kind: 'call_module', target: `m${i}`, args: { input0: x } }).id)
  }
  return g.op('mul', 'y', { a: x, b: g.param('scale', [2]) })
})

describe('the parameters that nodes read', () => {
  it('are those of opaque modules, by path, and those of get_attr', () => {
    const read = (name: string) => [...paramsRead(modules, [modules.find(name)!]).keys()]
    expect([read('m1'), read('m10'), read('y')]).toEqual([
      ['m1.inner.weight'],
      ['m10.inner.weight'],
      ['scale'],
    ])
  })

  it('are found in one walk over all parameters, however many modules ask', () => {
    const params = new WatchedParams(modules.params)
    const graph = new Graph({ ...modules.state, params }, modules.store)
    params.walks = 0
    for (const node of graph.nodesOf('m3').concat(graph.nodes)) paramsRead(graph, [node])
    expect(params.walks).toBe(1)
  })
})
