/** @file What the same value is called in several places of a model: by the user's variable where it is one, else by its op. */
import { type FxNode, legalIdentifier } from '@tsfx/ir'

export interface ResultName {
  readonly name: string
  /** Whether it is a variable of the user's. */
  readonly isUsers: boolean
}

export function resultName(nodes: readonly FxNode[]): ResultName {
  const variable = nodes[0]?.meta.variable
  if (variable !== undefined && nodes.every(({ meta }) => meta.variable === variable))
    return { name: variable, isUsers: true }
  return { name: opName(nodes[0]!), isUsers: false }
}

/** `conv2d` for `q.conv2d`; the last part of its path for an opaque module. */
export const opName = ({ target }: FxNode): string => legalIdentifier(target.split('.').at(-1) as string)

/** `filtered` and `strides` are `filteredStrides`. */
export const compoundName = (first: string, second: string): string =>
  first + second.charAt(0).toUpperCase() + second.slice(1)
