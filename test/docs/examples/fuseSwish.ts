import { isSoleUser, type Pass, producer, typed } from 'tsfx'
import { swishOp } from './swish.ts'

export const fuseSwish: Pass = {
  name: 'fuseSwish',
  summary: 'x * sigmoid(x) becomes one swish.',
  requires: [typed],
  ensures: [],
  run(edit, context) {
    context.eachNode(edit, (mul) => {
      if (!mul.isOp('mul')) return
      const x = producer(edit, mul, 'a')
      const gate = producer(edit, mul, 'b')
      if (!x || !gate?.isOp('sigmoid') || producer(edit, gate, 'x') !== x) return
      // A sigmoid that something else uses as well has to stay, and then nothing is gained.
      if (!isSoleUser(edit, gate, mul)) return
      edit.update(mul.id, { target: 'swish', args: swishOp.normalize({ x: mul.args.a }) })
      edit.erase(gate.id)
    })
  },
}
