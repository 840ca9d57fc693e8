import { Ref } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { buildGraph } from './graphs.fixture.ts'
import { modulesAround, opaqueOwner, unownedPath } from './opaqueOwner.ts'

/** Calls the modules `head` and `body.0`; `tanh` is an op. */
const graph = buildGraph((g) => {
  const x = g.op('tanh', 't', { x: g.input('x', [2]) })
  const call = (target: string) =>
    new Ref(g.edit.append({ kind: 'call_module', target, args: { input0: x } }).id)
  return [call('head'), call('body.0')]
})

describe('the opaque module that owns a parameter', () => {
  it.each([
    ['head.weight', 'head'],
    ['head.inner.weight', 'head'],
    ['body.0.weight', 'body.0'],
    ['body.1.weight', null],
    ['body.weight', null],
    ['heads.weight', null],
    ['head', null],
    ['tanh.weight', null],
  ])('of %s is %s', (path, owner) => {
    expect(opaqueOwner(graph, path)).toBe(owner)
  })

  it('is one of those around it, the outermost first', () => {
    expect(modulesAround('a.b.weight')).toEqual(['a', 'a.b'])
    expect(modulesAround('weight')).toEqual([])
  })
})

describe('a path that is free', () => {
  it('is moved out of opaque modules, and numbered where it is taken', () => {
    graph.edit((edit) => {
      const paths = ['head.weight', 'head.inner.weight', 'body.0.weight', 'body.1.weight', 'weight']
      expect(paths.map((path) => unownedPath(edit, path))).toEqual([
        'head_weight',
        'head_inner.weight',
        'body.0_weight',
        'body.1.weight',
        'weight',
      ])
      edit.setParam('head_weight', bytesParam(new Float32Array(2), 'float32', [2]))
      expect(unownedPath(edit, 'head.weight')).toBe('head_weight_1')
    })
  })
})
