import { insertCall, type Pass } from 'tsfx'

export const hardSigmoid: Pass = {
  name: 'hardSigmoid',
  summary: 'sigmoid(x) becomes relu6(x + 3) / 6.',
  requires: [],
  ensures: [],
  run(edit, context) {
    context.eachNode(edit, (sigmoid) => {
      if (!sigmoid.isOp('sigmoid')) return
      const sum = insertCall(edit, sigmoid.id, 'add', { a: sigmoid.args.x, b: 3 })
      const clipped = insertCall(edit, sigmoid.id, 'relu6', { x: sum })
      const gate = insertCall(edit, sigmoid.id, 'mul', { a: clipped, b: 1 / 6 })
      edit.replaceAllUsesWith(sigmoid.id, gate)
      edit.erase(sigmoid.id)
    })
  },
}
