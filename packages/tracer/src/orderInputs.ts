/** @file Inputs in the order of forward's parameters. */
import { wrongArity } from './diagnostics.generated.ts'

/**
 * Inputs follow forward's parameters in order. Where all are named as parameters, the names decide, so that a record in
 * another order does not swap inputs silently; where only some are, and at other places, nothing can decide. A parameter without
 * an entry is undefined: it has its default.
 * @throws TSFX1012
 */
export function orderInputs<T>(
  inputs: Readonly<Record<string, T>>,
  parameters: readonly string[] | null,
  model: string,
): Readonly<Record<string, T | undefined>> {
  if (parameters === null) return inputs
  const names = Object.keys(inputs)
  if (names.every((name) => parameters.includes(name)))
    return Object.fromEntries(parameters.map((name) => [name, inputs[name]]))
  const misplaced = names.some((name, i) => parameters.includes(name) && parameters.indexOf(name) !== i)
  if (misplaced) throw wrongArity({ model, parameters: parameters.join(', '), inputs: names.join(', ') })
  const absent = parameters.slice(names.length).map((name) => [name, undefined])
  return { ...inputs, ...Object.fromEntries(absent) }
}
