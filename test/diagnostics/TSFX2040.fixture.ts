import { type Args, Graph, Ref, tensorType } from '@tsfx/ir'
import { runPasses } from '@tsfx/passes'

/** An id is no value; the manager reports the refusal as the cause of a failed pass. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2, 3]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) }, type: x.type })
  })
  try {
    return runPasses(graph, [
      {
        name: 'mine',
        summary: 'Puts relu behind the input.',
        requires: [],
        ensures: [],
        run(edit) {
          const args: Args = { x: edit.base.find('x')!.id }
          edit.append({ kind: 'call_function', target: 'relu', args })
        },
      },
    ])
  } catch (error) {
    throw (error as Error).cause
  }
}
