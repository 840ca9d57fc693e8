/**
 * @file A product with a parameter matrix becomes `linear`, whose weight is quantized per channel and stored in 8
 * bits. Plain `matMul` is for two computed values.
 */
import type { Edit, FxNode } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type ParamView, type Pass, type PassContext, parameterArgument } from '@tsfx/passes'

export const matMulToLinear: Pass = {
  name: 'matMulToLinear',
  summary: 'Turns the product with a parameter [in, out] into a linear layer.',
  requires: [],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      if (!isByParameter(edit, node)) return
      const args = opNamed('linear')!.normalize({ x: node.args.a, weight: node.args.b })
      edit.update(node.id, { target: 'linear', args })
    })
  },
}

function isByParameter(view: ParamView, node: FxNode): boolean {
  if (!node.isOp('matMul') || node.args.transposeA === true || node.args.transposeB === true) return false
  return parameterArgument(view, node, 'b')?.shape.length === 2 && parameterArgument(view, node, 'a') === null
}
