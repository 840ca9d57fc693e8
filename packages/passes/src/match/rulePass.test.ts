import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Ref } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { BATCH, buildGraph, difference, type GraphBuilder } from '../graphs.fixture.ts'
import type { NewArgs } from '../transform/opCall.ts'
import { otherReader } from './match.ts'
import { anchors, chain, op, optional, param, scalar, value } from './patterns.ts'
import { ops } from './replaced.fixture.ts'
import { printRule, type Rule, rule } from './rule.ts'
import { run, x } from './rules.fixture.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

/** `relu` twice is `relu`. */
const reluOfRelu = rule({
  name: 'reluOfRelu',
  summary: 'relu of relu is relu.',
  pattern: chain(op('relu', { x: value('x') }), op('relu')),
  rewrite: ({ x }, at) => at.op('relu', { x }),
})

/** Products of constants are one product. */
const joinScales = rule({
  name: 'joinScales',
  summary: 'Two products by constants become one.',
  pattern: op('mul', { a: op('mul', { a: value('x'), b: scalar('p') }), b: scalar('factor') }),
  rewrite: ({ x, p, factor }, at) =>
    at.op('mul', {
      a: x,
      b: at.param('scale', bytesParam(Float32Array.of(p * factor), 'float32', [])),
    }),
})

describe('rules', () => {
  it('are data that print themselves', () => {
    expect(printRule(reluOfRelu)).toBe('reluOfRelu: relu(x) -> relu\n  relu of relu is relu.')
  })

  it('fire until none is left to fire, each counted', () => {
    const before = buildGraph((g) => {
      let v = x(g)
      for (let i = 0; i < 9; i++) v = g.op('relu', `r${i}`, { x: v })
      return v
    })
    const { ops, firings, after, nearMisses } = run(before, [reluOfRelu])
    expect(ops).toEqual(['relu'])
    expect(firings).toEqual({ reluOfRelu: 8 })
    expect(difference(before, after)).toBeNull()
    expect(after.find('r8')?.target).toBe('relu')
    expect(nearMisses).toMatchObject([{ node: 'r8', reason: "relu 'r8': x must be relu, is input 'x'" }])
  })

  it('visit each node once when asked to', () => {
    const before = buildGraph((g) => {
      let v = x(g)
      for (let i = 0; i < 4; i++) v = g.op('relu', `r${i}`, { x: v })
      return v
    })
    expect(run(before, [reluOfRelu], true).ops).toEqual(['relu', 'relu'])
  })

  it('of one pass see what the others made, in the order of the list', () => {
    const dropSigmoid = rule({
      name: 'dropSigmoid',
      summary: 'sigmoid of relu is left out, for the sake of a test.',
      pattern: op('sigmoid', { x: op('relu').as('inner') }),
      rewrite: ({ inner }, at) => at.op('relu', { x: inner.args.x! }),
    })
    const before = buildGraph((g) => {
      const r = g.op('relu', 'a', { x: x(g) })
      return g.op('relu', 'c', { x: g.op('sigmoid', 'b', { x: r }) })
    })
    const { ops, firings } = run(before, [reluOfRelu, dropSigmoid])
    expect(ops).toEqual(['relu'])
    expect(firings).toEqual({ dropSigmoid: 1, reluOfRelu: 1 })
  })

  it('fire where a use outside went away by another firing', () => {
    const both = rule({
      name: 'oneExp',
      summary: 'exp of a value and exp of its relu: the first is used.',
      pattern: op('tanh', { x: op('exp', { x: value('x') }) }),
      rewrite: ({ x }, at) => at.op('tanh', { x }),
    })
    const before = buildGraph((g) => {
      const r = g.op('relu', 'r', { x: x(g) })
      const t = g.op('tanh', 't', { x: g.op('exp', 'e', { x: r }) })
      return [t, g.op('relu', 'last', { x: r })]
    })
    expect(run(before, [reluOfRelu, both]).firings).toEqual({ oneExp: 1 })
  })

  it('make new parameters, and leave the old to who reads them', () => {
    const before = buildGraph((g) => {
      const half = g.param('half', [], 0.5)
      const once = g.op('mul', 'm', { a: x(g), b: half })
      return [
        g.op('mul', 'k', { a: g.op('mul', 'n', { a: half, b: once }), b: half }),
        g.op('exp', 'e', { x: half }),
      ]
    })
    const { after, firings } = run(before, [joinScales])
    expect(firings).toEqual({ joinScales: 2 })
    expect(difference(before, after)).toBeNull()
    expect(after.params.get('half')).toBe(before.params.get('half'))
  })

  it('give new nodes the name, scope and sources of what they stand for', () => {
    const before = buildGraph((g) => {
      const a = g.op('relu', 'a', { x: x(g) }, { scope: 'net.first', comment: 'first' })
      return g.op('relu', 'hidden', { x: a }, { scope: 'net.second' })
    })
    expect(run(before, [reluOfRelu]).after.find('hidden')).toMatchObject({
      scope: 'net.second',
      meta: { comment: 'first', pass: 'rules', from: [{ name: 'hidden' }, { name: 'a' }] },
    })
  })

  it('take what the new nodes were made from from the rewrite, where it says so', () => {
    const before = buildGraph((g) => {
      const a = g.op('relu', 'a', { x: x(g) }, { scope: 'net.first' })
      return g.op('relu', 'hidden', { x: a }, { scope: 'net.second' })
    })
    const asFirst: Rule = {
      ...reluOfRelu,
      rewrite: ({ x }, at) => at.op('relu', { x: x as Ref }, { from: at.match.nodes }),
    }
    expect(run(before, [asFirst]).after.find('hidden')).toMatchObject({
      scope: 'net.first',
      meta: { from: [{ name: 'a' }, { name: 'hidden' }] },
    })
  })

  it('may return the node that a binding or an edit gives, in the place of its value', () => {
    const drop = rule({
      name: 'drop',
      summary: 'relu of exp is exp.',
      pattern: op('relu', { x: op('exp').as('exp') }),
      rewrite: ({ exp }, at) =>
        at.edit.insertBefore(at.anchor, {
          kind: 'call_function',
          target: 'exp',
          args: exp.args,
          type: exp.type,
        }),
    })
    const before = buildGraph((g) => g.op('relu', 'r', { x: g.op('exp', 'e', { x: x(g) }) }))
    const { after } = run(before, [drop])
    expect(ops(after)).toEqual(['exp'])
    expect(after.find('r')?.target).toBe('exp')
  })

  it('make constants of numbers, one parameter for equal ones', () => {
    const shift = rule({
      name: 'shift',
      summary: 'tanh(x) becomes 2 * x + 2.',
      pattern: op('tanh', { x: value('x') }),
      rewrite: ({ x }, at) => at.op('add', { a: at.op('mul', { a: x, b: 2 }), b: 2 }),
    })
    const before = buildGraph((g) => [g.op('tanh', 't', { x: x(g) }), g.op('tanh', 'u', { x: x(g, 'y') })])
    const { after } = run(before, [shift])
    expect([...after.params.keys()]).toEqual(['_constant'])
    expect(ops(after)).toEqual(['mul', 'add', 'mul', 'add'])
  })

  it('say what is wrong with a call, where it was to stand', () => {
    const calling = (target: string, args: NewArgs): Rule => ({
      name: 'calling',
      summary: 'Calls.',
      pattern: op('relu', { x: value('x') }),
      rewrite: (_, at) => at.op(target, args),
    })
    const before = buildGraph((g) => g.op('relu', 'scores', { x: x(g) }))
    const failed = 'TSFX2026 rule calling failed at scores: '
    expect(() => run(before, [calling('tahn', {})])).toThrow(
      `${failed}TSFX2031 there is no op 'tahn'; did you mean 'tanh'?`,
    )
    expect(() => run(before, [calling('tanh', { x: undefined })])).toThrow(
      `${failed}TSFX2032 tanh needs the argument 'x', which scores does not give`,
    )
    expect(() => run(before, [calling('tanh', { x: 'scores' })])).toThrow(
      `${failed}TSFX2040 the call of tanh at scores has bad arguments: x must be a value, not "scores"`,
    )
  })

  it('may return an input, and put a node behind what they match', () => {
    const behind = rule({
      name: 'behind',
      summary: 'Puts relu6 behind tanh.',
      pattern: op('tanh', { x: value('x') }).as('tanh'),
      where: ({ tanh }, { anchors }, view) =>
        !view.users(anchors[0]!.id).some((user) => view.node(user).isOp('relu6')) || `${tanh.name} has one`,
      rewrite: ({ tanh }, at) => at.op('relu6', { x: tanh }),
    })
    const dropExp = rule({
      name: 'dropExp',
      summary: 'Leaves exp out.',
      pattern: op('exp', { x: value('x') }),
      rewrite: ({ x }) => x,
    })
    const before = buildGraph((g) => g.op('exp', 'e', { x: g.op('tanh', 't', { x: x(g) }) }))
    const { after, nearMisses } = run(before, [behind, dropExp])
    expect(ops(after)).toEqual(['tanh', 'relu6'])
    expect(nearMisses).toMatchObject([{ rule: 'behind', node: 't', reason: "tanh 't': t has one" }])
  })

  it('may decline what only the rewrite finds out', () => {
    const never = rule({
      name: 'never',
      summary: 'Declines.',
      pattern: op('relu'),
      rewrite: (_, at) => at.decline('the folded weights would not be finite'),
    })
    const before = buildGraph((g) => g.op('relu', 'r', { x: x(g) }))
    const { after, nearMisses, firings } = run(before, [never])
    expect(after).toBe(before)
    expect(firings).toEqual({})
    expect(nearMisses).toMatchObject([{ node: 'r', reason: 'the folded weights would not be finite' }])
  })

  it('may not decline what they have begun', () => {
    const half = rule({
      name: 'half',
      summary: 'Declines too late.',
      pattern: op('relu', { x: value('x') }),
      rewrite({ x }, at) {
        at.op('tanh', { x })
        return at.decline('no')
      },
    })
    const before = buildGraph((g) => g.op('relu', 'r', { x: x(g) }))
    expect(() => run(before, [half])).toThrow(
      "TSFX2024 rule half at r: it declines after it has made tanh 'tanh'",
    )
  })

  it('may not change the type of a value', () => {
    const dropOne = rule({
      name: 'dropOne',
      summary: 'x * 1 is x.',
      pattern: op('mul', { a: value('x'), b: scalar(1) }),
      rewrite: ({ x }) => x,
    })
    const before = buildGraph((g) =>
      g.op('relu', 'r', { x: g.op('mul', 'm', { a: x(g), b: g.param('k', [1, 1, 1], 1) }) }),
    )
    expect(() => run(before, [dropOne])).toThrow(
      'TSFX2024 rule dropOne at m: it returns float32[batch, 4] in the place of float32[1, batch, 4]',
    )
  })

  it('are not endless when one makes many nodes for another', () => {
    const blowUp = rule({
      name: 'blowUp',
      summary: 'tanh becomes 3,000 relus.',
      pattern: op('tanh', { x: value('x') }),
      rewrite: ({ x }, at) => Array.from({ length: 3000 }).reduce<Ref>((v) => at.op('relu', { x: v }), x),
    })
    const toRelu6 = rule({
      name: 'toRelu6',
      summary: 'relu becomes relu6.',
      pattern: op('relu', { x: value('x') }),
      rewrite: ({ x }, at) => at.op('relu6', { x }),
    })
    const before = buildGraph((g) => g.op('tanh', 't', { x: x(g) }))
    expect(run(before, [blowUp, toRelu6]).firings).toEqual({ blowUp: 1, toRelu6: 3000 })
  })

  it('are stopped also where what they match stays', () => {
    const behind = rule({
      name: 'behind',
      summary: 'Puts relu6 behind tanh and relu of it, again and again.',
      pattern: anchors(op('tanh').as('t'), op('relu', { x: op('tanh').as('t') }).as('r')),
      rewrite: ({ t }, at) => [t, at.op('relu', { x: t })],
    })
    const before = buildGraph((g) => g.op('relu', 'r', { x: g.op('tanh', 't', { x: x(g) }) }))
    expect(() => run(before, [behind])).toThrow(/TSFX2025 rule behind fired \d+ times/)
  })

  it('that make what they match are stopped', () => {
    const grow = rule({
      name: 'grow',
      summary: 'Doubles relu.',
      pattern: op('relu', { x: value('x') }),
      rewrite: ({ x }, at) => at.op('relu', { x: at.op('relu', { x }) }),
    })
    const before = buildGraph((g) => g.op('relu', 'r', { x: x(g) }))
    expect(() => run(before, [grow])).toThrow(/rule grow fired \d+ times/)
    expect(run(before, [grow], true).ops).toEqual(['relu', 'relu'])
  })

  it('that throw are reported with the rule and the node', () => {
    const wrong = rule({
      name: 'wrong',
      summary: 'Asks for what is not there.',
      pattern: op('relu', { x: value('x') }),
      rewrite: ({ x }, at) => at.op('relu', { x, slope: 1 }),
    })
    const before = buildGraph((g) => g.op('relu', 'scores', { x: x(g) }))
    expect(() => run(before, [wrong])).toThrow(/rule wrong failed at scores: .*slope/s)
  })
})

describe('sharing (pytorch#104593)', () => {
  /** Scales a filter in place of its output: right only where it changes no one else's filter. */
  const scaleFilter = (inPlace: boolean): Rule =>
    rule({
      name: 'scaleFilter',
      summary: 'conv2d times a constant becomes conv2d with scaled filter.',
      pattern: op('mul', { a: op('conv2d', { filter: param('w') }).as('conv'), b: scalar('factor') }),
      where: ({ w }, found, view) => {
        const other = inPlace ? otherReader(view, found, w.path) : null
        return other === null || `parameter '${w.path}' is also read by ${other.name}`
      },
      rewrite: ({ conv, w, factor }, at) => {
        const data = (at.edit.base.store.read(w.handle) as Float32Array).map((v) => v * factor)
        const scaled = bytesParam(data, 'float32', w.handle.shape)
        if (inPlace) at.edit.setParam(w.path, scaled)
        const filter = inPlace ? w : at.param(`${w.path}_scaled`, scaled)
        return at.op('conv2d', { ...conv.args, filter })
      },
    })
  const layer = (g: GraphBuilder, x: Ref, name: string, path: string): Ref =>
    g.op('conv2d', name, { x, filter: g.param(path, [3, 3, 4, 4]), pad: 'same' })
  const twice = (g: GraphBuilder, v: Ref, name: string): Ref =>
    g.op('mul', name, { a: v, b: g.param('two', [], 2) })
  const image = (g: GraphBuilder): Ref => g.input('x', [BATCH, 6, 6, 4])

  const moduleTwice = buildGraph((g) => {
    const first = twice(g, layer(g, image(g), 'a', 'conv.w'), 'p')
    return twice(g, layer(g, first, 'b', 'conv.w'), 's')
  })
  const parameterTwice = buildGraph((g) => {
    const v = image(g)
    return [twice(g, layer(g, v, 'a', 'w'), 'p'), layer(g, v, 'b', 'w')]
  })
  const twoUsers = buildGraph((g) => {
    const c = layer(g, image(g), 'a', 'w')
    return [twice(g, c, 'p'), c]
  })

  it.each([
    ['a module used twice', moduleTwice, 2],
    ['a parameter used twice', parameterTwice, 1],
    ['a conv output with two users', twoUsers, 0],
  ] as const)('%s is right with new parameters', (_, before, count) => {
    const { after, firings } = run(before, [scaleFilter(false)])
    expect(firings.scaleFilter ?? 0).toBe(count)
    expect(difference(before, after, 1e-5)).toBeNull()
  })

  it.each([
    [
      'a module used twice',
      moduleTwice,
      [
        "p: mul 'p': parameter 'conv.w' is also read by b",
        "s: mul 's': parameter 'conv.w' is also read by a",
      ],
    ],
    ['a parameter used twice', parameterTwice, ["p: mul 'p': parameter 'w' is also read by b"]],
    ['a conv output with two users', twoUsers, ["p: conv2d 'a': its value is also used by the output"]],
  ] as const)(
    '%s is declined with a reason where a rule would change the parameter',
    (_, before, reasons) => {
      const { after, nearMisses } = run(before, [scaleFilter(true)])
      expect(after).toBe(before)
      expect(nearMisses.map(({ node, reason }) => `${node}: ${reason}`)).toEqual(reasons)
    },
  )
})

describe('scale', () => {
  it('ten thousand firings cost ten thousand visits', () => {
    const before = buildGraph((g) => {
      let v = x(g)
      for (let i = 0; i < 10_000; i++)
        v = g.op('relu', 'r', { x: i % 2 === 0 ? g.op('exp', 'e', { x: v }) : v })
      return v
    })
    const drop = rule({
      name: 'expRelu',
      summary: 'exp, relu, relu become exp: exp is positive.',
      pattern: chain(op('exp', { x: value('x') }), op('relu'), optional(op('relu'))),
      rewrite: ({ x }, at) => at.op('exp', { x }),
    })
    const { firings, after } = run(before, [drop])
    expect(firings).toEqual({ expRelu: 5_000 })
    expect(after.nodes).toHaveLength(5_002)
  })
})
