/**
 * @file Where a call in the user's code becomes an op: which function of tfjs, and how its arguments are named.
 */
import { badInputs } from './diagnostics.generated.ts'
import { shownArgument } from './shownArgument.ts'

export interface CaptureForm {
  /** `tf.conv2d`, `tf.fused.conv2d`, `Tensor.relu`, or `tsfx.name` for an op's own function. */
  readonly from: string
  /** The call's arguments by name; for a method, `this` comes first. Null declines: the next form is asked. @throws TSFX0511 */
  bind(call: readonly unknown[]): Readonly<Record<string, unknown>> | null
}

/** A parameter that has only one supported value and is therefore no attribute of the op. */
export interface FixedParameter {
  readonly name: string
  readonly only: unknown
}

/** The entry of one argument; none for a fixed parameter. @throws TSFX0511 when that has another value. */
function bindParameter(
  call: string,
  parameter: string | FixedParameter,
  value: unknown,
): [string, unknown][] {
  if (typeof parameter === 'string') return [[parameter, value]]
  const { name, only } = parameter
  if (value === undefined || value === null || value === only) return []
  const legal = only === undefined ? 'left out' : JSON.stringify(only)
  throw badInputs({ op: `tf.${call}`, problem: `${name} must be ${legal}, not ${shownArgument(value)}` })
}

type Parameters = readonly (string | FixedParameter)[]

/** A function of tfjs with positional parameters, `tf.name`. */
export function fromFunction(name: string, parameters: Parameters): CaptureForm {
  return {
    from: `tf.${name}`,
    bind: (call) =>
      Object.fromEntries(parameters.flatMap((parameter, i) => bindParameter(name, parameter, call[i]))),
  }
}

/** The function `tf.name` and the chained method of the same name. */
export function positional(name: string, parameters: Parameters): readonly CaptureForm[] {
  const form = fromFunction(name, parameters)
  return [form, { ...form, from: `Tensor.${name}` }]
}

/** A function of tfjs that takes one record, such as those of `tf.fused`; `names` maps its fields to the op's. */
export function fromRecord(
  name: string,
  names: Readonly<Record<string, string | FixedParameter>>,
): CaptureForm {
  return {
    from: `tf.${name}`,
    bind([record]) {
      const fields = record as Readonly<Record<string, unknown>>
      return Object.fromEntries(
        Object.entries(fields).flatMap(([field, value]) =>
          bindParameter(name, names[field] ?? { name: field, only: undefined }, value),
        ),
      )
    },
  }
}

/** `form`, but calls of which `declines` holds are left to other forms, or to a composition. */
export const exceptWhere = (
  declines: (call: readonly unknown[]) => boolean,
  form: CaptureForm,
): CaptureForm => ({ ...form, bind: (call) => (declines(call) ? null : form.bind(call)) })
