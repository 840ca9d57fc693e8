/**
 * @file Parameters that ops take as data (`tf.mul(x, 5)`, `tf.add(x, this.offset)`), quantized once: `quantize` of a
 * float parameter becomes an 8-bit parameter, so that nothing is left of it to compute in each call.
 */
import type { Edit, FxNode, NodeId, ParamValue, Ref, TensorType } from '@tsfx/ir'
import { bytesParam, type OutputAttr } from '@tsfx/ops'
import { opaqueOwner, type Pass, type PassContext, typed, unownedPath } from '@tsfx/passes'
import { parameterValues } from './pointQParams.ts'
import { quantizeParameter } from './quantizeParameter.ts'

export const quantizeConstants: Pass = {
  name: 'quantizeConstants',
  summary: 'Replaces quantize of a parameter by a parameter of integers.',
  requires: [typed],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      const reader = node.isOp('quantize') ? edit.node((node.args.x as Ref).node) : null
      if (reader?.kind === 'get_attr') becomeConstant(edit, node, reader)
    })
  },
}

/** The integers take the parameter's path when all that reads it quantizes it alike; otherwise a new one. */
function becomeConstant(edit: Edit, quantize: FxNode, reader: FxNode): void {
  const alike = quantizedAlike(edit, quantize, reader.target)
  const users = edit.readersOf(reader.target).flatMap((id) => edit.users(id))
  const alone = users.every((id) => alike.includes(id)) && opaqueOwner(edit.base, reader.target) === null
  const { dtype } = quantize.args.output as unknown as OutputAttr
  const path = alone ? reader.target : unownedPath(edit, `${reader.target}_${dtype}`)
  const constant = quantizedParam(edit, quantize, reader.target)
  edit.setParam(path, constant)
  for (const id of alike) {
    const old = edit.node(id)
    const source = edit.node((old.args.x as Ref).node)
    const { scope, loc } = source
    const attribute = edit.getAttrBefore(id, path, { name: source.name, scope, loc, type: old.type })
    edit.replaceAllUsesWith(id, attribute.id)
    edit.erase(id)
    if (edit.users(source.id).length > 0) continue
    edit.erase(source.id)
    edit.update(attribute.id, { name: source.name })
  }
}

/** The quantize nodes that quantize the parameter at `path` as `quantize` does. */
function quantizedAlike(edit: Edit, quantize: FxNode, path: string): readonly NodeId[] {
  const output = JSON.stringify(quantize.args.output)
  return edit
    .readersOf(path)
    .flatMap((id) => edit.users(id))
    .filter((id) => edit.node(id).isOp('quantize') && JSON.stringify(edit.node(id).args.output) === output)
}

function quantizedParam(edit: Edit, quantize: FxNode, path: string): ParamValue {
  const handle = edit.param(path)!
  const { dtype, q } = quantize.type as TensorType
  const rounding = edit.base.meta.rounding ?? 'float32'
  const stored = quantizeParameter(
    parameterValues(edit.base, handle),
    handle.shape,
    dtype as 'int8' | 'uint8',
    q!,
    rounding,
  )
  return bytesParam(stored, dtype, handle.shape, q)
}
