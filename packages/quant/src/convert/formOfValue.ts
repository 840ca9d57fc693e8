/** @file What another form of a value is called: `features` quantized is `featuresQ`, and back in float `featuresReal`. */
import type { Edit, ItemNames, NodeMeta, Ref } from '@tsfx/ir'

export interface FormNames {
  readonly name: string
  readonly meta: Pick<NodeMeta, 'variable'>
}

/** The name of the value `x`, or of the item of it, with `form` behind it; and the user's variable likewise. */
export function formOfValue(edit: Edit, x: Ref, form: 'Q' | 'Real'): FormNames {
  const node = edit.node(x.node)
  // A stub stands for the value before it.
  if (node.isOp('quantStub')) return formOfValue(edit, node.args.x as Ref, form)
  const { outputs, variables } = node.meta
  const name = itemName(outputs, x.index) ?? node.name
  const variable = node.kind === 'placeholder' ? name : (itemName(variables, x.index) ?? node.meta.variable)
  return { name: name + form, meta: variable === undefined ? {} : { variable: variable + form } }
}

function itemName(names: ItemNames | undefined, index: Ref['index']): string | undefined {
  if (names === undefined || index === null || !Object.hasOwn(names, index)) return undefined
  return (names as Readonly<Record<string | number, string | null>>)[index] ?? undefined
}
