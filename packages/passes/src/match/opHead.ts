/** @file The part of an op pattern that a node alone decides, and the arguments it then looks at. */
import { type FxNode, Ref } from '@tsfx/ir'
import { didYouMean, opNamed } from '@tsfx/ops'
import { didYouMeanOp } from '../transform/opCall.ts'
import type { LinkPattern, OpPattern, Pattern } from './pattern.ts'

/** Says whether `node` calls what `op` asks for. */
export function headFits({ calls, targets }: OpPattern, node: FxNode): boolean {
  if (node.kind !== calls) return false
  if (!('test' in targets)) return targets.includes(node.target)
  const record = opNamed(node.target)
  return record !== null && targets.test(record)
}

/** Arguments with the pattern of each. */
export type Slots = readonly (readonly [argument: string, pattern: Pattern])[]

/** The ways to lay the patterns of `op` on the arguments of `node`: one, or two when inputs may change places. */
export function slotsOf(op: OpPattern, node: FxNode, before: LinkPattern['before'] | null): readonly Slots[] {
  const record = node.kind === 'call_function' ? opNamed(node.target) : null
  const mentioned: Slots = Object.entries(op.args)
  const input = before && firstFreeInput(op, node)
  if (before && input === null) return []
  const slots: Slots = before ? [[input!, before] as const, ...mentioned] : mentioned
  const all = op.exact && record ? [...slots, ...defaults(record, slots)] : slots
  const pair = op.ordered ? null : (record?.commutative ?? null)
  if (!pair || !all.some(([name]) => pair.includes(name))) return [all]
  const swapped = (name: string): string => (name === pair[0] ? pair[1] : name === pair[1] ? pair[0] : name)
  return [all, all.map(([name, pattern]) => [swapped(name), pattern] as const)]
}

/** The data input of a link: the first input that the link says nothing of. */
function firstFreeInput(op: OpPattern, node: FxNode): string | null {
  const record = node.kind === 'call_function' ? opNamed(node.target) : null
  const inputs = record
    ? Object.keys(record.inputs)
    : Object.keys(node.args).filter((name) => node.args[name] instanceof Ref)
  return inputs.find((name) => !Object.hasOwn(op.args, name)) ?? null
}

/** Says whether an op of a link leaves an input for the value before it, as far as its ops are known. */
export const hasFreeInput = ({ targets, args }: OpPattern): boolean =>
  'test' in targets ||
  targets.every((target) => {
    const record = opNamed(target)
    return record === null || Object.keys(record.inputs).some((name) => !Object.hasOwn(args, name))
  })

/** Why no call can fit, which would never match without a word; null when one may. */
export function misfitOf({ calls, targets, args }: OpPattern): string | null {
  if (calls !== 'call_function' || 'test' in targets) return null
  for (const target of targets) {
    const record = opNamed(target)
    if (!record) return `there is no op '${target}'${didYouMeanOp(target)}`
    const known = [...Object.keys(record.inputs), ...Object.keys(record.attrs)]
    const unknown = Object.keys(args).find((name) => !known.includes(name))
    if (unknown === undefined) continue
    const near = didYouMean(unknown, known) || `; it has ${known.join(', ')}`
    return `${target} has no argument '${unknown}'${near}`
  }
  return null
}

/** What `exact` asks of the arguments that are not mentioned. */
function defaults(record: NonNullable<ReturnType<typeof opNamed>>, slots: Slots): Slots {
  const taken = new Set(slots.map(([name]) => name))
  const absent = Object.keys(record.inputs).filter((name) => record.inputs[name] === 'optional')
  const attrs = Object.keys(record.attrs).filter((name) => record.attrs[name]!.default !== undefined)
  return [
    ...absent.map((name) => [name, null] as const),
    ...attrs.map((name) => [name, record.attrs[name]!.default!] as const),
  ]
    .filter(([name]) => !taken.has(name))
    .map(([name, value]) => [name, { kind: 'equal', value } as Pattern] as const)
}
