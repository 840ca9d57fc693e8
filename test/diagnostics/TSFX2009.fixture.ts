import { Graph, Ref } from '@tsfx/ir'
import { type Pass, runPasses, untilStable } from '@tsfx/passes'

const rename: Pass = {
  name: 'rename',
  summary: 'Makes the name of the input longer.',
  requires: [],
  ensures: [],
  run: (edit) => {
    const x = edit.base.placeholders[0]!
    edit.update(x.id, { name: `${x.name}x` })
  },
}

/** A pass that always finds something to do. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [untilStable('endless', [rename], { maxRounds: 3 })])
}
