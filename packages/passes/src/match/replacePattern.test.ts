/** @file `replacePattern`: what torch.fx's subgraph_rewriter and its matcher are tested for, in our words. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { trace } from '@tsfx/tracer'
import { beforeAll, describe, expect, it } from 'vitest'
import { BATCH, buildGraph, difference } from '../graphs.fixture.ts'
import { runPasses } from '../manager/runPasses.ts'
import { one, ops, replaced, type T, X, XY } from './replaced.fixture.ts'
import { patternPass, replacePattern } from './replacePattern.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

describe('what is found and replaced', () => {
  it('one call, at shapes that are not those of the example, with the name and place kept', () => {
    const before = buildGraph((g) => g.op('relu', 'scores', { x: one(g) }, { scope: 'head', comment: 'why' }))
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.relu6(x),
    })
    expect(after.count).toBe(1)
    expect(after.graph.find('scores')).toMatchObject({
      target: 'relu6',
      scope: 'head',
      type: { shape: [BATCH, 6] },
      meta: { comment: 'why', pass: 'replacement', from: [{ name: 'scores' }] },
    })
  })

  it('keeps what is computed when both compute the same', () => {
    const before = buildGraph((g) => {
      const x = one(g)
      return g.op('tanh', 't', { x: g.op('add', 's', { a: g.op('relu', 'r', { x }), b: x }) })
    })
    const after = replaced(before, {
      inputs: XY,
      pattern: (x: T, y: T) => tf.add(tf.relu(x), y),
      replacement: (x: T, y: T) => tf.add(y, tf.relu(x)),
    })
    expect(difference(before, after.graph)).toBeNull()
    expect(after.graph.find('s')).not.toBeNull()
  })

  it('several places, and those one behind the other', () => {
    const before = buildGraph((g) => {
      let x = one(g)
      for (const name of ['a', 'b', 'c']) x = g.op('relu', name, { x })
      return x
    })
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.tanh(tf.sigmoid(x)),
    })
    expect(after.matches.map(({ anchors }) => anchors[0]!.name)).toEqual(['a', 'b', 'c'])
    expect(after.ops).toEqual(['sigmoid', 'tanh', 'sigmoid', 'tanh', 'sigmoid', 'tanh'])
  })

  it('does not search what it put in', () => {
    const before = buildGraph((g) => g.op('relu', 'r', { x: one(g) }))
    const grow = { inputs: X, pattern: (x: T) => tf.relu(x), replacement: (x: T) => tf.relu(tf.relu(x)) }
    expect(replaced(before, grow).ops).toEqual(['relu', 'relu'])
  })

  it('does not pair what it put in with what was there', () => {
    const before = buildGraph((g) => {
      const x = one(g)
      const all = {
        r: g.op('relu', 'r', { x }),
        s: g.op('sigmoid', 's', { x }),
        late: g.op('sigmoid', 'late', { x }),
      }
      return all
    })
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => [tf.relu(x), tf.sigmoid(x)],
      replacement: (x: T) => [tf.relu(x), tf.tanh(x)],
    })
    expect(after.count).toBe(1)
    expect(after.graph.find('s')?.target).toBe('sigmoid')
    expect(after.graph.find('late')?.target).toBe('tanh')
  })

  it('overlapping places once, the last first', () => {
    const before = buildGraph((g) => {
      let x = one(g)
      for (const name of ['a', 'b', 'c']) x = g.op('relu', name, { x })
      return x
    })
    const pair = { inputs: X, pattern: (x: T) => tf.relu(tf.relu(x)), replacement: (x: T) => tf.tanh(x) }
    expect(replaced(before, pair).ops).toEqual(['relu', 'tanh'])
  })

  it('a pattern that is the whole graph', () => {
    const whole = (x: T, y: T): T => tf.relu(tf.add(tf.sigmoid(x), y))
    const before = trace(whole, { x: [null, 6], y: [null, 6] }, { verify: false })
    const after = replaced(before, { inputs: XY, pattern: whole, replacement: (x: T, y: T) => tf.mul(x, y) })
    expect(after.ops).toEqual(['mul'])
  })

  it('a diamond, whose value is used twice inside', () => {
    const diamond = (x: T): T => {
      const r = tf.relu(x)
      return tf.add(tf.sigmoid(r), tf.tanh(r))
    }
    const graph = (more: boolean): Graph =>
      trace(
        (x: T) => (more ? tf.mul(diamond(x), tf.exp(tf.relu(x))) : diamond(x)),
        { x: [null, 6] },
        { verify: false },
      )
    expect(
      replaced(graph(false), { inputs: X, pattern: diamond, replacement: (x: T) => tf.exp(x) }).ops,
    ).toEqual(['exp'])
    const shared = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: one(g) })
      return [g.op('add', 's', { a: g.op('sigmoid', 'p', { x: r }), b: g.op('tanh', 't', { x: r }) }), r]
    })
    const refused = replaced(shared, { inputs: X, pattern: diamond, replacement: (x: T) => tf.exp(x) })
    expect(refused.count).toBe(0)
    expect(refused.nearMisses[0]?.reason).toBe("relu 'r': its value is also used by the output")
  })

  it('takes two equal calls of a pattern for two nodes, and operands in either order', () => {
    const pattern = (x: T, y: T): T => tf.add(tf.relu(x), tf.sigmoid(y))
    const before = buildGraph((g) => {
      const x = one(g)
      return g.op('add', 's', { a: g.op('sigmoid', 'p', { x }), b: g.op('relu', 'r', { x }) })
    })
    const fields = { inputs: XY, pattern, replacement: (x: T, y: T) => tf.sub(x, y) }
    expect(replaced(before, fields).ops).toEqual(['sub'])
    expect(replaced(before, { ...fields, commutative: false }).count).toBe(0)
  })

  it('backtracks out of an order that fits at first and contradicts later', () => {
    const pattern = (x: T, y: T): T => tf.sub(tf.add(tf.relu(x), tf.relu(y)), y)
    const before = buildGraph((g) => {
      const [x, y] = [one(g), one(g, 'y')]
      const sum = g.op('add', 's', { a: g.op('relu', 'p', { x }), b: g.op('relu', 'r', { x: y }) })
      return g.op('sub', 'd', { a: sum, b: x })
    })
    expect(replaced(before, { inputs: XY, pattern, replacement: (x: T, y: T) => tf.div(x, y) }).ops).toEqual([
      'div',
    ])
  })
})

describe('what a replacement may be', () => {
  it('a function with weights of its own, which come along under free paths', () => {
    const scale = tf.tensor1d([1, 2, 3])
    const shift = tf.scalar(0.25)
    const before = trace(
      (x: T) => tf.mul(tf.relu(x), tf.tensor1d([5, 6, 7])),
      { x: [null, 3] },
      { verify: false },
    )
    const after = replaced(before, {
      inputs: { x: [null, 3] },
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.add(tf.mul(tf.relu(x), scale), shift),
    })
    expect(after.graph.params.size).toBe(before.params.size + 2)
    const expected = trace(
      (x: T) => tf.mul(tf.add(tf.mul(tf.relu(x), scale), shift), tf.tensor1d([5, 6, 7])),
      { x: [null, 3] },
      { verify: false },
    )
    expect(difference(expected, after.graph)).toBeNull()
  })

  it('written with methods or functions: an op has one spelling', () => {
    const before = trace((x: T) => tf.relu(tf.add(x, x)), { x: [null, 3] }, { verify: false })
    const chained = import('@tensorflow/tfjs').then(() =>
      replaced(before, { inputs: X, pattern: (x: T) => x.add(x).relu(), replacement: (x: T) => x.add(x) }),
    )
    return expect(chained).resolves.toMatchObject({ ops: ['add'] })
  })

  it('a graph that is traced again, and runs', () => {
    const before = trace((x: T) => tf.relu(x), { x: [null, 3] }, { verify: false })
    const { graph } = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.relu(x),
    })
    expect(printGraph(graph, { places: false })).toBe(printGraph(before, { places: false }))
    expect(difference(before, graph)).toBeNull()
  })
})

describe('uses', () => {
  it('outside of an inner value refuse a place; those of the result do not', () => {
    const fields = { inputs: X, pattern: (x: T) => tf.sigmoid(tf.relu(x)), replacement: (x: T) => tf.tanh(x) }
    const inner = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: one(g) })
      return g.op('add', 's', { a: g.op('sigmoid', 'h', { x: r }), b: r })
    })
    const refused = replaced(inner, fields)
    expect(refused.graph).toBe(inner)
    expect(refused.nearMisses).toMatchObject([
      { node: 'h', reason: "relu 'r': its value is also used by add 's'" },
    ])
    const result = buildGraph((g) => {
      const h = g.op('sigmoid', 'h', { x: g.op('relu', 'r', { x: one(g) }) })
      return [g.op('add', 's', { a: h, b: h }), h]
    })
    expect(replaced(result, fields).ops).toEqual(['tanh', 'add'])
  })

  it('a module used twice is two places, or none is changed wrongly (pytorch#104593)', () => {
    class Shared {
      w = tf.tensor2d([
        [1, 2],
        [3, 4],
      ])
      forward(x: T): T {
        return tf.add(this.layer(x), this.layer(tf.relu(x)))
      }
      layer(x: T): T {
        return tf.mul(tf.matMul(x as tf.Tensor2D, this.w), 2)
      }
    }
    const before = trace(new Shared(), { x: [null, 2] }, { verify: false })
    const after = replaced(before, {
      inputs: { x: [null, 2], w: [2, 2] },
      pattern: (x: tf.Tensor2D, w: tf.Tensor2D) => tf.mul(tf.matMul(x, w), 2),
      replacement: (x: tf.Tensor2D, w: tf.Tensor2D) => tf.matMul(x, tf.mul(w, 2)),
    })
    expect(after.count).toBe(2)
    expect(difference(before, after.graph, 1e-6)).toBeNull()
    expect(after.graph.params.get('w')).toBe(before.params.get('w'))
  })
})

describe('results', () => {
  it('several, which share what they read', () => {
    const pattern = (x: T): T[] => [tf.relu(x), tf.sigmoid(x)]
    const before = buildGraph((g) => {
      const x = one(g)
      return { p: g.op('sigmoid', 'p', { x }), q: g.op('relu', 'r', { x }) }
    })
    const after = replaced(before, {
      inputs: X,
      pattern,
      replacement: (x: T) => {
        const t = tf.tanh(x)
        return [t, tf.exp(t)]
      },
    })
    expect(after.graph.find('r')?.target).toBe('tanh')
    expect(after.graph.find('p')?.target).toBe('exp')
  })

  it('several, of which one is made from the other', () => {
    const pattern = (x: T): T[] => {
      const r = tf.relu(x)
      return [r, tf.sigmoid(r)]
    }
    const before = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: one(g) })
      return [g.op('add', 'sum', { a: r, b: g.op('sigmoid', 's', { x: r }) }), r]
    })
    const after = replaced(before, { inputs: X, pattern, replacement: (x: T) => [tf.relu6(x), tf.tanh(x)] })
    expect([...after.ops].sort()).toEqual(['add', 'relu6', 'tanh'])
    expect(after.graph.find('r')?.target).toBe('relu6')
  })

  it('several, of which one is used before the others are made', () => {
    const before = buildGraph((g) => {
      const x = one(g)
      const r = g.op('relu', 'r', { x })
      const u = g.op('exp', 'u', { x: r })
      const s = g.op('sigmoid', 's', { x })
      return g.op('add', 'sum', { a: u, b: s })
    })
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => [tf.relu(x), tf.sigmoid(x)],
      replacement: (x: T) => [tf.relu6(x), tf.tanh(x)],
    })
    expect([...after.ops].sort()).toEqual(['add', 'exp', 'relu6', 'tanh'])
  })

  it('one returned twice', () => {
    const before = buildGraph((g) => g.op('relu', 'r', { x: one(g) }))
    const twice = (f: (x: T) => T) => (x: T) => {
      const y = f(x)
      return [y, y]
    }
    const fields = { inputs: X, pattern: twice(tf.relu), replacement: twice(tf.tanh) }
    expect(replaced(before, fields).ops).toEqual(['tanh'])
    const two = { ...fields, replacement: (x: T) => [tf.tanh(x), tf.exp(x)] }
    expect(() => replacePattern(before, two)).toThrow(/TSFX2024/)
  })

  it('an input of the replacement itself', () => {
    const before = buildGraph((g) => {
      const x = one(g)
      return g.op('exp', 'e', { x: g.op('relu', 'b', { x: g.op('relu', 'a', { x }) }) })
    })
    const after = replaced(before, { inputs: X, pattern: (x: T) => tf.relu(x), replacement: (x: T) => x })
    expect(after.ops).toEqual(['exp'])
  })

  it('of another type are declined, with the reason', () => {
    const before = buildGraph((g) => g.op('relu', 'r', { x: one(g) }))
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.mean(x, 1, true),
    })
    expect(after.graph).toBe(before)
    expect(after.nearMisses[0]?.reason).toBe(
      'the replacement would be float32[batch, 1] and not float32[batch, 6]',
    )
  })

  it('of another number are refused', () => {
    const before = buildGraph((g) => g.op('relu', 'r', { x: one(g) }))
    expect(() =>
      replacePattern(before, { inputs: X, pattern: (x: T) => tf.relu(x), replacement: (x: T) => [x, x] }),
    ).toThrow(/TSFX2024/)
  })
})

describe('filters', () => {
  it('see bindings under the names of parameters', () => {
    const before = buildGraph((g) => [
      g.op('relu', 'a', { x: one(g) }),
      g.op('relu', 'b', { x: g.input('image', [BATCH, 2, 2, 3]) }),
    ])
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.relu6(x),
      where: ({ x }, _, view) => {
        const type = view.node((x as Ref).node).type
        return (type?.kind === 'tensor' && type.shape.length === 4) || 'its input is no image'
      },
    })
    expect(after.matches.map(({ anchors }) => anchors[0]!.name)).toEqual(['b'])
    expect(after.nearMisses).toMatchObject([{ node: 'a', reason: "relu 'a': its input is no image" }])
  })

  it('a replacement may be made for each match', () => {
    const before = buildGraph((g) => [
      g.op('relu', 'a', { x: one(g) }),
      g.op('relu', 'b', { x: one(g, 'y') }),
    ])
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => x,
      replacementFor: ({ anchors }) => (anchors[0]!.name === 'a' ? tf.tanh : tf.sigmoid),
    })
    expect(after.ops).toEqual(['tanh', 'sigmoid'])
  })
})

describe('patternPass', () => {
  it('counts firings and near misses in the record of the run', () => {
    const pass = patternPass({
      name: 'useRelu6',
      summary: 'relu becomes relu6.',
      inputs: X,
      pattern: (x: T) => tf.relu(tf.sigmoid(x)),
      replacement: (x: T) => tf.relu6(x),
    })
    const before = buildGraph((g) => {
      const x = one(g)
      return [g.op('relu', 'a', { x: g.op('sigmoid', 's', { x }) }), g.op('relu', 'b', { x })]
    })
    const { graph, records } = runPasses(before, [pass])
    expect(ops(graph)).toEqual(['relu6', 'relu'])
    expect(records[0]).toMatchObject({
      firings: { useRelu6: 1 },
      nearMisses: [{ rule: 'useRelu6', node: 'b', reason: "relu 'b': x must be sigmoid, is input 'x'" }],
    })
    expect(String(pass.rules[0]!.pattern)).toBe('relu(sigmoid(x))')
  })
})
