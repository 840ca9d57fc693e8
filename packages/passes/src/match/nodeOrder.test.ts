import { Graph, type NodeId } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../graphs.fixture.ts'
import { NodeOrder } from './nodeOrder.ts'

const chain = (length: number): Graph =>
  buildGraph((g) => {
    let v = g.input('x', [4])
    for (let i = 0; i < length; i++) v = g.op('relu', `r${i}`, { x: v })
    return v
  })

describe('NodeOrder', () => {
  it('agrees with the order of execution after many inserts at one place, and moves', () => {
    chain(4).edit((edit) => {
      const order = new NodeOrder(edit)
      const [first, second] = [...edit.nodes()].map(({ id }) => id) as [NodeId, NodeId]
      const insert = (anchor: NodeId): NodeId =>
        edit.insertAfter(anchor, { kind: 'call_function', target: 'tanh' }).id
      for (let i = 0; i < 200; i++) {
        order.positionOf(insert(first))
        insert(second)
      }
      order.moveBefore(second, [...edit.nodes()][300]!.id)
      const ids = [...edit.nodes()].map(({ id }) => id)
      const positions = new Map(ids.toReversed().map((id) => [id, order.positionOf(id)]))
      expect(ids.toSorted((a, b) => positions.get(a)! - positions.get(b)!)).toEqual(ids)
      expect(new Set(ids.map((id) => order.positionOf(id))).size).toBe(ids.length)
    })
  })

  it('takes what is put in front of all, and behind', () => {
    Graph.empty().edit((edit) => {
      const middle = edit.append({ kind: 'placeholder', target: 'x' }).id
      const order = new NodeOrder(edit)
      const [front, last] = [
        edit.insertBefore(middle, { kind: 'placeholder', target: 'y' }).id,
        edit.insertAfter(middle, { kind: 'placeholder', target: 'z' }).id,
      ]
      const [a, b, c] = [front, middle, last].map((id) => order.positionOf(id)) as [number, number, number]
      expect([a < b, b < c]).toEqual([true, true])
    })
  })
})
