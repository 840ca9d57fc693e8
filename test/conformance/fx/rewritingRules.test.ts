/** @file Replacements with several results, literals, modules and conditions: the rest of torch.fx's subgraph_rewriter. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  any,
  callModule,
  chain,
  type Graph,
  listOf,
  op,
  optional,
  patternPass,
  printRule,
  Ref,
  rule,
  rulePass,
  runPasses,
  tracedRule,
  value,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, named, names, opsOf, sketch, traced } from './graphs.fixture.ts'
import { replaced, type T, X, XY } from './rewriting.fixture.ts'

const relus = (count: number): Graph =>
  sketch((g) => {
    let x = g.input('x')
    for (let i = 0; i < count; i++) x = g.op('relu', { x }, { name: 'abcdef'[i]! })
    return x
  })

describe('places that overlap', () => {
  const pair = { inputs: X, pattern: (x: T) => tf.relu(tf.relu(x)), replacement: (x: T) => tf.tanh(x) }

  it('are replaced once, the last of them first', () => {
    const { count, ops } = replaced(relus(3), pair)
    expect([count, ops]).toEqual([1, ['relu', 'tanh']])
  })

  it('are the same however often one looks', () => {
    const once = replaced(relus(5), pair).graph
    expect(names(replaced(relus(5), pair).graph)).toEqual(names(once))
    expect(opsOf(once)).toEqual(['relu', 'tanh', 'tanh'])
  })

  it('side by side are replaced all', () => {
    expect(replaced(relus(4), pair).ops).toEqual(['tanh', 'tanh'])
  })
})

describe('several results', () => {
  const both = (x: T): T[] => [tf.relu(x), tf.sigmoid(x)]

  it('are replaced together, each by its own', () => {
    const before = traced((x: T) => ({ s: tf.sigmoid(x), r: tf.relu(x) }))
    const { graph } = replaced(before, {
      inputs: X,
      pattern: both,
      replacement: (x: T) => [tf.tanh(x), tf.exp(x)],
    })
    expect(graph.output!.args.value).toEqual({
      s: new Ref(graph.nodesOf('exp')[0]!.id),
      r: new Ref(graph.nodesOf('tanh')[0]!.id),
    })
  })

  it('may be made one from the other', () => {
    const before = traced((x: T) => {
      const r = tf.relu(x)
      return [tf.add(r, tf.sigmoid(r)), r]
    })
    const { graph } = replaced(before, {
      inputs: X,
      pattern: (x: T) => {
        const r = tf.relu(x)
        return [r, tf.sigmoid(r)]
      },
      replacement: (x: T) => [tf.relu6(x), tf.tanh(x)],
    })
    expect([...opsOf(graph)].sort()).toEqual(['add', 'relu6', 'tanh'])
    const relu6 = new Ref(graph.nodesOf('relu6')[0]!.id)
    expect((graph.output!.args.value as readonly unknown[])[1]).toEqual(relu6)
  })

  it('may be one value, returned twice', () => {
    const twice = (f: (x: T) => T) => (x: T) => {
      const y = f(x)
      return [y, y]
    }
    const fields = { inputs: X, pattern: twice(tf.relu), replacement: twice(tf.tanh) }
    expect(replaced(relus(1), fields).ops).toEqual(['tanh'])
  })

  it('need as many in the replacement', () => {
    const fields = { inputs: X, pattern: both, replacement: (x: T) => [tf.tanh(x)] }
    expect(() => replaced(traced(both), fields)).toThrow(
      /^TSFX2024.*the replacement returns 1 values in the place of 2/s,
    )
  })

  it('of which one is missing are not replaced at all', () => {
    const before = relus(1)
    const fields = { inputs: X, pattern: both, replacement: (x: T) => [tf.tanh(x), tf.exp(x)] }
    expect(replaced(before, fields).graph).toBe(before)
  })
})

describe('literals of a pattern', () => {
  const flat = (axis: number) => (x: T) => tf.mean(x, axis, true)
  const graph = (): Graph => traced(flat(1), { x: [3, 4] })
  const fields = { inputs: { x: [2, 2] }, replacement: (x: T) => tf.mean(tf.relu(x), 1, true) }

  it('must be those of the graph', () => {
    expect(replaced(graph(), { ...fields, pattern: flat(1) }).ops).toEqual(['relu', 'mean'])
    const other = replaced(graph(), { ...fields, pattern: flat(0) })
    expect(other.count).toBe(0)
    expect(other.reasons[0]).toMatch(/^mean: mean 'mean': axis must be/)
  })

  it('may be ignored', () => {
    const ignoring = { ...fields, pattern: flat(0), ignoreLiterals: true }
    expect(replaced(graph(), ignoring).ops).toEqual(['relu', 'mean'])
  })

  it('are compared with defaults filled in', () => {
    const implied = (x: T) => tf.mean(x, 1)
    const spelled = (x: T) => tf.mean(x, 1, false)
    const squeeze = { inputs: { x: [2, 2] }, replacement: (x: T) => tf.mean(tf.relu(x), 1) }
    expect(replaced(traced(implied, { x: [3, 4] }), { ...squeeze, pattern: spelled }).count).toBe(1)
    expect(replaced(traced(spelled, { x: [3, 4] }), { ...squeeze, pattern: implied }).count).toBe(1)
  })

  it('that are numbers in arithmetic are compared by value', () => {
    const half = traced((x: T) => tf.mul(x, 0.5))
    const by = (factor: number) => ({
      inputs: X,
      pattern: (x: T) => tf.mul(x, factor),
      replacement: (x: T) => tf.relu(x),
    })
    expect(replaced(half, by(0.5)).ops).toEqual(['relu'])
    expect(replaced(half, by(0.25)).count).toBe(0)
  })

  it('that are tensors are compared number by number', () => {
    const shifted = (last: number) => (x: T) => tf.add(x, tf.tensor1d([1, last]))
    const replacement = (x: T) => tf.relu(x)
    const before = traced(shifted(2))
    expect(replaced(before, { inputs: X, pattern: shifted(2), replacement }).ops).toEqual(['relu'])
    expect(replaced(before, { inputs: X, pattern: shifted(3), replacement }).count).toBe(0)
  })
})

describe('lists among the arguments', () => {
  const join = (count: number): Graph =>
    sketch((g) =>
      g.op('concat', { xs: Array.from({ length: count }, (_, i) => g.input(`x${i}`)) }, { name: 'all' }),
    )
  const swap = {
    inputs: { xs: [[2], [2]] },
    pattern: ([a, b]: T[]) => tf.concat([a!, b!]),
    replacement: ([a, b]: T[]) => tf.concat([b!, a!]),
  }

  it('are matched item by item', () => {
    const { graph } = replaced(join(2), swap)
    const order = named(graph, 'all').args.xs as readonly Ref[]
    expect(order.map((ref) => graph.node(ref.node).name)).toEqual(['x1', 'x0'])
  })

  it('of another length do not match', () => {
    expect(replaced(join(3), swap).count).toBe(0)
  })

  it('of any length are matched by a pattern for each item', () => {
    const growing = rule({
      name: 'reluAll',
      summary: 'Each part of a concat goes through relu.',
      pattern: op('concat', { xs: listOf('parts', op('exp', { x: value('x') })) }),
      rewrite: ({ parts }, at) =>
        at.op('concat', { xs: parts.map(({ x }) => at.op('relu', { x })), axis: 0 }),
    })
    const before = sketch((g) =>
      g.op('concat', { xs: ['u', 'v', 'w'].map((name) => g.op('exp', { x: g.input(name) })) }),
    )
    const pass = rulePass({ name: 'reluAll', summary: '', rules: [growing] })
    expect(opsOf(runPasses(before, [pass]).graph)).toEqual(['relu', 'relu', 'relu', 'concat'])
  })
})

describe('opaque modules', () => {
  const twoModules = (): Graph =>
    sketch((g) => g.module('tail', g.module('body', g.input('x'), { name: 'a' }), { name: 'b' }))
  const fuse = (first: string) =>
    rulePass({
      name: 'fuseModules',
      summary: '',
      rules: [
        rule({
          name: 'fuseModules',
          summary: 'body and tail are one tanh.',
          pattern: chain(callModule(first, { input0: value('x') }), callModule('tail')),
          rewrite: ({ x }, at) => at.op('tanh', { x }),
        }),
      ],
    })

  it('one behind the other are replaced by one call', () => {
    const { graph } = runPasses(twoModules(), [fuse('body')])
    expect(graph.nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'placeholder x',
      'call_function b',
      'output output',
    ])
  })

  it('at another path do not match', () => {
    const before = twoModules()
    expect(runPasses(before, [fuse('stem')]).graph).toBe(before)
  })
})

describe('a condition', () => {
  const twoRelus = (): Graph =>
    sketch((g) => [
      g.op('relu', { x: g.input('x') }, { name: 'vector' }),
      g.op('relu', { x: g.input('m', [2, 2]) }, { name: 'matrix' }),
    ])
  const ofRank = (rank: number) =>
    tracedRule({
      name: `rank${rank}`,
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.tanh(x),
      where: ({ x }, _, view) => {
        const { type } = view.node((x as Ref).node)
        return (type?.kind === 'tensor' && type.shape.length === rank) || `it is not of rank ${rank}`
      },
    })

  it('leaves what it refuses, and its reason is recorded', () => {
    const pass = rulePass({ name: 'ranked', summary: '', rules: [ofRank(2)] })
    const { graph, records } = runPasses(twoRelus(), [pass])
    expect([named(graph, 'vector').target, named(graph, 'matrix').target]).toEqual(['relu', 'tanh'])
    expect(records[0]!.nearMisses).toMatchObject([
      { rule: 'rank2', node: 'vector', reason: "relu 'vector': it is not of rank 2" },
    ])
  })

  it('sees what the parameters of the pattern stand for', () => {
    const bound: unknown[] = []
    replaced(twoRelus(), {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.tanh(x),
      where: ({ x }) => {
        bound.push(x)
        return true
      },
    })
    expect(new Set(bound.map((ref) => (ref as Ref).node)).size).toBe(2)
    expect(bound.every((ref) => ref instanceof Ref)).toBe(true)
  })

  it('sees the nodes of the match by the names that they have in the pattern', () => {
    const seen: string[] = []
    replaced(relus(2), {
      inputs: X,
      pattern: (x: T) => tf.relu(tf.relu(x)),
      replacement: (x: T) => tf.tanh(x),
      where: (bindings) => {
        seen.push(...Object.keys(bindings))
        return true
      },
    })
    expect(seen.sort()).toEqual(['relu', 'relu_1', 'x'])
  })
})

describe('rules as data', () => {
  const gate = rule({
    name: 'gate',
    summary: 'x * sigmoid(x) is tanh(x).',
    pattern: op('mul', { a: any('x'), b: op('sigmoid', { x: any('x') }) }),
    rewrite: ({ x }, at) => at.op('tanh', { x: x as Ref }),
  })

  it('print themselves', () => {
    expect(printRule(gate)).toBe('gate: mul(x, sigmoid(x))\n  x * sigmoid(x) is tanh(x).')
  })

  it('count their firings in the record of the run', () => {
    const before = traced((x: T, y: T) => [tf.mul(x, tf.sigmoid(x)), tf.mul(tf.sigmoid(y), y)], XY)
    const { records, graph } = runPasses(before, [rulePass({ name: 'gates', summary: '', rules: [gate] })])
    expect(records[0]!.firings).toEqual({ gate: 2 })
    expect(opsOf(graph)).toEqual(['tanh', 'tanh'])
  })

  it('run until none of them fires', () => {
    const shrink = rule({
      name: 'shrink',
      summary: 'relu of relu is relu.',
      pattern: op('relu', { x: op('relu', { x: value('x') }) }),
      rewrite: ({ x }, at) => at.op('relu', { x }),
    })
    const pass = rulePass({ name: 'shrink', summary: '', rules: [shrink] })
    expect(opsOf(runPasses(relus(6), [pass]).graph)).toEqual(['relu'])
  })

  it('of which the first that fits wins', () => {
    const to = (target: string) =>
      rule({
        name: `to_${target}`,
        summary: '',
        pattern: op('relu', { x: value('x') }),
        rewrite: ({ x }, at) => at.op(target, { x }),
      })
    const pass = rulePass({ name: 'choice', summary: '', rules: [to('tanh'), to('sigmoid')] })
    const { graph, records } = runPasses(relus(1), [pass])
    expect([opsOf(graph), records[0]!.firings]).toEqual([['tanh'], { to_tanh: 1 }])
  })

  it('with a link that may be missing are one rule for both', () => {
    const squash = rule({
      name: 'squash',
      summary: '',
      pattern: chain(op('exp', { x: value('x') }), optional(op('relu').as('relu'))),
      rewrite: ({ x, relu }, at) => at.op(relu ? 'tanh' : 'sigmoid', { x }),
    })
    const pass = rulePass({ name: 'squash', summary: '', rules: [squash] })
    const before = traced((x: T) => [tf.relu(tf.exp(x)), tf.add(tf.exp(x), x)])
    expect(opsOf(runPasses(before, [pass]).graph)).toEqual(['tanh', 'sigmoid', 'add'])
  })

  it('from two functions are a pass of a pipeline', () => {
    const pass = patternPass({
      name: 'double',
      summary: 'x + x is 2 * x.',
      inputs: X,
      pattern: (x: T) => tf.add(x, x),
      replacement: (x: T) => tf.mul(x, 2),
    })
    const { graph, records } = runPasses(
      traced((x: T) => tf.add(x, x)),
      [pass],
    )
    expect(records[0]!.firings).toEqual({ double: 1 })
    expect(compute(graph, [1, 3])).toEqual([2, 6])
  })
})
