/**
 * @file Where a call in the user's code becomes an op: which function of tfjs, and how its arguments are named.
 */

export interface CaptureForm {
  /** `tf.conv2d`, `tf.fused.conv2d`, `Tensor.relu`, or `tsfx.name` for an op's own function. */
  readonly from: string
  /** The call's arguments by name; for a method, `this` comes first. Null declines: the next form is asked. */
  bind(call: readonly unknown[]): Readonly<Record<string, unknown>> | null
}

/** A parameter that has only one supported value and is therefore no attribute of the op. */
export interface FixedParameter {
  readonly name: string
  readonly only: unknown
}

const bindParameter = (parameter: string | FixedParameter, value: unknown): readonly [string, unknown] =>
  typeof parameter === 'string' ? [parameter, value] : [`${parameter.name}=${String(parameter.only)}`, value]

type Parameters = readonly (string | FixedParameter)[]

/** A function of tfjs with positional parameters, `tf.name`. */
export function fromFunction(name: string, parameters: Parameters): CaptureForm {
  return {
    from: `tf.${name}`,
    bind: (call) => Object.fromEntries(parameters.map((parameter, i) => bindParameter(parameter, call[i]))),
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
        Object.entries(fields).map(([field, value]) =>
          bindParameter(names[field] ?? { name: field, only: undefined }, value),
        ),
      )
    },
  }
}
