/** @file Drawings: torch.fx's test_graph_drawer and the pictures of its GraphTransformObserver, in our words. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Linear, Module } from '@tsfx/nn'
import {
  type DrawMark,
  diffToDot,
  diffToMermaid,
  type Graph,
  graphToDot,
  graphToMermaid,
  graphToSvg,
  type NodeId,
  runPasses,
  tensorType,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, idOf, names, refusal, reluAdd, sketch, traced } from './graphs.fixture.ts'
import { passNamed, swapping } from './passes.fixture.ts'

/** Labels of the boxes of a DOT drawing, each as lines. */
const boxes = (dot: string): readonly (readonly string[])[] =>
  [...dot.matchAll(/^ *[nr]\d+ \[label="((?:[^"\\]|\\.)*)"/gm)].map(([, label]) => label!.split('\\n'))

/** Arrows of a DOT drawing as `from -> to`, by the first lines of their boxes. */
function arrows(dot: string): readonly string[] {
  const keys = [...dot.matchAll(/^ *([nr]\d+) \[label="((?:[^"\\]|\\.)*)"/gm)]
  const nameOf = new Map(keys.map(([, key, label]) => [key, label!.split('\\n')[0]]))
  return [...dot.matchAll(/^ *([nr]\d+) -> ([nr]\d+)/gm)].map(
    ([, from, to]) => `${nameOf.get(from)} -> ${nameOf.get(to)}`,
  )
}

const lineOf = (dot: string, name: string): string =>
  dot.split('\n').find((line) => line.includes(`label="${name}`))!

const weighted = (): Graph =>
  sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('scale', [1, 2]) }, { name: 'y' }))

describe('a drawing', () => {
  it('has a box for each node, in execution order', () => {
    expect(boxes(graphToDot(reluAdd())).map(([name]) => name)).toEqual(names(reluAdd()))
  })

  it('says op and type of each node', () => {
    expect(boxes(graphToDot(reluAdd()))[1]).toEqual(['y', 'relu', 'float32[2]'])
  })

  it('has an arrow for each use', () => {
    expect(arrows(graphToDot(reluAdd()))).toEqual(['x -> y', 'y -> z', 'x -> z', 'z -> output'])
  })

  it('has an arrow for each of two uses by one node', () => {
    const square = sketch((g) => {
      const x = g.input('x')
      return g.op('mul', { a: x, b: x }, { name: 'm' })
    })
    expect(arrows(graphToDot(square))).toEqual(['x -> m', 'x -> m', 'm -> output'])
  })

  it('names the argument where a node has more than one', () => {
    const dot = graphToDot(reluAdd())
    expect(dot.match(/label="[ab]"/g)).toEqual(['label="a"', 'label="b"'])
  })

  it('leaves parameters out unless asked for', () => {
    expect(boxes(graphToDot(weighted())).map(([name]) => name)).toEqual(['x', 'y', 'output'])
    expect(boxes(graphToDot(weighted(), { params: true })).map(([name]) => name)).toEqual([
      'x',
      'scale',
      'y',
      'output',
    ])
  })

  it('shows scale and zero point of a quantized value', () => {
    const q = { scale: [0.25], zeroPoint: [3], axes: [], qmin: -128, qmax: 127 }
    const graph = sketch((g) => {
      const x = g.input('x')
      g.edit.update(x.node, { type: tensorType('int8', [2], q) })
      return x
    })
    expect(boxes(graphToDot(graph))[0]).toContain('scale 0.25, zero point 3, -128..127')
  })

  it('colours calls, opaque modules and what goes in or out differently', () => {
    const dot = graphToDot(
      sketch((g) => g.module('body', g.op('relu', { x: g.input('x') }, { name: 'y' }), { name: 'm' })),
    )
    const fill = (name: string) => /fillcolor="(#\w+)"/.exec(lineOf(dot, name))![1]
    expect(new Set([fill('x'), fill('y'), fill('m')]).size).toBe(3)
    expect(fill('output')).toBe(fill('x'))
  })

  it('has a cluster for each module of the user, nested ones inside', () => {
    class Block extends Module {
      readonly inner = new Linear({ inFeatures: 2, outFeatures: 2 })
      override forward(x: tf.Tensor2D): tf.Tensor {
        return tf.relu(this.inner.forward(x))
      }
    }
    class Net extends Module {
      readonly block = new Block()
      override forward(x: tf.Tensor2D): tf.Tensor {
        return this.block.forward(x)
      }
    }
    const dot = graphToDot(traced(new Net(), { x: [1, 2] }))
    const labels = [...dot.matchAll(/subgraph cluster_\w+ \{\n +label="([^"]*)"/g)].map(([, label]) => label)
    expect(labels).toEqual(['block', 'inner'])
  })

  it('has a line of notes where the user has some', () => {
    const dot = graphToDot(reluAdd(), { notes: ({ name }) => (name === 'y' ? ['12 MACs'] : []) })
    expect(boxes(dot)[1]).toEqual(['y', 'relu', 'float32[2]', '12 MACs'])
    expect(boxes(dot)[2]).toHaveLength(3)
  })

  it('marks the nodes that the user points at', () => {
    const highlight = new Map<NodeId, DrawMark>([[idOf(reluAdd(), 'y'), 'changed']])
    const dot = graphToDot(reluAdd(), { highlight })
    expect(boxes(dot).map(([name]) => name)).toEqual(['x', '~ y', 'z', 'output'])
    expect(lineOf(dot, '~ y')).toContain('penwidth')
  })

  it('runs down or to the right', () => {
    expect(graphToDot(reluAdd())).toContain('rankdir="TB"')
    expect(graphToDot(reluAdd(), { direction: 'right' })).toContain('rankdir="LR"')
    expect(graphToMermaid(reluAdd(), { direction: 'right' })).toMatch(/^flowchart LR/)
  })

  it('is the same text for equal graphs', () => {
    expect(graphToDot(reluAdd())).toBe(graphToDot(reluAdd()))
    expect(graphToMermaid(reluAdd())).toBe(graphToMermaid(reluAdd()))
  })

  it('has no way to break out of its quotes', () => {
    const hostile = sketch((g) => g.module('a"];evil[', g.input('x'), { name: 'm', scope: 'b"}' }))
    const dot = graphToDot(hostile)
    expect(boxes(dot)).toHaveLength(3)
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toContain('evil')
    expect(graphToMermaid(hostile).replace(/"[^"]*"/g, '')).not.toContain('evil')
  })

  it('of too large a graph is refused, and the limit can be raised', () => {
    expect(refusal(() => graphToDot(chain(1200)))).toMatch(/^TSFX0023/)
    expect(boxes(graphToDot(chain(1200), { maxNodes: 2000 }))).toHaveLength(1202)
  })
})

describe('the drawing of a change', () => {
  const changed = () => {
    const before = chain(3)
    const drop = passNamed('drop', {
      run(edit) {
        const r = edit.base.find('r')!
        const made = edit.insertBefore(r.id, {
          kind: 'call_function',
          target: 'tanh',
          name: 't',
          args: r.args,
          type: r.type,
        })
        edit.replaceAllUsesWith(r.id, made.id)
        edit.erase(r.id)
      },
    })
    return [before, runPasses(before, [drop, swapping('exp', 'tanh')]).graph] as const
  }

  it('marks what was added, removed and changed', () => {
    const marked = boxes(diffToDot(...changed())).map(([name]) => name)
    expect([...marked].sort()).toEqual(['+ t', '- r', 'output', 'r_2', 'x', '~ r_1'])
  })

  it('draws arrows of what was removed dashed', () => {
    const dashed = diffToDot(...changed())
      .split('\n')
      .filter((line) => line.includes('->') && line.includes('dashed'))
    expect(dashed.length).toBeGreaterThan(0)
    expect(diffToMermaid(...changed())).toContain('-.->')
  })

  it('of nothing marks nothing', () => {
    expect(boxes(diffToDot(reluAdd(), reluAdd())).map(([name]) => name)).toEqual(names(reluAdd()))
  })

  it('may be drawn by a hook before and after each pass', () => {
    const drawings: string[] = []
    runPasses(reluAdd(), [swapping('relu', 'tanh'), swapping('add', 'mul')], {
      onPass: (before, after) => drawings.push(diffToDot(before, after)),
    })
    expect(
      drawings.map((dot) =>
        boxes(dot)
          .map(([name]) => name)
          .filter((name) => name!.startsWith('~')),
      ),
    ).toEqual([['~ y'], ['~ z']])
  })
})

describe('other forms', () => {
  it('Mermaid has the same boxes and arrows', () => {
    const text = graphToMermaid(reluAdd())
    expect([...text.matchAll(/^ +n\d+\["(\w+)/gm)].map(([, name]) => name)).toEqual(names(reluAdd()))
    expect(text.match(/-->/g)).toHaveLength(4)
  })

  it('SVG is laid out, with a text for each name', async () => {
    const svg = await graphToSvg(reluAdd())
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/)
    for (const name of names(reluAdd())) expect(svg).toContain(`>${name}</text>`)
  })
})
