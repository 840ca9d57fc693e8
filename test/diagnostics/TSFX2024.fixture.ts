import { Graph, Ref } from '@tsfx/ir'
import { applyRules, op, type PassContext, rule, value } from '@tsfx/passes'

/** A rewrite that returns two values in the place of one. */
export const trigger = (): unknown => {
  const context: PassContext = {
    liveVariables: 'snapshot',
    eachNode: () => {},
    fired: () => {},
    nearMiss: () => {},
  }
  const wrong = rule({
    name: 'wrong',
    summary: 'Rewrites relu.',
    pattern: op('relu', { x: value('x') }),
    rewrite: ({ x }) => [x, x],
  })
  return Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const relu = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(relu.id) } })
    applyRules(edit, [wrong], context)
  })
}
