/** @file What was changed, by whom and back again: torch.fx's node hooks and GraphTransformObserver, in our words. */
import '@tensorflow/tfjs-backend-cpu'
import {
  diff,
  type EditResult,
  type FxNode,
  type Graph,
  type GraphDiff,
  graphFromJson,
  graphToJson,
  History,
  isEmptyDiff,
  opCatalog,
  type Pass,
  printDiff,
  printGraph,
  printProvenance,
  runPasses,
  sourceOf,
  tracedSources,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, compute, idOf, named, names, refusal, reluAdd, sketch } from './graphs.fixture.ts'
import { passNamed, swapping } from './passes.fixture.ts'

/** Names of nodes by what became of them. */
const changes = ({ nodes }: GraphDiff) => {
  const of = (kind: string) =>
    nodes.flatMap((each) => (each.kind === kind && 'node' in each ? [each.node.name] : []))
  return { added: of('added'), removed: of('removed'), changed: of('changed'), moved: of('moved') }
}

/** Puts `exp` in the place of the node called `name`, as a new node. */
const replacing = (name: string, op = 'exp'): Pass =>
  passNamed(`replace_${name}`, {
    run(edit, context) {
      context.eachNode(edit, (node) => {
        if (node.name !== name) return
        const made = edit.insertBefore(node.id, {
          kind: 'call_function',
          target: op,
          name: `new_${name}`,
          args: { x: node.args.x ?? node.args.a! },
        })
        edit.replaceAllUsesWith(node.id, made.id)
        edit.erase(node.id)
      })
    },
  })

const rename = (history: History, from: string, to: string): EditResult =>
  history.edit(`call it ${to}`, (edit) => void edit.update(idOf(edit.base, from), { name: to }))

describe('the difference of two versions', () => {
  it('is empty when nothing was done', () => {
    const graph = reluAdd()
    expect(isEmptyDiff(diff(graph, graph))).toBe(true)
    expect(isEmptyDiff(diff(graph, reluAdd()))).toBe(true)
  })

  it('has the nodes that a pass created', () => {
    const { graph } = runPasses(chain(2), [replacing('r')])
    expect(changes(diff(chain(2), graph, 'name')).added).toEqual(['new_r'])
  })

  it('has the nodes that a pass erased', () => {
    const before = chain(2)
    const { graph } = runPasses(before, [replacing('r')])
    expect(changes(diff(before, graph))).toEqual({
      added: ['new_r'],
      removed: ['r'],
      changed: ['r_1'],
      moved: [],
    })
  })

  it('has each field of a changed node, before and after', () => {
    const before = reluAdd()
    const { graph } = runPasses(before, [swapping('relu', 'tanh')])
    const [changed] = diff(before, graph).nodes.filter(({ kind }) => kind === 'changed')
    expect(changed).toMatchObject({
      node: { name: 'y', statement: 'y = tanh(x)', pass: 'relu_to_tanh' },
      fields: expect.arrayContaining([{ field: 'target', before: 'relu', after: 'tanh' }]),
    })
  })

  it('tells a node that moved from one that changed', () => {
    const before = sketch((g) => {
      const x = g.input('x')
      return [g.op('relu', { x }, { name: 'a' }), g.op('exp', { x }, { name: 'b' })]
    })
    const { graph } = before.edit((edit) => edit.moveBefore(idOf(before, 'b'), idOf(before, 'a')))
    const { counts } = diff(before, graph)
    expect([counts.moved, counts.changed, counts.added, counts.removed]).toEqual([1, 0, 0, 0])
  })

  it('has parameters that were added, removed or changed', () => {
    const graph = (path: string, data: readonly number[]): Graph =>
      sketch((g) => g.op('mul', { a: g.input('x'), b: g.param(path, data) }))
    const kinds = (before: Graph, after: Graph) =>
      diff(before, after, 'name').params.map(({ kind, path }) => `${kind} ${path}`)
    expect(kinds(graph('w', [1, 2]), graph('v', [1, 2])).sort()).toEqual(['added v', 'removed w'])
    expect(kinds(graph('w', [1, 2]), graph('w', [1, 3]))).toEqual(['changed w'])
    expect(kinds(graph('w', [1, 2]), graph('w', [1, 2]))).toEqual([])
  })

  it('prints as text, with who made each node and from what', () => {
    const before = chain(1)
    const text = printDiff(diff(before, runPasses(before, [replacing('r')]).graph))
    expect(text).toContain('- r = relu(x)')
    expect(text).toMatch(/\+ new_r = exp\(x\) .*# by replace_r, from r/)
  })

  it('is plain data that survives JSON', () => {
    const before = chain(1)
    const found = diff(before, runPasses(before, [replacing('r')]).graph)
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  })

  it('of graphs of two lineages goes by name', () => {
    const found = diff(reluAdd(), runPasses(reluAdd(), [swapping('relu', 'tanh')]).graph)
    expect([found.matchedBy, changes(found).changed]).toEqual(['name', ['y']])
  })
})

describe('patches of an edit', () => {
  it('lead from the version before to the one after, and back to the very nodes', () => {
    const before = reluAdd()
    const { graph, patches, inverse } = before.edit((edit) =>
      edit.update(idOf(before, 'y'), { target: 'exp' }),
    )
    expect(printGraph(before.apply(patches))).toBe(printGraph(graph))
    const back = graph.apply(inverse)
    expect(back.nodes.every((node, i) => node === before.nodes[i])).toBe(true)
  })

  it('are as many as what was changed, and not as the graph is large', () => {
    const large = chain(5000)
    const { patches } = large.edit((edit) => edit.update(idOf(large, 'r_7'), { target: 'exp' }))
    expect(patches.length).toBeLessThan(5)
  })

  it('of a pass stand in its record', () => {
    const before = reluAdd()
    const { graph, records } = runPasses(before, [swapping('relu', 'exp')])
    expect(printGraph(before.apply(records[0]!.patches))).toBe(printGraph(graph))
    expect(printGraph(graph.apply(records[0]!.inverse))).toBe(printGraph(before))
  })
})

describe('undo and redo', () => {
  it('undo gives the version before, node for node', () => {
    const before = reluAdd()
    const history = new History(before)
    rename(history, 'y', 'first')
    const back = history.undo()!
    expect(back.nodes.map((node, i) => node === before.nodes[i])).toEqual([true, true, true, true])
  })

  it('redo gives what was undone', () => {
    const history = new History(reluAdd())
    const { graph } = rename(history, 'y', 'first')
    history.undo()
    expect(printGraph(history.redo()!)).toBe(printGraph(graph))
  })

  it('end where there is nothing more', () => {
    const history = new History(reluAdd())
    expect([history.undo(), history.redo(), history.position]).toEqual([null, null, 0])
  })

  it('an edit after undo drops what was undone', () => {
    const history = new History(reluAdd())
    rename(history, 'y', 'first')
    history.undo()
    rename(history, 'y', 'second')
    expect(history.entries.map(({ label }) => label)).toEqual(['call it second'])
    expect(history.redo()).toBeNull()
  })

  it('go through the versions of a pipeline, one for each pass', () => {
    const { history } = runPasses(chain(2), [
      swapping('relu', 'exp'),
      passNamed('idle'),
      replacing('r_1', 'tanh'),
    ])
    expect(history.entries.map(({ label }) => label)).toEqual(['relu_to_exp', 'idle', 'replace_r_1'])
    history.undo()
    history.undo()
    history.undo()
    expect(names(history.graph)).toEqual(names(chain(2)))
    expect(compute(history.graph, [-1, 2])).toEqual([0, 2])
    for (let i = 0; i < 3; i++) history.redo()
    expect(compute(history.graph, [0, 0])).toEqual([Math.fround(Math.tanh(1)), Math.fround(Math.tanh(1))])
  })

  it('any version can be read without leaving the present one', () => {
    const history = new History(reluAdd())
    rename(history, 'y', 'first')
    rename(history, 'first', 'second')
    expect([0, 1, 2].map((i) => names(history.versionAt(i))[1])).toEqual(['y', 'first', 'second'])
    expect([history.position, names(history.graph)[1]]).toEqual([2, 'second'])
  })

  it('a version that is not there is refused', () => {
    expect(refusal(() => new History(reluAdd()).versionAt(1))).toMatch(/^TSFX0021/)
  })

  it('two versions of a history can be compared', () => {
    const history = new History(reluAdd())
    rename(history, 'y', 'first')
    rename(history, 'z', 'last')
    expect(changes(history.diff(0, 2)).changed).toContain('last')
    expect(isEmptyDiff(history.diff(1, 1))).toBe(true)
  })

  it('an edit of another graph is refused', () => {
    const [mine, other] = [reluAdd(), chain(2)]
    const made = other.edit((edit) => void edit.update(idOf(other, 'r'), { name: 'q1' }))
    expect(refusal(() => new History(mine).record('stray', made))).toMatch(/^TSFX0020: .*stray/)
  })
})

describe('the chain of sources', () => {
  const twice = (): FxNode => {
    const loc = { file: '/net.ts', line: 4, column: 9 }
    const before = sketch((g) => g.op('relu', { x: g.input('x') }, { name: 'r', loc }))
    return named(runPasses(before, [replacing('r'), replacing('new_r', 'tanh')]).graph, 'new_new_r')
  }

  it('names each pass that a node went through, the last first', () => {
    const passes: (string | null)[] = []
    for (let source = sourceOf(twice()); ; source = source.from[0]!) {
      passes.push(source.pass)
      if (source.from.length === 0) break
    }
    expect(passes).toEqual(['replace_new_r', 'replace_r', null])
  })

  it('ends at the node that was traced', () => {
    expect(tracedSources(twice()).map(({ name, target }) => `${name} ${target}`)).toEqual(['r relu'])
  })

  it('prints as a tree with the place in the source at its end', () => {
    expect(printProvenance(twice())).toBe(
      'new_new_r = tanh  by replace_new_r\n  new_r = exp  by replace_r\n    r = relu  net.ts:4:9',
    )
  })

  it('of a node made from several leads to all of them', () => {
    const before = sketch((g) => {
      const y = g.op('mul', { a: g.input('x', [2, 3]), b: g.param('w', [1, 2, 3]) }, { name: 'y' })
      return g.op('relu', { x: y }, { name: 'z' })
    })
    const joined = passNamed('join', {
      run: (edit) => {
        const [y, z] = [edit.base.find('y')!, edit.base.find('z')!]
        const made = edit.insertAfter(z.id, {
          kind: 'call_function',
          target: 'tanh',
          name: 'both',
          args: { x: y.args.a! },
          from: [y, z],
        })
        edit.replaceAllUsesWith(z.id, made.id)
      },
    })
    const { graph } = runPasses(before, [joined])
    expect(tracedSources(named(graph, 'both')).map(({ name }) => name)).toEqual(['y', 'z'])
  })

  it('survives the graph being written and read', () => {
    const before = chain(1)
    const { graph } = runPasses(before, [replacing('r')])
    const read = graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))), graph.store)
    expect(printProvenance(named(read, 'new_r'))).toBe(printProvenance(named(graph, 'new_r')))
  })

  it('is kept by undo, for the nodes that come back are the same', () => {
    const { history } = runPasses(chain(1), [replacing('r'), replacing('new_r', 'tanh')])
    const text = printProvenance(named(history.undo()!, 'new_r'))
    expect(text).toBe('new_r = exp  by replace_r\n  r = relu')
  })
})

describe('versions', () => {
  it('share what an edit did not change', () => {
    const before = chain(50)
    const { graph } = before.edit((edit) => edit.update(idOf(before, 'r_3'), { target: 'exp' }))
    expect(graph.nodes.filter((node, i) => node !== before.nodes[i]).map(({ name }) => name)).toEqual(['r_3'])
  })

  it('cannot be written to', () => {
    const graph = reluAdd()
    expect(() => Object.assign(graph.nodes[1]!, { name: 'other' })).toThrow(TypeError)
    expect(() => (graph.nodes as FxNode[]).push(graph.nodes[0]!)).toThrow(TypeError)
  })

  it('of a failed edit are none: the graph is as it was', () => {
    const graph = reluAdd()
    const text = printGraph(graph)
    expect(() =>
      graph.edit((edit) => {
        edit.update(idOf(graph, 'y'), { target: 'exp' })
        edit.erase(idOf(graph, 'x'))
      }),
    ).toThrow(/^TSFX0003/)
    expect(printGraph(graph)).toBe(text)
    verify(graph, opCatalog)
  })

  it('an edit that does nothing gives the same version', () => {
    const graph = reluAdd()
    expect(graph.edit(() => {}).graph).toBe(graph)
  })
})
