/** @file Removes dropout, which passes its input through in inference. See docs/passes/02-removeDropout.md. */
import type { Edit, Ref } from '@tsfx/ir'
import { type Fact, firstViolation } from './manager/fact.ts'
import type { Pass, PassContext } from './manager/pass.ts'

/** No dropout is left: what `removeDropout` ensures. */
export const noDropout: Fact = {
  name: 'noDropout',
  summary: 'no dropout is left',
  violation: (graph) => firstViolation(graph, (node) => node.isOp('dropout'), 'is a dropout'),
}

/** Replaces each dropout by its input, as it does nothing in inference. */
export const removeDropout: Pass = {
  name: 'removeDropout',
  summary: 'Replaces dropout by its input.',
  requires: [],
  ensures: [noDropout],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      if (!node.isOp('dropout')) return
      edit.replaceAllUsesWith(node.id, node.args.x as Ref)
      edit.erase(node.id)
    })
  },
}
