import { Graph, Ref } from '@tsfx/ir'
import { op, rule, rulePass, runPasses, value } from '@tsfx/passes'

/** A rewrite that returns two values in the place of one; the manager reports it as the cause of a failed pass. */
export const trigger = (): unknown => {
  const wrong = rule({
    name: 'wrong',
    summary: 'Rewrites relu.',
    pattern: op('relu', { x: value('x') }),
    rewrite: ({ x }) => [x, x],
  })
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const relu = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(relu.id) } })
  })
  try {
    return runPasses(graph, [rulePass({ name: 'wrong', summary: 'Rewrites relu.', rules: [wrong] })])
  } catch (error) {
    throw (error as Error).cause
  }
}
