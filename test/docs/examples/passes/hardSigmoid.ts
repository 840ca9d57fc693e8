import { type Args, bytesParam, type Pass, Ref } from 'tsfx'

const scalar = (value: number) => bytesParam(Float32Array.of(value), 'float32', [])

export const hardSigmoid: Pass = {
  name: 'hardSigmoid',
  summary: 'sigmoid(x) becomes relu6(x + 3) / 6.',
  requires: [],
  ensures: [],
  run(edit, context) {
    edit.setParam('three', scalar(3))
    edit.setParam('sixth', scalar(1 / 6))
    context.eachNode(edit, (sigmoid) => {
      if (!sigmoid.isOp('sigmoid')) return
      const read = (path: string) => new Ref(edit.getAttrBefore(sigmoid.id, path).id)
      const call = (target: string, args: Args) =>
        new Ref(edit.insertBefore(sigmoid.id, { kind: 'call_function', target, args }).id)
      const sum = call('add', { a: sigmoid.args.x!, b: read('three') })
      const gate = call('mul', { a: call('relu6', { x: sum }), b: read('sixth') })
      edit.replaceAllUsesWith(sigmoid.id, gate)
      edit.erase(sigmoid.id)
    })
  },
}
