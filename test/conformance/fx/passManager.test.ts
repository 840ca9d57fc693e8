/** @file Pipelines: torch.fx's test_pass_infra and its older test_pass_manager, in our words. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  bisectPasses,
  checkPassOrder,
  failureOf,
  type GraphCheck,
  isDiagnosticError,
  orderPasses,
  PassManager,
  printPassRecords,
  runPasses,
  untilStable,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, idOf, opsOf, refusal, three } from './graphs.fixture.ts'
import { holds, passNamed, swapping, without } from './passes.fixture.ts'

const names = (passes: readonly { readonly name: string }[]): readonly string[] =>
  passes.map(({ name }) => name)
const [p, q] = [holds('p'), holds('q')]

describe('a pass manager', () => {
  it('runs its passes in the order given', () => {
    const { graph, records } = new PassManager([swapping('relu', 'tanh'), swapping('tanh', 'exp')]).run(
      three(),
    )
    expect(opsOf(graph)).toEqual(['exp', 'exp', 'sigmoid'])
    expect(names(records)).toEqual(['relu_to_tanh', 'tanh_to_exp'])
  })

  it('takes passes, constraints and checks one after the other', () => {
    const seen: (readonly string[])[] = []
    const manager = new PassManager([], { order: 'solved' })
      .add(passNamed('late'), swapping('relu', 'exp'))
      .addConstraint({ before: 'relu_to_exp', after: 'late' })
      .addCheck((graph) => void seen.push(opsOf(graph)))
    expect(names(manager.run(three()).records)).toEqual(['relu_to_exp', 'late'])
    expect(seen).toEqual([
      ['exp', 'tanh', 'sigmoid'],
      ['exp', 'tanh', 'sigmoid'],
    ])
  })

  it('may run again, and each run begins from the graph that it is given', () => {
    const manager = new PassManager([swapping('relu', 'exp')])
    const [first, second] = [manager.run(three()), manager.run(three())]
    expect([opsOf(first.graph), opsOf(second.graph)]).toEqual([opsOf(first.graph), opsOf(first.graph)])
    expect(second.records).toHaveLength(1)
  })

  it('says of each pass how many nodes it changed', () => {
    const { records } = runPasses(three(), [swapping('relu', 'exp'), passNamed('idle')])
    expect(records.map(({ changed }) => changed)).toEqual([1, 0])
  })

  it('gives back the same version when nothing changed', () => {
    const graph = three()
    expect(runPasses(graph, [passNamed('idle'), swapping('add', 'mul')]).graph).toBe(graph)
  })

  it('prints what its passes did', () => {
    const { records } = runPasses(three(), [swapping('relu', 'exp')])
    expect(printPassRecords(records)).toMatch(/^pass +changed .*\nrelu_to_exp +1 /)
  })
})

describe('order', () => {
  it('is checked: a pass before the one that ensures what it requires is refused', () => {
    const passes = [passNamed('needs', { requires: [p] }), passNamed('gives', { ensures: [p] })]
    expect(refusal(() => runPasses(three(), passes))).toMatch(/^TSFX2001: .*needs.*gives/)
  })

  it('is solved from what passes require and ensure', () => {
    const passes = [
      passNamed('last', { requires: [q] }),
      passNamed('middle', { requires: [p], ensures: [q] }),
      passNamed('first', { ensures: [p] }),
    ]
    expect(names(orderPasses(passes))).toEqual(['first', 'middle', 'last'])
  })

  it('of what nothing orders stays as given', () => {
    const passes = ['d', 'b', 'a', 'c'].map((name) => passNamed(name))
    expect(names(orderPasses(passes))).toEqual(['d', 'b', 'a', 'c'])
  })

  it('by a constraint is solved', () => {
    const passes = ['a', 'b', 'c'].map((name) => passNamed(name))
    const constraints = [
      { before: 'c', after: 'a' },
      { before: 'b', after: 'c' },
    ]
    expect(names(orderPasses(passes, constraints))).toEqual(['b', 'c', 'a'])
  })

  it('by a constraint holds for every run of a pass', () => {
    const [a, b] = [passNamed('a'), passNamed('b')]
    expect(names(orderPasses([a, b, a], [{ before: 'a', after: 'b' }]))).toEqual(['a', 'a', 'b'])
  })

  it('against a constraint is refused, and both passes are named', () => {
    const passes = [passNamed('b'), passNamed('a')]
    expect(refusal(() => checkPassOrder(passes, [{ before: 'a', after: 'b' }]))).toMatch(
      /^TSFX2008: .*\ba\b.*\bb\b/,
    )
    expect(refusal(() => runPasses(three(), passes, { constraints: [{ before: 'a', after: 'b' }] }))).toMatch(
      /^TSFX2008/,
    )
  })

  it('in a cycle is refused, and the cycle is spelled out', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => passNamed(name))
    const circle = [
      { before: 'a', after: 'b' },
      { before: 'b', after: 'c' },
      { before: 'c', after: 'a' },
    ]
    const text = refusal(() => orderPasses([a!, b!, c!], circle))
    expect(text).toMatch(/^TSFX2006: /)
    for (const { before, after } of circle) expect(text).toContain(`${after} has to come after ${before}`)
  })

  it('by a constraint on a pass that is not there is refused', () => {
    expect(refusal(() => orderPasses([passNamed('a')], [{ before: 'a', after: 'nobody' }]))).toMatch(
      /^TSFX2007: .*'nobody'/,
    )
  })
})

describe('facts', () => {
  it('that a pass requires are checked before it', () => {
    const picky = passNamed('picky', { requires: [without('tanh')] })
    expect(refusal(() => runPasses(three(), [picky]))).toBe(
      "TSFX2002: pass picky requires 'without tanh', but b is a tanh",
    )
  })

  it('that a pass ensures are checked after it', () => {
    const boastful = { ...swapping('relu', 'exp'), ensures: [without('tanh')] }
    expect(refusal(() => runPasses(three(), [boastful]))).toMatch(/^TSFX2003: .*relu_to_exp.*b is a tanh/)
  })

  it('that an earlier pass ensured hold for a later one', () => {
    const clearing = { ...swapping('tanh', 'exp'), ensures: [without('tanh')] }
    const picky = passNamed('picky', { requires: [without('tanh')] })
    expect(names(runPasses(three(), [clearing, picky]).records)).toEqual(['tanh_to_exp', 'picky'])
  })

  it('that hold in the input need no pass', () => {
    const picky = passNamed('picky', { requires: [without('exp')] })
    expect(names(runPasses(three(), [picky]).records)).toEqual(['picky'])
  })
})

describe('checks of the user', () => {
  it('run after every pass, on what it made', () => {
    const seen: (readonly string[])[] = []
    const passes = [swapping('relu', 'exp'), swapping('tanh', 'exp')]
    runPasses(three(), passes, { checks: [(graph) => void seen.push(opsOf(graph))] })
    expect(seen).toEqual([
      ['exp', 'tanh', 'sigmoid'],
      ['exp', 'exp', 'sigmoid'],
    ])
  })

  it('that return a problem end the run, naming check, pass and problem', () => {
    const noExp: GraphCheck = (graph) => (graph.nodesOf('exp').length > 0 ? 'there is an exp' : null)
    expect(refusal(() => runPasses(three(), [swapping('relu', 'exp')], { checks: [noExp] }))).toBe(
      'TSFX2012: check noExp failed after pass relu_to_exp: there is an exp',
    )
  })

  it('that throw end the run, with the error as the cause', () => {
    const cause = new Error('bad luck')
    const checks: GraphCheck[] = [
      () => {
        throw cause
      },
    ]
    expect(() => runPasses(three(), [passNamed('idle')], { checks })).toThrow(
      expect.objectContaining({ cause }),
    )
  })

  it('of more than one parameter are refused when they are added', () => {
    const wrong = ((a: unknown, b: unknown) => a === b) as unknown as GraphCheck
    expect(refusal(() => new PassManager().addCheck(wrong))).toMatch(/^TSFX2011: .*2 parameters/)
  })

  it('that are no function are refused when they are added', () => {
    expect(refusal(() => new PassManager().addCheck('lint' as unknown as GraphCheck))).toMatch(
      /^TSFX2011: .*string/,
    )
  })
})

describe('verification', () => {
  const breaking = passNamed('breaking', {
    run: (edit) => void edit.update(idOf(edit.base, 'b'), { target: 'noOp' }),
  })

  it('runs after every pass, so the pass that breaks the graph is named', () => {
    expect(refusal(() => runPasses(three(), [passNamed('idle'), breaking, passNamed('late')]))).toMatch(
      /^TSFX2004: pass breaking \(after idle\) failed: .*b calls 'noOp'/,
    )
  })

  it('may be left out', () => {
    expect(names(runPasses(three(), [breaking, passNamed('late')], { verify: false }).records)).toEqual([
      'breaking',
      'late',
    ])
  })

  it('may compare numbers before and after each pass', () => {
    const inputs = { x: tf.tensor1d([0.3, -2]) }
    const check = { inputs, tolerance: 1e-6 }
    expect(
      refusal(() => runPasses(three(), [passNamed('idle'), swapping('tanh', 'exp')], { check })),
    ).toMatch(/^TSFX2005: .*tanh_to_exp/)
    expect(compute(runPasses(three(), [passNamed('idle')], { check }).graph, [0, 0])).toEqual([0.5, 0.5])
  })
})

describe('a pass that fails', () => {
  const failing = passNamed('failing', {
    run: (edit, context) =>
      context.eachNode(edit, (node) => {
        if (node.name === 'b') throw new RangeError('out of luck')
      }),
  })
  const caught = (): Error => {
    try {
      runPasses(three(), [swapping('relu', 'exp'), passNamed('idle'), failing])
    } catch (error) {
      return error as Error
    }
    throw new TypeError('nothing was thrown')
  }

  it('is named with the passes that ran before it', () => {
    expect(caught().message).toContain('pass failing (after relu_to_exp, idle) failed: out of luck')
  })

  it('is reported at the node and its place in the source', () => {
    const error = caught()
    expect(isDiagnosticError(error) && error.place).toMatchObject({
      node: 'b',
      loc: { file: '/net.ts', line: 11 },
    })
    expect(error.cause).toBeInstanceOf(RangeError)
  })

  it('leaves the graph that was made before it', () => {
    const failure = failureOf(caught())!
    expect([failure.pass, opsOf(failure.graph), names(failure.records)]).toEqual([
      'failing',
      ['exp', 'tanh', 'sigmoid'],
      ['relu_to_exp', 'idle'],
    ])
  })
})

describe('groups', () => {
  const oneStep = passNamed('oneStep', {
    run(edit) {
      const node = edit.base.nodes.find((each) => each.kind === 'call_function' && !each.isOp('relu'))
      if (node) edit.update(node.id, { target: 'relu' })
    },
  })

  it('run until a whole round changes nothing', () => {
    const { graph, records } = runPasses(three(), [untilStable('flatten', [oneStep])])
    expect(opsOf(graph)).toEqual(['relu', 'relu', 'relu'])
    expect(records).toHaveLength(3)
  })

  it('of passes that undo each other are refused, and named', () => {
    const quarrel = untilStable('quarrel', [swapping('relu', 'exp'), swapping('exp', 'relu')])
    expect(refusal(() => runPasses(three(), [quarrel]))).toMatch(
      /^TSFX2010: group quarrel .*relu_to_exp, exp_to_relu/,
    )
  })

  it('that never settle are given up', () => {
    const growing = passNamed('growing', {
      run: (edit) => {
        const a = edit.base.find('a')!
        edit.insertAfter(a.id, { kind: 'call_function', target: 'relu', args: a.args, type: a.type })
      },
    })
    const group = untilStable('endless', [growing], { maxRounds: 4 })
    expect(refusal(() => runPasses(three(), [group]))).toMatch(/^TSFX2009: group endless .*4 rounds/)
  })
})

describe('hooks and choices', () => {
  it('hooks see the graph before and after every pass', () => {
    const log: string[] = []
    runPasses(three(), [swapping('relu', 'exp'), swapping('tanh', 'relu')], {
      onPassStart: (graph, { name }) => log.push(`${name} gets ${opsOf(graph)[0]}`),
      onPass: (before, after, { name }) => log.push(`${name}: ${opsOf(before)} -> ${opsOf(after)}`),
    })
    expect(log).toEqual([
      'relu_to_exp gets relu',
      'relu_to_exp: relu,tanh,sigmoid -> exp,tanh,sigmoid',
      'tanh_to_relu gets exp',
      'tanh_to_relu: exp,tanh,sigmoid -> exp,relu,sigmoid',
    ])
  })

  it('passes may be left out, chosen, and stopped after', () => {
    const passes = ['a', 'b', 'c'].map((name) => passNamed(name))
    const run = (options: Parameters<typeof runPasses>[2]) =>
      names(runPasses(three(), passes, options).records)
    expect([run({ skip: ['b'] }), run({ only: ['c'] }), run({ stopAfter: 'b' })]).toEqual([
      ['a', 'c'],
      ['c'],
      ['a', 'b'],
    ])
  })

  it('the pass that made a good graph bad is found by halves', () => {
    const passes = [...Array.from({ length: 20 }, (_, i) => passNamed(`p${i}`)), swapping('relu', 'exp')]
    let looks = 0
    const found = bisectPasses(three(), [...passes, passNamed('z')], (graph) => {
      looks++
      return graph.nodesOf('exp').length === 0
    })
    expect(found?.record.name).toBe('relu_to_exp')
    expect(looks).toBeLessThanOrEqual(6)
  })
})
