/** @file Where a node comes from: the user's line, the module, the pass, the nodes it was made from. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { BatchNorm2d, Conv2d, Linear, Module } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import {
  type FxNode,
  fuse,
  type Graph,
  graphFromJson,
  graphToJson,
  inferTypes,
  type Pass,
  printProvenance,
  Ref,
  runPasses,
  sourceOf,
  sourcePlaces,
  trace,
  tracedSources,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { idOf, named, names, refusal, sketch } from './graphs.fixture.ts'

const lookup = createSourceLookup()
const at = (line: number) => ({ file: '/project/net.ts', line, column: 5 })
const place = (node: FxNode): string => (node.loc ? `${node.loc.file}:${node.loc.line}` : 'nowhere')

/** `a = relu(x)` of line 3, `b = tanh(a)` of line 4 in `head`. */
const placed = (): Graph =>
  sketch((g) => {
    const a = g.op('relu', { x: g.input('x') }, { name: 'a', loc: at(3), scope: 'body' })
    return g.op('tanh', { x: a }, { name: 'b', loc: at(4), scope: 'head', meta: { comment: 'squash' } })
  })

const pass = (name: string, run: Pass['run']): Pass => ({
  name,
  summary: 'A pass of a test.',
  requires: [],
  ensures: [],
  run,
})

/** Replaces `b` by a sigmoid made from `a` and `b`. */
const replaceB = (from: readonly string[]): Pass =>
  pass('swap', (edit) => {
    const b = edit.base.find('b')!
    const made = edit.insertAfter(b.id, {
      kind: 'call_function',
      target: 'sigmoid',
      name: 'c',
      args: { x: new Ref(edit.base.find('a')!.id) },
      from: from.map((name) => edit.base.find(name)!),
    })
    edit.replaceAllUsesWith(b.id, made.id)
    edit.erase(b.id)
  })

describe('a traced node', () => {
  it('knows file, line and column of its call', () => {
    const graph = trace(
      (x: tf.Tensor) => {
        const y = tf.relu(x)
        return tf.tanh(y)
      },
      { x: [2] },
      { lookup },
    )
    const [relu, tanh] = [named(graph, 'y'), named(graph, 'tanh')]
    expect(relu.loc?.file).toMatch(/provenance\.test\.ts$/)
    expect(tanh.loc?.line).toBe(relu.loc!.line + 1)
    expect(relu.loc?.column).toBeGreaterThan(1)
  })

  it('knows the path of the module that made it, nested modules too', () => {
    class Block extends Module {
      readonly head = new Linear({ inFeatures: 2, outFeatures: 2 })
      override forward(x: tf.Tensor2D): tf.Tensor {
        return tf.relu(this.head.forward(x))
      }
    }
    class Net extends Module {
      readonly blocks = [new Block()]
      override forward(x: tf.Tensor2D): tf.Tensor {
        return (this.blocks[0] as Block).forward(x)
      }
    }
    const graph = trace(new Net(), { x: [1, 2] }, { lookup: null })
    expect(graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.scope)).toEqual([
      'blocks.0.head',
      'blocks.0',
    ])
  })

  it('takes the comment above its statement along', () => {
    const graph = trace(
      (x: tf.Tensor) => {
        // only what is positive
        const kept = tf.relu(x)
        return kept
      },
      { x: [2] },
      { lookup },
    )
    expect(named(graph, 'kept').meta.comment).toBe('only what is positive')
  })

  it('comes from itself', () => {
    const b = named(placed(), 'b')
    expect(tracedSources(b)).toEqual([sourceOf(b)])
    expect(sourceOf(b)).toMatchObject({ name: 'b', target: 'tanh', scope: 'head', pass: null, from: [] })
  })
})

describe('a node that a pass makes', () => {
  it('names its pass and the nodes it was made from', () => {
    const { graph } = runPasses(placed(), [replaceB(['b', 'a'])])
    const { meta } = named(graph, 'c')
    expect(meta.pass).toBe('swap')
    expect(meta.from?.map((source) => source.name)).toEqual(['b', 'a'])
  })

  it('inherits place, module and comment of the first of them', () => {
    const { graph } = runPasses(placed(), [replaceB(['b', 'a'])])
    const made = named(graph, 'c')
    expect([place(made), made.scope, made.meta.comment]).toEqual(['/project/net.ts:4', 'head', 'squash'])
  })

  it('keeps a place of its own when it is given one', () => {
    const base = placed()
    const { graph } = base.edit((edit) =>
      edit.insertBefore(idOf(base, 'b'), {
        kind: 'call_function',
        target: 'exp',
        loc: at(9),
        from: [named(base, 'b')],
      }),
    )
    expect(place(named(graph, 'exp'))).toBe('/project/net.ts:9')
    expect(named(graph, 'exp').scope).toBe('head')
  })

  it('comes from the nodes that the edit says it works on', () => {
    const base = placed()
    const { graph } = base.edit((edit) =>
      edit.deriveFrom([named(base, 'a')], () =>
        edit.insertBefore(idOf(base, 'b'), { kind: 'call_function', target: 'exp' }),
      ),
    )
    expect(place(named(graph, 'exp'))).toBe('/project/net.ts:3')
    expect(named(graph, 'exp').meta.from?.map((source) => source.name)).toEqual(['a'])
  })

  it('leads back to every line of the user through several passes', () => {
    const again = pass('again', (edit) => {
      const c = edit.base.find('c')!
      const made = edit.insertAfter(c.id, { kind: 'call_function', target: 'exp', args: c.args, from: [c] })
      edit.replaceAllUsesWith(c.id, made.id)
      edit.erase(c.id)
    })
    const { graph } = runPasses(placed(), [replaceB(['b', 'a']), again])
    expect(sourcePlaces(named(graph, 'exp')).map(({ line }) => line)).toEqual([4, 3])
    expect(printProvenance(named(graph, 'exp')).split('\n')).toEqual([
      'exp = exp  by again',
      '  c = sigmoid  by swap',
      '    b = tanh  net.ts:4:5',
      '    a = relu  net.ts:3:5',
    ])
  })

  it('keeps its sources through JSON', () => {
    const { graph } = runPasses(placed(), [replaceB(['b', 'a'])])
    const again = graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))))
    expect(printProvenance(named(again, 'c'))).toBe(printProvenance(named(graph, 'c')))
  })

  it('a change of the op of a node records the node before', () => {
    const swap = pass('swapOp', (edit) => {
      edit.update(edit.base.find('b')!.id, { target: 'sigmoid' })
    })
    const { graph } = runPasses(placed(), [swap])
    expect(printProvenance(named(graph, 'b')).split('\n')).toEqual([
      'b = sigmoid  by swapOp',
      '  b = tanh  net.ts:4:5',
    ])
  })

  it('nodes that a pass leaves alone keep what they had', () => {
    const base = placed()
    const { graph } = runPasses(base, [replaceB(['b'])])
    expect(named(graph, 'a')).toBe(named(base, 'a'))
    expect(named(graph, 'a').meta.pass).toBeUndefined()
  })
})

describe('fused layers', () => {
  class Net extends Module {
    readonly conv = new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 1, bias: false })
    readonly norm = new BatchNorm2d({ channels: 2 })
    override forward(x: tf.Tensor4D): tf.Tensor {
      return tf.relu(this.norm.forward(this.conv.forward(x)))
    }
  }

  it('convolution, batch norm and activation become one node that knows all three', () => {
    const graph = fuse(trace(new Net().eval(), { x: [1, 4, 4, 1] }, { lookup: null }))
    const [conv] = graph.nodes.filter((node) => node.kind === 'call_function')
    expect(names(graph)).toHaveLength(5)
    expect(tracedSources(conv!).map((source) => source.target)).toEqual(
      expect.arrayContaining(['conv2d', 'batchNorm', 'relu']),
    )
  })
})

describe('a failure', () => {
  it('in a pass names the pass, the node and the line of the user', () => {
    const bad = pass('bad', (edit, context) =>
      context.eachNode(edit, (node) => {
        if (node.name === 'b') throw new RangeError('no idea what to do')
      }),
    )
    expect(() => runPasses(placed(), [bad])).toThrow(
      /bad[\s\S]*no idea what to do[\s\S]*node: b[\s\S]*net\.ts:4:5/,
    )
  })

  it('in a pass keeps the error itself as its cause', () => {
    const cause = new RangeError('no idea')
    const bad = pass('bad', () => {
      throw cause
    })
    let caught: unknown
    try {
      runPasses(placed(), [bad])
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ code: 'TSFX2004', cause })
  })

  it('of types names the node whose inputs do not fit', () => {
    const base = placed()
    const typed = base.edit((edit) =>
      edit.update(idOf(base, 'b'), {
        target: 'matMul',
        type: null,
        args: {
          a: new Ref(idOf(base, 'a')),
          b: new Ref(idOf(base, 'a')),
          transposeA: false,
          transposeB: false,
        },
      }),
    ).graph
    expect(refusal(() => runPasses(typed, [inferTypes], { verify: false }))).toMatch(/matMul/)
    expect(() => runPasses(typed, [inferTypes], { verify: false })).toThrow(/net\.ts:4:5/)
  })
})
