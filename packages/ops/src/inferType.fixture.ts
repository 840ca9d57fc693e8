/** @file What an op infers, for tests. */
import { Ref, type TensorType, type ValueType } from '@tsfx/ir'
import { opNamed } from './registry.ts'

/** The type that the op called `name` infers from inputs of the given types. @throws TSFX0511 */
export function inferType(
  name: string,
  inputs: Readonly<Record<string, TensorType | readonly TensorType[]>>,
  attrs: object = {},
): ValueType {
  const op = opNamed(name)!
  const types: TensorType[] = []
  const ref = (type: TensorType) => new Ref((types.push(type) - 1) as never)
  const refs = Object.entries(inputs).map(([key, type]) => [
    key,
    Array.isArray(type) ? type.map(ref) : ref(type as TensorType),
  ])
  const args = op.normalize({ ...Object.fromEntries(refs), ...attrs })
  const wrong = op.checkArgs(args)
  if (wrong !== null) throw new Error(wrong)
  return op.infer(args, ({ node }) => types[node]!) as ValueType
}
