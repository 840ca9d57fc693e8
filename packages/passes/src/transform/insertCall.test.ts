import {
  type DiagnosticError,
  type Edit,
  type FxNode,
  type Graph,
  isDiagnosticError,
  printGraph,
  Ref,
} from '@tsfx/ir'
import { lint } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph } from '../graphs.fixture.ts'
import { insertCall } from './insertCall.ts'
import type { NewArgs } from './opCall.ts'

const LOC = { file: 'net.ts', line: 4, column: 9 }
const net = (): Graph =>
  buildGraph((g) => g.op('relu', 'y', { x: g.op('tanh', 't', { x: g.input('x', [BATCH, 5]) }) })).edit(
    (edit) => edit.update(edit.base.find('y')!.id, { loc: LOC }),
  ).graph

const idOf = (edit: Edit, name: string) => edit.base.find(name)!.id

describe('insertCall', () => {
  it('normalises, makes constants of numbers, infers types, and takes nodes, refs and lists', () => {
    const before = net()
    const { graph } = before.edit((edit) => {
      const [y, t] = [edit.base.find('y') as FxNode, edit.base.find('t') as FxNode]
      const double = insertCall(edit, y.id, 'mul', { a: t, b: 2 }, { name: 'double' })
      const both = insertCall(edit, y.id, 'concat', { xs: [double, t], axis: 1 })
      const shifted = insertCall(edit, y.id, 'add', { a: both, b: 2 }, { scope: 'head', from: [t] })
      const square = insertCall(edit, y.id, 'mul', { a: shifted, b: shifted })
      edit.replaceAllUsesWith(y.id, square)
      edit.erase(y.id)
      edit.update(edit.base.output!.id, { type: null })
    })
    lint(graph)
    expect(`\n${printGraph(graph, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        t = tanh(x)                              : float32[batch, 5]
        _constant = get_attr _constant           : float32[]
        double = mul(t, _constant)               : float32[batch, 5]
        concat = concat(xs=[double, t], axis=1)  : float32[batch, 10]
        _constant_1 = get_attr _constant         : float32[]
        add = add(concat, _constant_1)           : float32[batch, 10]
        mul = mul(add, add)                      : float32[batch, 10]
        return mul
      "
    `)
    expect([...graph.params.keys()]).toEqual(['_constant'])
    expect(graph.find('add')).toMatchObject({ scope: 'head', meta: { from: [{ name: 't' }] } })
  })

  it('gives other numbers other constants, and leaves parameters of other numbers alone', () => {
    const { graph } = net().edit((edit) => {
      const at = idOf(edit, 'y')
      for (const value of [2, -0, 0, 2])
        insertCall(edit, at, 'mul', { a: new Ref(idOf(edit, 't')), b: value })
    })
    const read = (path: string) => graph.store.read(graph.params.get(path)!)[0]
    expect([...graph.params.keys()].map(read)).toEqual([2, -0, 0])
  })

  const refused = (op: string, args: (edit: Edit) => unknown): DiagnosticError => {
    const before = net()
    const edits: Edit[] = []
    try {
      before.edit((edit) => {
        edits.push(edit)
        try {
          insertCall(edit, idOf(edit, 'y'), op, args(edit) as NewArgs)
        } finally {
          expect([...edit.nodes()]).toEqual(before.nodes)
          expect([...edit.params]).toEqual([...before.params])
        }
      })
    } catch (error) {
      if (isDiagnosticError(error)) return error
      throw error
    }
    throw new Error('nothing was thrown')
  }

  it.each<[string, string, (edit: Edit) => unknown, string]>([
    [
      'an op that is not registered',
      'sigmod',
      () => ({}),
      "TSFX2031 there is no op 'sigmod'; did you mean 'sigmoid'?",
    ],
    [
      'an argument that is undefined',
      'mul',
      (edit) => ({ a: 2, b: edit.base.find('y')!.args.y }),
      "TSFX2032 mul needs the argument 'b', which y does not give",
    ],
    [
      'an argument that the op does not have',
      'relu',
      () => ({ x: 1, y: 2 }),
      "TSFX0511 relu: there is no argument 'y'",
    ],
    [
      'what is no value',
      'mul',
      () => ({ a: 2, b: 'y' }),
      'TSFX2040 the call of mul at y has bad arguments: b must be a value, not "y"',
    ],
    [
      'shapes that do not fit',
      'matMul',
      (edit) => ({ a: edit.base.find('t'), b: edit.base.find('t') }),
      'TSFX0511 matMul: ',
    ],
    ['a value of another graph', 'relu', () => ({ x: new Ref(999 as FxNode['id']) }), 'TSFX0002 node 999'],
  ])('refuses %s, at the place of the anchor, and inserts nothing', (_, op, args, text) => {
    const error = refused(op, args)
    expect(error.message.slice(0, text.length)).toBe(text)
    expect(error.place).toMatchObject({ node: 'y', loc: LOC })
  })

  it('is told by the compiler of an id in the place of a value', () => {
    const call = (edit: Edit, node: FxNode): Ref =>
      // @ts-expect-error: an id is a number, and would become a constant
      insertCall(edit, node.id, 'relu', { x: node.id })
    expect(call).toBeTypeOf('function')
  })
})
