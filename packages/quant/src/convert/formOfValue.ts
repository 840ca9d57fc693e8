/** @file What another form of a value is called: `features` quantized is `featuresQ`, and back in float `featuresReal`. */
import { type Edit, type FxNode, type ItemNames, legalIdentifier, type NodeMeta, type Ref } from '@tsfx/ir'

export interface FormNames {
  readonly name: string
  readonly meta: Pick<NodeMeta, 'variable'>
}

/** The name of the value `x`, or of the item of it, with `form` behind it; and the variable likewise, by its op where there is none. */
export function formOfValue(edit: Edit, x: Ref, form: 'Q' | 'Real'): FormNames {
  const node = edit.node(x.node)
  // A stub stands for the value before it.
  if (node.isOp('quantStub')) return formOfValue(edit, node.args.x as Ref, form)
  const { outputs, variables, variable } = node.meta
  const named = itemOf(node.name, outputs, x.index)
  const written = itemOf(variable ?? nameWithoutVariable(node), variables, x.index)
  return { name: named + form, meta: { variable: legalIdentifier(written + form) } }
}

const nameWithoutVariable = ({ kind, name, target }: FxNode): string =>
  kind === 'call_function' ? (target.split('.').at(-1) as string) : name

/** Of the variable that it was taken apart into; else its key, or its number behind the whole: `variance`, `steps0`. */
function itemOf(whole: string, names: ItemNames | undefined, index: Ref['index']): string {
  if (index === null) return whole
  const named =
    names && Object.hasOwn(names, index)
      ? (names as Readonly<Record<string | number, string | null>>)[index]
      : null
  return named ?? (typeof index === 'number' ? `${whole}${index}` : index)
}
