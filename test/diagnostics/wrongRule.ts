import { Graph, Ref } from '@tsfx/ir'
import { op, type Rule, rule, rulePass, runPasses, value } from '@tsfx/passes'

/** Applies a rule with a wrong rewrite to a relu, and throws what the manager reports as the cause of the failed pass. */
export function runWrongRule(rewrite: Rule<{ x: Ref }>['rewrite']): unknown {
  const wrong = rule({
    name: 'wrong',
    summary: 'Rewrites relu.',
    pattern: op('relu', { x: value('x') }),
    rewrite,
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
