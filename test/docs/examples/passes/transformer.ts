import { type Arg, type Args, diff, type FxNode, printDiff, Transformer } from 'tsfx'
import { graph } from './traced.ts'

class HardSigmoid extends Transformer {
  protected override callFunction(node: FxNode, args: Args): Arg {
    // People read the confidence, so it stays exact.
    if (!node.isOp('sigmoid') || node.name === 'confidence') return super.callFunction(node, args)
    const sum = this.call('add', { a: args.x, b: 3 })
    return this.call('mul', { a: this.call('relu6', { x: sum }), b: 1 / 6 })
  }
}

const { graph: hard } = new HardSigmoid().transform(graph)
console.log(printDiff(diff(graph, hard)))
