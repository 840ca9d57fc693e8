/** @file Inputs in the order of forward's parameters. */
import { wrongArity } from './diagnostics.generated.ts'

/**
 * Inputs follow forward's parameters in order. Where all are named as parameters, the names decide, so that a record in
 * another order does not swap inputs silently; where only some are, and at other places, nothing can decide.
 * @throws TSFX1012
 */
export function orderInputs<T>(
  inputs: Readonly<Record<string, T>>,
  parameters: readonly string[] | null,
  model: string,
): Readonly<Record<string, T>> {
  const names = Object.keys(inputs)
  if (parameters === null || names.every((name, i) => parameters.indexOf(name) === i)) return inputs
  if (names.every((name) => parameters.includes(name))) {
    // A parameter skipped has its default.
    const last = parameters.findLastIndex((name) => name in inputs)
    return Object.fromEntries(parameters.slice(0, last + 1).map((name) => [name, inputs[name] as T]))
  }
  const misplaced = names.some((name, i) => parameters.includes(name) && parameters.indexOf(name) !== i)
  if (misplaced) throw wrongArity({ model, parameters: parameters.join(', '), inputs: names.join(', ') })
  return inputs
}
