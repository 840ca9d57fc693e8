import { Graph, Ref } from '@tsfx/ir'
import { type Pass, runPasses, untilStable } from '@tsfx/passes'

const rename = (name: string): Pass => ({
  name: `nameIt_${name}`,
  summary: 'Gives the input a name.',
  requires: [],
  ensures: [],
  run: (edit) => void edit.update(edit.base.placeholders[0]!.id, { name }),
})

/** Two passes that undo each other. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [untilStable('quarrel', [rename('left'), rename('right')])])
}
