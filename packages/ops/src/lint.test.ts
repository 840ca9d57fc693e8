import { Graph, Ref } from '@tsfx/ir'
import { expect, it } from 'vitest'
import { lint } from './lint.ts'

it('verifies a graph with the ops of the registry', () => {
  const calling = (op: string): Graph =>
    Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x' })
      const value = edit.append({ kind: 'call_function', target: op, name: 'y', args: { x: new Ref(x.id) } })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(value.id) } })
    }).graph
  expect(() => lint(calling('relu'))).not.toThrow()
  expect(() => lint(calling('relu7'))).toThrow(/TSFX0007 y calls 'relu7'/)
})
