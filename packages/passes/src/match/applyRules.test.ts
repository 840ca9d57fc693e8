/** @file Rules with several results, and results that many use: where they stand and when they are rewritten. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Arg, Graph, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import { RunningPass } from '../manager/runningPass.ts'
import { applyRules } from './applyRules.ts'
import { anchors, op, value } from './patterns.ts'
import { ops } from './replaced.fixture.ts'
import { rule } from './rule.ts'
import { run, x } from './rules.fixture.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

describe('rules with several results', () => {
  it('restore the order where a result is used before the last one is made', () => {
    const join = rule({
      name: 'join',
      summary: 'relu and sigmoid of a value are made together.',
      pattern: anchors(op('relu', { x: value('x') }), op('sigmoid', { x: value('x') })),
      rewrite: ({ x }, at) => {
        const t = at.op('tanh', { x })
        return [at.op('relu6', { x: t }), at.op('exp', { x: t })]
      },
    })
    const before = buildGraph((g) => {
      const v = x(g)
      const r = g.op('relu', 'r', { x: v })
      const early = g.op('mul', 'early', { a: r, b: r })
      return g.op('add', 'sum', { a: early, b: g.op('sigmoid', 's', { x: v }) })
    })
    const { after } = run(before, [join])
    expect(ops(after)).toEqual(['tanh', 'relu6', 'mul', 'exp', 'add'])
    expect(after.find('r')?.target).toBe('relu6')
    expect(after.find('s')?.target).toBe('exp')
  })

  it('find results that share nothing, also among what was made', () => {
    const toRelu = rule({
      name: 'toRelu',
      summary: 'tanh becomes relu.',
      pattern: op('tanh', { x: value('x') }),
      rewrite: ({ x }, at) => at.op('relu', { x }),
    })
    const pair = rule({
      name: 'pair',
      summary: 'A relu and a later sigmoid become relu6 and exp.',
      pattern: anchors(op('relu', { x: value('a') }), op(['sigmoid', 'exp'], { x: value('b') }).as('second')),
      where: ({ second }) => second.isOp('sigmoid'),
      rewrite: ({ a, b }, at) => [at.op('relu6', { x: a }), at.op('exp', { x: b })],
    })
    const before = buildGraph((g) => [
      g.op('sigmoid', 's1', { x: x(g, 'a') }),
      g.op('relu', 'r', { x: x(g, 'b') }),
      g.op('sigmoid', 's2', { x: x(g, 'c') }),
      g.op('tanh', 't', { x: x(g, 'd') }),
    ])
    const { after, firings } = run(before, [toRelu, pair])
    expect(firings).toEqual({ toRelu: 1, pair: 2 })
    expect(['s1', 'r', 's2', 't'].map((name) => after.find(name)!.target)).toEqual([
      'exp',
      'relu6',
      'exp',
      'relu6',
    ])
  })

  it('move what a result needs with it, and nothing else', () => {
    const join = rule({
      name: 'join',
      summary: 'relu of one value and sigmoid of another are made together.',
      pattern: anchors(op('relu', { x: value('a') }), op('sigmoid', { x: value('b') })),
      rewrite: ({ a, b }, at) => {
        const sum = at.op('add', { a, b })
        return [at.op('relu6', { x: sum }), at.op('exp', { x: sum })]
      },
    })
    const before = buildGraph((g) => {
      const v = x(g)
      const early = g.op('mul', 'early', { a: g.op('relu', 'r', { x: v }), b: v })
      const other = g.op('tanh', 'other', { x: v })
      const b = g.op('exp', 'b', { x: v })
      return [early, other, g.op('sigmoid', 's', { x: b })]
    })
    const { after } = run(before, [join])
    expect(after.nodes.map((node) => node.name)).toEqual([
      'x',
      'b',
      'add',
      'r',
      'early',
      'other',
      's',
      'output',
    ])
  })
})

describe('results that a list of many uses', () => {
  const many = (use: (g: GraphBuilder, values: Ref[]) => Arg, make: (g: GraphBuilder, v: Ref) => Ref) =>
    buildGraph((g) => {
      const v = x(g)
      return use(
        g,
        Array.from({ length: 40 }, () => make(g, v)),
      )
    })
  const concat = (g: GraphBuilder, values: Ref[]): Ref => g.op('concat', 'all', { xs: values, axis: 1 })
  const toRelu6 = rule({
    name: 'toRelu6',
    summary: 'relu becomes relu6.',
    pattern: op('relu', { x: value('x') }),
    rewrite: ({ x }, at) => at.op('relu6', { x }),
  })
  const dropRelu = rule({
    name: 'dropRelu',
    summary: 'relu is left out, for the sake of a test.',
    pattern: op('relu', { x: value('x') }),
    rewrite: ({ x }) => x,
  })
  const joinExp = rule({
    name: 'joinExp',
    summary: 'tanh of exp becomes tanh.',
    pattern: op('tanh', { x: op('exp', { x: value('x') }) }),
    rewrite: ({ x }, at) => at.op('tanh', { x }),
  })
  const reluOfExp = (g: GraphBuilder, v: Ref): Ref => {
    const e = g.op('exp', 'e', { x: v })
    g.op('tanh', 't', { x: e })
    return g.op('relu', 'r', { x: e })
  }

  it.each([
    ['a concat', concat],
    ['the output', (_: GraphBuilder, values: Ref[]) => values],
  ] as const)('are replaced in %s, which keeps its order and the names', (_, use) => {
    const before = many(use, (g, v) => g.op('relu', 'r', { x: v }))
    const { after, firings } = run(before, [toRelu6])
    expect(firings).toEqual({ toRelu6: 40 })
    const show = (graph: Graph) =>
      graph.nodes.map(({ name, target, args }) => [name, target, Object.keys(args)])
    expect(show(after)).toEqual(
      show(before).map(([name, target, args]) => [name, target === 'relu' ? 'relu6' : target, args]),
    )
    const used = (graph: Graph) =>
      graph.inputsOf((graph.find('all') ?? graph.output)!.id).map(({ name }) => name)
    expect(used(after)).toEqual(used(before))
  })

  it('are rewritten once for all of them', () => {
    const before = many(concat, (g, v) => g.op('relu', 'r', { x: v }))
    let rewrites = 0
    before.edit((edit) => {
      const { setArgs, replaceAllUsesWith } = edit
      const all = before.find('all')!.id
      edit.setArgs = (id, args) => {
        if (id === all) rewrites++
        return setArgs.call(edit, id, args)
      }
      edit.replaceAllUsesWith = (from, to, filter) => {
        const args = edit.node(all).args
        replaceAllUsesWith.call(edit, from, to, filter)
        if (edit.node(all).args !== args) rewrites++
      }
      applyRules(edit, [toRelu6], new RunningPass('snapshot'))
    })
    expect(rewrites).toBe(1)
  })

  it('are seen as uses by what matches in the same sweep', () => {
    const { after, firings, nearMisses } = run(many(concat, reluOfExp), [dropRelu, joinExp])
    expect(firings).toEqual({ dropRelu: 40 })
    expect(nearMisses).toHaveLength(40)
    expect(nearMisses[0]?.reason).toBe("exp 'e': its value is also used by concat 'all'")
    expect(after.node((after.find('all')!.args.xs as Ref[])[3]!.node).name).toBe('e_3')
  })

  it('may pass through several rules', () => {
    const toExp = rule({
      name: 'toExp',
      summary: 'sigmoid becomes relu, and relu goes.',
      pattern: op('sigmoid', { x: value('x') }).as('old'),
      where: ({ old }, _, view) => view.users(old.id).every((user) => view.node(user).isOp('concat')),
      rewrite: ({ x }, at) => at.op('exp', { x }),
    })
    const before = many(concat, (g, v) => g.op('relu', 'r', { x: g.op('sigmoid', 's', { x: v }) }))
    const { after, firings } = run(before, [dropRelu, toExp])
    expect(firings).toEqual({ dropRelu: 40, toExp: 40 })
    expect(ops(after)).toEqual([...Array.from({ length: 40 }, () => 'exp'), 'concat'])
  })
})
