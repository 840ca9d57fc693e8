import { Graph, Ref } from '@tsfx/ir'
import { op, rule, rulePass, runPasses, value } from '@tsfx/passes'

/** A rule that makes what it matches; the manager reports it as the cause of a failed pass. */
export const trigger = (): unknown => {
  const wrong = rule({
    name: 'wrong',
    summary: 'Rewrites relu.',
    pattern: op('relu', { x: value('x') }),
    rewrite: ({ x }, at) => at.op('relu', { x: at.op('relu', { x }) }),
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
