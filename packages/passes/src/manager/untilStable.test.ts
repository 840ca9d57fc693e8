import { type FxNode, Graph, type NodeFields, Ref, type TensorType, tensorType } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { eliminateDeadCode } from '../eliminateDeadCode.ts'
import { errorOf } from '../errorOf.fixture.ts'
import { chain, opsOf, passNamed, repeating, replacing } from './passes.fixture.ts'
import { untilStable } from './passGroup.ts'
import { failureOf } from './pipeline.ts'
import { runPasses } from './runPasses.ts'

/** Makes a relu of the first op that is none. */
const oneStep = passNamed('oneStep', {
  run(edit) {
    const node = edit.base.nodes.find((each) => each.kind === 'call_function' && !each.isOp('relu'))
    if (node) edit.update(node.id, { target: 'relu' })
  },
})

describe('a group that runs until stable', () => {
  it('runs its passes until a whole round changes nothing', () => {
    const { graph, records, history } = runPasses(chain(['tanh', 'relu', 'tanh', 'sigmoid']), [
      untilStable('flatten', [oneStep, eliminateDeadCode]),
    ])
    expect(opsOf(graph)).toBe('relu relu relu relu')
    expect(records).toHaveLength(8)
    expect(records.map(({ round }) => round)[6]).toBe('flatten, round 4')
    expect(history.entries).toHaveLength(8)
  })

  it('runs once over a graph that has nothing to do, and groups may stand in groups', () => {
    const inner = untilStable('inner', [oneStep])
    expect(runPasses(chain(['relu']), [inner]).records).toHaveLength(1)
    const nested = runPasses(chain(['tanh', 'tanh']), [untilStable('outer', [inner])])
    expect(nested.records.map(({ round }) => round)).toEqual([
      'outer, round 1, inner, round 1',
      'outer, round 1, inner, round 2',
      'outer, round 1, inner, round 3',
      'outer, round 2, inner, round 1',
    ])
  })

  it('is content with edits that come to nothing', () => {
    const idle = passNamed('idle', {
      run(edit) {
        const [x] = edit.base.placeholders
        edit.erase(edit.insertAfter(x!.id, { kind: 'call_function', target: 'relu' }).id)
        edit.update(x!.id, { name: x!.name })
      },
    })
    expect(runPasses(chain(), [untilStable('idling', [idle])]).records).toHaveLength(1)
  })

  it('goes on for a change that does not show in print', () => {
    /** Runs `step` on the node `x` until it comes to nothing; the last `x`. */
    const settled = (
      fields: Partial<NodeFields>,
      step: (x: FxNode) => Partial<NodeFields> | null,
    ): FxNode => {
      const { graph } = Graph.empty().edit((edit) => {
        const x = edit.append({ kind: 'placeholder', target: 'x', name: 'x', ...fields })
        edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
      })
      const stepping = passNamed('stepping', {
        run(edit) {
          const x = edit.base.find('x')!
          const change = step(x)
          if (change) edit.update(x.id, change)
        },
      })
      return runPasses(graph, [untilStable('group', [stepping])], { verify: false }).graph.find('x')!
    }
    const perAxis = (scale: number, qmax = 127) =>
      tensorType('int8', [2], { scale: [scale, 0.5], zeroPoint: [0, 0], axes: [0], qmin: -128, qmax })
    const qOf = ({ type }: FxNode) => (type as TensorType).q!
    const halved = settled({ type: perAxis(16) }, (x) => {
      const scale = qOf(x).scale[0]!
      return scale > 1 ? { type: perAxis(scale / 2) } : null
    })
    expect(qOf(halved).scale[0]).toBe(1)
    const narrowed = settled({ type: perAxis(1) }, (x) =>
      qOf(x).qmax > 120 ? { type: perAxis(1, qOf(x).qmax - 1) } : null,
    )
    expect(qOf(narrowed).qmax).toBe(120)
    const steps = ['1', 1, 1 + 1e-9, -0, 0, null, 2]
    const counted = settled({ args: { k: '1' } }, ({ args }) => {
      const at = steps.findIndex((k) => Object.is(k, args.k))
      return at < steps.length - 1 ? { args: { k: steps[at + 1]! } } : null
    })
    expect(counted.args.k).toBe(2)
  })

  it('says which passes undo each other, and after how many rounds (TSFX2010)', () => {
    const at = (from: string, to: string) => replacing(`${from}_to_${to}`, from, to)
    const quarrel = untilStable('quarrel', [at('relu', 'tanh'), eliminateDeadCode, at('tanh', 'relu')])
    const error = errorOf(() => runPasses(chain(['relu']), [quarrel]))
    expect([error.code, error.summary, error.place.node]).toEqual([
      'TSFX2010',
      'group quarrel does not settle: round 1 ends with the graph of one round earlier; in these rounds relu_to_tanh, tanh_to_relu changed it',
      'a',
    ])
    // A wheel of three ops, one step each round, is seen when it has turned once.
    const next = new Map([
      ['relu', 'tanh'],
      ['tanh', 'sigmoid'],
      ['sigmoid', 'relu'],
    ])
    const turn = passNamed('turn', {
      run: (edit) => {
        for (const node of edit.base.nodes)
          if (next.has(node.target)) edit.update(node.id, { target: next.get(node.target)! })
      },
    })
    const wheel = errorOf(() => runPasses(chain(['relu']), [untilStable('wheel', [turn])]))
    expect(wheel.summary).toBe(
      'group wheel does not settle: round 3 ends with the graph of 3 rounds earlier; in these rounds turn changed it',
    )
  })

  it('gives up a group that always finds work, with what it made (TSFX2009)', () => {
    const group = untilStable('growing', [eliminateDeadCode, repeating('a', 'relu')], { maxRounds: 5 })
    const error = errorOf(() => runPasses(chain(['relu']), [group]))
    expect([error.code, error.summary]).toEqual([
      'TSFX2009',
      'group growing still changes the graph after 5 rounds; in the last one, repeat_relu changed it',
    ])
    const failure = failureOf(error)!
    expect([failure.pass, failure.records.length, opsOf(failure.graph)]).toEqual([
      'growing',
      10,
      'relu relu relu relu relu relu',
    ])
  })
})
