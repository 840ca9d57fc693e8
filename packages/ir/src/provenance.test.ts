import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import type { Edit } from './edit.ts'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { named } from './graphs.fixture.ts'
import { sourceOf } from './nodeSource.ts'
import { printProvenance, sourcePlaces, tracedSources } from './provenance.ts'

const at = (line: number) => ({ file: 'src/net.ts', line, column: 5 })

/** conv, norm, act in a row, each with a place of its own; conv and act have comments. */
function traced(): Graph {
  const made = (edit: Edit, target: string, name: string, line: number, x: FxNode, comment?: string) =>
    edit.append({
      kind: 'call_function',
      target,
      name,
      args: { x: new Ref(x.id) },
      loc: at(line),
      scope: 'stem',
      meta: comment === undefined ? {} : { comment },
    })
  return Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const conv = made(edit, 'conv2d', 'conv', 3, x, 'features')
    const norm = made(edit, 'batchNorm', 'norm', 4, conv)
    const act = made(edit, 'relu', 'act', 5, norm, 'no negatives')
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(act.id) } })
  }).graph
}

/** What a pass called `pass` does: one node in the place of two. */
const merge = (graph: Graph, pass: string, first: string, last: string, target: string): Graph =>
  graph.edit((edit) => {
    edit.attributeTo(pass)
    const [a, b] = [named(graph, first), named(graph, last)]
    const fused = edit.insertBefore(b.id, { kind: 'call_function', target, args: a.args, from: [a, b] })
    edit.replaceAllUsesWith(b.id, fused.id)
    edit.erase(b.id)
    edit.erase(a.id)
  }).graph

describe('what a new node inherits', () => {
  it('is scope and place of the first node it was made from, and the first comment', () => {
    const graph = merge(traced(), 'fold', 'conv', 'norm', 'folded')
    expect(named(graph, 'folded')).toMatchObject({
      scope: 'stem',
      loc: at(3),
      meta: { comment: 'features', pass: 'fold' },
    })
  })

  it('is taken from the nodes of the innermost deriveFrom, unless the insert says otherwise', () => {
    const base = traced()
    const [conv, norm, act] = ['conv', 'norm', 'act'].map((name) => named(base, name)) as [
      FxNode,
      FxNode,
      FxNode,
    ]
    const insert = (edit: Edit, from?: readonly FxNode[]) =>
      edit.append({ kind: 'call_function', target: 'f', ...(from && { from }) })
    base.edit((edit) => {
      edit.deriveFrom([conv], () => {
        expect(edit.deriveFrom([norm], () => insert(edit)).loc).toEqual(at(4))
        expect(insert(edit).loc).toEqual(at(3))
        expect(insert(edit, [act]).loc).toEqual(at(5))
        expect(edit.append({ kind: 'call_function', target: 'f', loc: null, scope: '' })).toMatchObject({
          scope: '',
          loc: at(3),
        })
      })
      expect(insert(edit)).toMatchObject({ scope: '', loc: null, meta: {} })
      expect(() =>
        edit.deriveFrom([act], () => {
          throw new TypeError('stop')
        }),
      ).toThrow('stop')
      expect(edit.deriving).toEqual([])
    })
  })

  it('gives a comment to one of several nodes made from the same, never to a parameter', () => {
    const base = traced()
    const comments = base.edit((edit) =>
      edit.deriveFrom([named(base, 'conv'), named(base, 'act')], () =>
        (['get_attr', 'call_function', 'call_function', 'call_function'] as const).map(
          (kind) => edit.append({ kind, target: 'f' }).meta.comment,
        ),
      ),
    ).result
    expect(comments).toEqual([undefined, 'features', 'no negatives', undefined])
  })

  it('gives a comment with the modules that its parts stand in', () => {
    const comments = [
      { scope: '', text: 'around' },
      { scope: 'stem', text: 'inside' },
    ]
    const base = traced().edit((edit) => {
      edit.update(named(edit.base, 'norm').id, { meta: { comment: 'around\ninside', comments } })
    }).graph
    const graph = merge(base, 'fold', 'norm', 'act', 'folded')
    expect(named(graph, 'folded').meta).toMatchObject({ comment: 'around\ninside', comments })
  })

  it('is the variable with the name, and with nothing else', () => {
    const base = traced().edit((edit) => {
      edit.update(named(edit.base, 'norm').id, { name: 'stemFeatures', meta: { variable: 'features' } })
    }).graph
    const [conv, norm] = [named(base, 'conv'), named(base, 'stemFeatures')]
    const variables = base.edit((edit) => {
      const made = (name?: string) =>
        edit.insertBefore(norm.id, {
          kind: 'call_function',
          target: 'f',
          from: [conv, norm],
          ...(name && { name }),
        })
      const renamed = made()
      const taken = made('stemFeatures')
      edit.replaceAllUsesWith(norm.id, taken.id)
      edit.erase(norm.id)
      const other = edit.update(taken.id, { name: 'other' })
      return [taken, other, renamed, edit.update(renamed.id, { name: 'stemFeatures' })].map(
        ({ name, meta }) => [name, meta.variable],
      )
    }).result
    expect(variables).toEqual([
      ['stemFeatures_1', 'features'],
      ['other', undefined],
      ['f', undefined],
      ['stemFeatures', 'features'],
    ])
  })

  it('of an update is nothing, but a node that becomes another op has what it was as its source', () => {
    const base = traced()
    const graph = base.edit((edit) => {
      edit.attributeTo('lower')
      edit.update(named(base, 'act').id, { args: {} })
      edit.update(named(base, 'norm').id, { target: 'q.norm' })
    }).graph
    expect(named(graph, 'act').meta).toEqual({ comment: 'no negatives' })
    expect(named(graph, 'norm').meta).toEqual({ pass: 'lower', from: [sourceOf(named(base, 'norm'))] })
  })
})

describe('provenance', () => {
  const folded = merge(traced(), 'foldBatchNorm', 'conv', 'norm', 'conv2d')
  const fused = merge(folded, 'fuseActivation', 'conv2d', 'act', 'convRelu')

  it('leads through all passes back to the user source', () => {
    const node = named(fused, 'convRelu')
    expect(tracedSources(node).map(({ name }) => name)).toEqual(['conv', 'norm', 'act'])
    expect(sourcePlaces(node)).toEqual([at(3), at(4), at(5)])
    expect(printProvenance(node)).toBe(
      [
        'convRelu = convRelu  by fuseActivation',
        '  conv2d = conv2d  by foldBatchNorm',
        '    conv = conv2d  net.ts:3:5',
        '    norm = batchNorm  net.ts:4:5',
        '  act = relu  net.ts:5:5',
      ].join('\n'),
    )
  })

  it('of a traced node is the node itself', () => {
    expect(printProvenance(named(traced(), 'act'))).toBe('act = relu  net.ts:5:5')
    expect(sourcePlaces(named(traced(), 'x'))).toEqual([])
  })

  it('counts one step for one transaction, however often a node was replaced in it', () => {
    const base = traced()
    const graph = base.edit((edit) => {
      edit.attributeTo('again')
      let last = named(base, 'act')
      for (let i = 0; i < 5; i++) {
        const next = edit.insertAfter(last.id, {
          kind: 'call_function',
          target: 'f',
          args: { x: new Ref(named(base, 'norm').id) },
          from: [last],
        })
        edit.replaceAllUsesWith(last.id, next.id)
        edit.erase(last.id)
        last = next
      }
    }).graph
    expect(printProvenance(graph.nodes.at(-2)!).split('\n')).toHaveLength(2)
  })

  it('prints a source that several share once, and survives 100,000 steps', () => {
    const shared = sourceOf(named(folded, 'conv2d'))
    const twice = folded.edit((edit) => {
      edit.attributeTo('p')
      const from = [shared, { ...shared, name: 'other', from: [shared] }]
      return edit.append({ kind: 'call_function', target: 'g', madeBy: { pass: 'p', from } })
    }).result
    expect(
      printProvenance(twice)
        .split('\n')
        .filter((line) => line.includes('(as above)')),
    ).toHaveLength(1)
    let chain = shared
    for (let i = 0; i < 100_000; i++) chain = { ...chain, from: [chain] }
    const long = folded.edit((edit) =>
      edit.append({ kind: 'call_function', target: 'g', madeBy: { from: [chain] } }),
    )
    expect(tracedSources(long.result).map(({ name }) => name)).toEqual(['conv', 'norm'])
  })

  it('never takes a node of another graph for the one of that id here', () => {
    const base = traced()
    const other = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x' })
      const neg = {
        kind: 'call_function',
        target: 'neg',
        args: { x: new Ref(x.id) },
        loc: { ...at(99), file: 'other.ts' },
      } as const
      const made = edit.append({ ...neg, meta: { comment: 'elsewhere' } })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(made.id) } })
    }).graph
    const { graph } = base.edit((edit) => {
      edit.attributeTo('p')
      edit.inline(base.output!.id, other, { x: new Ref(named(base, 'x').id) })
      const conv = named(base, 'conv')
      const next = edit.insertAfter(conv.id, {
        kind: 'call_function',
        target: 'f',
        args: conv.args,
        from: [conv],
      })
      edit.replaceAllUsesWith(conv.id, next.id)
      edit.erase(conv.id)
    })
    expect(printProvenance(named(graph, 'neg'))).toBe('neg = neg  by p\n  neg = neg  other.ts:99:5')
    expect(named(graph, 'f').meta.comment).toBe('features')
  })

  it('is not forged by meta that comes with the fields of another node', () => {
    const base = merge(traced(), 'first', 'conv', 'norm', 'folded')
    const folded = named(base, 'folded')
    const { result } = base.edit((edit) => {
      edit.attributeTo('second')
      return edit.insertAfter(folded.id, { ...folded, target: 'tanh', from: [folded] })
    })
    expect(result.meta).toEqual({ comment: 'features', pass: 'second', from: [sourceOf(folded)] })
  })
})
