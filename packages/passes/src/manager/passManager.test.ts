import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type SourceLookup } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { inputsFor } from '../graphs.fixture.ts'
import { bisectPasses } from './bisectPasses.ts'
import { type Fact, firstViolation } from './fact.ts'
import type { GraphCheck } from './graphCheck.ts'
import { chain, holds, opsOf, passNamed, repeating, replacing } from './passes.fixture.ts'
import { untilStable } from './passGroup.ts'
import { PassManager } from './passManager.ts'
import { failureOf, type PassFailure } from './pipeline.ts'
import { printPassRecords } from './printPassRecords.ts'
import { runPasses } from './runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const toTanh = replacing('toTanh', 'relu', 'tanh')
const toSigmoid = replacing('toSigmoid', 'tanh', 'sigmoid')

describe('PassManager', () => {
  it('runs what was added, in a solved order when asked to', () => {
    const [p] = [holds('p')]
    const manager = new PassManager([passNamed('needs', { requires: [p] })], { order: 'solved' })
      .add(passNamed('last'), passNamed('gives', { ensures: [p] }))
      .addConstraint({ before: 'needs', after: 'last' })
    const names = () => manager.run(chain()).records.map(({ name }) => name)
    expect(names()).toEqual(['gives', 'needs', 'last'])
    expect(manager.passes.map(({ name }) => name)).toEqual(['needs', 'last', 'gives'])
    expect(manager.constraints).toHaveLength(1)
    manager.add(passNamed('after'))
    expect(names()).toEqual(['gives', 'needs', 'last', 'after'])
    expect(errorOf(() => manager.run(chain(), { order: 'given' })).code).toBe('TSFX2001')
  })

  it('runs the checks after each pass, and names pass, check and problem (TSFX2012)', () => {
    const seen: string[] = []
    const manager = new PassManager([toTanh, toSigmoid]).addCheck((graph) => {
      seen.push(opsOf(graph))
    })
    manager.run(chain())
    expect(seen).toEqual(['tanh tanh sigmoid', 'sigmoid sigmoid sigmoid'])

    const noTwins: GraphCheck = (graph) => (opsOf(graph).includes('tanh tanh') ? 'two tanh in a row' : null)
    const error = errorOf(() => manager.addCheck(noTwins).run(chain()))
    expect([error.code, error.summary]).toEqual([
      'TSFX2012',
      'check noTwins failed after pass toTanh: two tanh in a row',
    ])
    const cause = new Error('out of order')
    const thrown = errorOf(() =>
      runPasses(chain(), [passNamed('first'), toTanh], {
        checks: [
          (graph) => {
            if (opsOf(graph).startsWith('tanh')) throw cause
          },
        ],
      }),
    )
    expect([thrown.summary, thrown.cause]).toEqual([
      'check number 1 failed after pass toTanh (after first): out of order',
      cause,
    ])
  })

  it('refuses what is no function of one graph when it is added (TSFX2011)', () => {
    const refused = (check: unknown): string => {
      const { code, summary } = errorOf(() => new PassManager().addCheck(check as GraphCheck))
      return `${code} ${summary}`
    }
    expect(refused(7)).toMatch(/^TSFX2011 .* not number$/)
    expect(refused(null)).toMatch(/^TSFX2011 .* not null$/)
    expect(refused((a: unknown, b: unknown) => a === b)).toMatch(/^TSFX2011 .* with 2 parameters$/)
  })

  it('refuses a check whose answer is no problem in words (TSFX2011)', () => {
    const refused = (check: unknown): string => {
      const { code, summary } = errorOf(() => runPasses(chain(), [toTanh], { checks: [check as GraphCheck] }))
      return `${code} ${summary}`
    }
    expect(refused(() => true)).toMatch(/^TSFX2011 .* returns a boolean$/)
    expect(refused(async () => null)).toMatch(/^TSFX2011 .* returns a Promise$/)
  })

  it('tells hooks of every pass before and after', () => {
    const log: string[] = []
    runPasses(chain(), [toTanh, toSigmoid], {
      onPassStart: (graph, { name }) => log.push(`start ${name}: ${opsOf(graph)}`),
      onPass: (before, after, { name }) => log.push(`${name}: ${opsOf(before)} -> ${opsOf(after)}`),
    })
    expect(log).toEqual([
      'start toTanh: relu tanh sigmoid',
      'toTanh: relu tanh sigmoid -> tanh tanh sigmoid',
      'start toSigmoid: tanh tanh sigmoid',
      'toSigmoid: tanh tanh sigmoid -> sigmoid sigmoid sigmoid',
    ])
  })

  it('runs the part of a pipeline that skip, only and stopAfter leave', () => {
    const passes = [toTanh, untilStable('group', [toSigmoid, passNamed('idle')]), passNamed('end')]
    const run = (selection: Parameters<typeof runPasses>[2]) =>
      runPasses(chain(), passes, selection).records.map(({ name }) => name)
    expect(run({ skip: ['toSigmoid'] })).toEqual(['toTanh', 'idle', 'end'])
    expect(run({ skip: ['group', 'end'] })).toEqual(['toTanh'])
    expect(run({ only: ['group'], skip: ['toSigmoid'] })).toEqual(['idle'])
    expect(run({ only: ['idle', 'end'] })).toEqual(['idle', 'end'])
    expect(run({ stopAfter: 'toSigmoid' })).toEqual(['toTanh', 'toSigmoid'])
    expect(run({ stopAfter: 'group' })).toEqual(['toTanh', 'toSigmoid', 'idle', 'toSigmoid', 'idle'])
    expect(run({ stopAfter: 3 })).toEqual(['toTanh', 'toSigmoid', 'idle'])
    expect(run({ stopAfter: 0 })).toEqual([])
    for (const wrong of [{ skip: ['x'] }, { only: ['x'] }, { stopAfter: 'x' }])
      expect(errorOf(() => run(wrong)).code).toBe('TSFX2007')
  })

  it.each([-1, Number.NaN, 1.5])('refuses to stop after %d runs (TSFX2015)', (stopAfter) => {
    expect(errorOf(() => runPasses(chain(), [toTanh], { stopAfter })).summary).toBe(
      `stopAfter must be the name of a pass or a whole number from 0 on, not ${stopAfter}`,
    )
  })

  it('refuses a fact that answers with no violation and not with null (TSFX2016)', () => {
    const refused = (answer: unknown, role: 'requires' | 'ensures' = 'ensures'): string => {
      const fact = { ...holds('p'), violation: () => answer } as Fact
      const { code, summary } = errorOf(() => runPasses(chain(), [passNamed('mine', { [role]: [fact] })]))
      return `${code} ${summary}`
    }
    expect(refused(false)).toBe(
      "TSFX2016 violation of fact 'p' must return null or { node, problem }, not a boolean",
    )
    expect(refused(false, 'requires')).toMatch(/^TSFX2016 .* not a boolean$/)
    expect(refused('a tanh')).toMatch(/^TSFX2016 .* not a string$/)
    expect(refused(Promise.resolve(null))).toMatch(/^TSFX2016 .* not a Promise$/)
    expect(refused({ node: null })).toMatch(/^TSFX2016 .* not an object$/)
    expect(refused({ node: null, problem: 'it is odd' })).toMatch(/^TSFX2003 .*it is odd$/)
  })

  it('catches a fact that was ensured and is broken later, when it is required', () => {
    const noTanh: Fact = {
      name: 'noTanh',
      summary: 'no tanh is left',
      violation: (graph) => firstViolation(graph, (node) => node.isOp('tanh'), 'is a tanh'),
    }
    const ensuring = { ...toSigmoid, ensures: [noTanh] }
    const requiring = passNamed('last', { requires: [noTanh] })
    const error = errorOf(() => runPasses(chain(), [ensuring, toTanh, requiring]))
    expect([error.summary, error.place.node]).toEqual([
      "pass last (after toSigmoid, toTanh) requires 'noTanh', but a is a tanh",
      'a',
    ])
    // Nobody asks for it any more.
    expect(opsOf(runPasses(chain(), [ensuring, toTanh]).graph)).toBe('tanh sigmoid sigmoid')
  })

  it('checks a fact of the user before and after, and gives it the context', () => {
    const contexts: string[] = []
    const noTanh: Fact = {
      name: 'noTanh',
      summary: 'no tanh is left',
      violation(graph, { liveVariables }) {
        contexts.push(liveVariables)
        return firstViolation(graph, (node) => node.isOp('tanh'), 'is a tanh')
      },
    }
    const ensuring = { ...toSigmoid, ensures: [noTanh] }
    const requiring = passNamed('last', { requires: [noTanh] })
    expect(opsOf(runPasses(chain(), [ensuring, requiring], { liveVariables: 'decline' }).graph)).toBe(
      'relu sigmoid sigmoid',
    )
    expect(contexts).toEqual(['decline', 'decline'])
    const missing = errorOf(() => runPasses(chain(), [requiring]))
    expect([missing.code, missing.summary]).toEqual([
      'TSFX2002',
      "pass last requires 'noTanh', but b is a tanh",
    ])
    const broken = errorOf(() => runPasses(chain(), [{ ...toTanh, ensures: [noTanh] }]))
    expect([broken.code, broken.place.node]).toEqual(['TSFX2003', 'a'])
  })
})

describe('records', () => {
  it('count what rules did and hold why they nearly did, and history holds the patches', () => {
    const picky = passNamed('picky', {
      run(edit, context) {
        context.eachNode(edit, (node) => {
          if (node.isOp('tanh')) context.nearMiss('tanh to relu', node, 'it is loved')
        })
      },
    })
    const { records, history, graph } = runPasses(chain(['relu', 'relu', 'tanh']), [toTanh, picky])
    expect(records[0]!.firings).toEqual({ 'relu to tanh': 2 })
    expect(records[1]!.nearMisses.map(({ node, reason }) => `${node}: ${reason}`)).toEqual([
      'a: it is loved',
      'b: it is loved',
      'c: it is loved',
    ])
    expect(records.map(({ changed }) => changed)).toEqual([2, 0])
    expect(history.graph).toBe(graph)
    expect(history.entries.map(({ label }) => label)).toEqual(['toTanh', 'picky'])
    expect(history.entries[0]!.patches).toEqual(records[0]!.patches)
    history.undo()
    expect(opsOf(history.undo()!)).toBe('relu relu tanh')
    const table = printPassRecords(records, { nearMisses: true }).replace(/\d+\.\d/g, '#.#')
    expect(table.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      'pass changed ms checks ms rules',
      'toTanh 2 #.# #.# relu to tanh 2',
      'picky 0 #.# #.#',
      'total 2 #.# #.#',
      'picky: tanh to relu not at a: it is loved',
      'picky: tanh to relu not at b: it is loved',
      'picky: tanh to relu not at c: it is loved',
    ])
  })

  it('nodes that a visit inserts come from the visited node', () => {
    const { graph } = runPasses(chain(['relu']), [repeating('a', 'tanh')])
    const inserted = graph.nodes.find((node) => node.isOp('tanh'))!
    expect([inserted.meta.pass, inserted.meta.from?.map(({ name }) => name)]).toEqual(['repeat_tanh', ['a']])
  })
})

describe('a failing pass', () => {
  const cause = new Error('no luck')
  const failing = passNamed('failing', {
    run(edit, context) {
      context.eachNode(edit, (node) => {
        if (node.name === 'b') throw cause
      })
    },
  })
  const placed = (graph: Graph): Graph =>
    graph.edit((edit) => {
      edit.update(edit.base.find('b')!.id, { loc: { file: 'net.ts', line: 12, column: 20 } })
    }).graph
  const source: SourceLookup = { describe: () => null, codeFrame: (loc) => `> ${loc.line} | tf.tanh(x)` }

  it('is reported with the passes before it, the node, the lines of the source and the cause', () => {
    const error = errorOf(() => runPasses(placed(chain()), [toTanh, passNamed('idle'), failing], { source }))
    expect(error.message.split('\n').slice(0, 4)).toEqual([
      'TSFX2004 pass failing (after toTanh, idle) failed: no luck',
      '  node: b',
      '  at: net.ts:12:20',
      '> 12 | tf.tanh(x)',
    ])
    expect(error.cause).toBe(cause)
    const many = Array.from({ length: 10 }, (_, i) => passNamed(`p${i}`))
    expect(errorOf(() => runPasses(chain(), [...many, failing])).summary).toContain(
      'failing (after ..., p2, p3, p4, p5, p6, p7, p8, p9) failed',
    )
    expect(errorOf(() => runPasses(chain(), [untilStable('group', [toTanh, failing])])).summary).toContain(
      'failing (group, round 1; after toTanh) failed',
    )
  })

  it('is reported at the node of its own error, not of one that it caught', () => {
    const at = (run: (visit: (name: string) => void) => void): string | undefined => {
      const caught = new Error('caught')
      const pass = passNamed('recovering', {
        run(edit, context) {
          run((name) => {
            try {
              context.eachNode(edit, (node) => {
                if (node.name === name) throw caught
              })
            } catch (error) {
              if (name !== 'b') throw error
            }
          })
        },
      })
      return errorOf(() => runPasses(chain(), [pass])).place.node
    }
    const outside = (): never => {
      throw new Error('outside')
    }
    expect(
      at((visit) => {
        visit('b')
        outside()
      }),
    ).toBeUndefined()
    // The error that was caught at b is thrown again at c.
    expect(
      at((visit) => {
        visit('b')
        visit('c')
      }),
    ).toBe('c')
  })

  it('leaves all that was done before, for who catches it and who watches', () => {
    const watched: PassFailure[] = []
    const error = errorOf(() =>
      runPasses(chain(), [toTanh, failing, toSigmoid], { onFailure: (failure) => watched.push(failure) }),
    )
    const failure = failureOf(error)!
    expect(watched).toEqual([failure])
    expect([failure.pass, opsOf(failure.graph), failure.rejected]).toEqual([
      'failing',
      'tanh tanh sigmoid',
      null,
    ])
    expect(failure.records.map(({ name }) => name)).toEqual(['toTanh'])
    expect(failure.history.entries).toHaveLength(1)
    expect(failureOf(new Error('another'))).toBeNull()
  })

  it('is not hidden by a hook that fails to hear of it', () => {
    const told = new Error('the disk is full')
    const error = errorOf(() =>
      runPasses(chain(), [toTanh, failing], {
        onFailure: () => {
          throw told
        },
      }),
    )
    expect([error.code, error.cause]).toEqual(['TSFX2004', cause])
    const { hookError, records } = failureOf(error)!
    expect([hookError!.code, hookError!.summary, hookError!.cause]).toEqual([
      'TSFX2013',
      'hook onFailure failed at pass failing: the disk is full',
      told,
    ])
    expect(records).toHaveLength(1)
  })

  it.each(['onPassStart', 'onPass'] as const)('is told from a failing %s (TSFX2013)', (hook) => {
    const told = new Error('the disk is full')
    const run = () =>
      runPasses(chain(), [untilStable('group', [toTanh])], {
        [hook]: () => {
          throw told
        },
      })
    const error = errorOf(run)
    expect([error.code, error.summary, error.cause]).toEqual([
      'TSFX2013',
      `hook ${hook} failed at pass toTanh: the disk is full`,
      told,
    ])
    const failure = failureOf(error)!
    expect([failure.pass, failure.round, failure.records.length, failure.hookError]).toEqual([
      'toTanh',
      'group, round 1',
      hook === 'onPass' ? 1 : 0,
      null,
    ])
  })

  it('shows the broken graph that it made', () => {
    const breaking = passNamed('breaking', {
      run: (edit) => void edit.update(edit.base.find('b')!.id, { target: 'noSuchOp' }),
    })
    const error = errorOf(() => runPasses(chain(), [breaking]))
    expect(printGraph(failureOf(error)!.rejected!)).toContain('b = noSuchOp(a')
  })

  it('that changes numbers is reported at the first node that differs (TSFX2005)', () => {
    const graph = chain()
    const error = errorOf(() =>
      runPasses(graph, [replacing('wrong', 'tanh', 'sigmoid')], {
        check: { inputs: inputsFor(graph), tolerance: 1e-6 },
      }),
    )
    expect([error.code, error.place.node]).toEqual(['TSFX2005', 'b'])
    expect(error.summary).toMatch(/; the first node that differs is b$/)
  })
})

describe('bisectPasses', () => {
  it('finds the run that made a good version a bad one, in few looks', () => {
    const passes = [...Array.from({ length: 30 }, (_, i) => passNamed(`p${i}`)), toTanh, toSigmoid]
    let looks = 0
    const isGood = (graph: Graph): boolean => {
      looks++
      return opsOf(graph).startsWith('relu')
    }
    const found = bisectPasses(chain(), passes, isGood)!
    expect([found.record.name, opsOf(found.before), opsOf(found.after)]).toEqual([
      'toTanh',
      'relu tanh sigmoid',
      'tanh tanh sigmoid',
    ])
    expect(looks).toBeLessThanOrEqual(7)
    expect(bisectPasses(chain(), passes, () => true)).toBeNull()
    expect(bisectPasses(chain(), [], () => false)).toBeNull()
  })
})
