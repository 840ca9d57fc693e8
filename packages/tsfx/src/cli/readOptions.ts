/** @file Options of a command as the types it needs. */
import { badUsage } from '../diagnostics.generated.ts'
import type { OptionValues } from './command.ts'

/** @throws TSFX7000 when the option is missing. */
export function requiredOption(options: OptionValues, name: string, command: string): string {
  const value = options[name]
  if (typeof value !== 'string')
    throw badUsage({ problem: `--${name} is required`, command: `tsfx ${command} --help` })
  return value
}

export const optionalText = (options: OptionValues, name: string): string | undefined =>
  typeof options[name] === 'string' ? options[name] : undefined

export const textList = (options: OptionValues, name: string): readonly string[] =>
  Array.isArray(options[name]) ? options[name].map(String) : []

/** @throws TSFX7000 when it is no positive whole number. */
export function countOption(options: OptionValues, name: string, command: string): number {
  const count = Number(options[name])
  if (!Number.isSafeInteger(count) || count < 1) {
    throw badUsage({
      problem: `--${name} must be a positive whole number, not '${String(options[name])}'`,
      command: `tsfx ${command} --help`,
    })
  }
  return count
}

/** @throws TSFX7000 when the value is not one of `choices`. */
export function choiceOption<const T extends string>(
  options: OptionValues,
  name: string,
  choices: readonly T[],
  command: string,
): T {
  const found = choices.find((choice) => choice === options[name])
  if (!found) {
    throw badUsage({
      problem: `--${name} must be one of ${choices.join(', ')}, not '${String(options[name])}'`,
      command: `tsfx ${command} --help`,
    })
  }
  return found
}
