/**
 * @file How the weights of a group are read, as a text: groups whose weights are read alike have one type and one reader. A name in the
 * file counts as seen from the module of the group; what a group in it needs from outside of that is resolved where it is inside.
 */
import type { FieldGroup, Fields } from '../fields.ts'
import type { LayerWeight, Weight, Weights } from '../weights.ts'
import { below, isWithin } from './region.ts'

export interface ReadingContext {
  readonly fields: Fields
  readonly weights: Weights
}

/** Numbers texts: equal ones have one number. */
export class Numbering {
  readonly #numbers = new Map<string, number>()

  of(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    return number
  }
}

interface Reading {
  readonly number: number
  /** Names in the file that are not below its path, each once. */
  readonly outside: readonly string[]
}

export class WeightReadings {
  readonly #context: ReadingContext
  readonly #numbers = new Numbering()
  readonly #known = new Map<FieldGroup, Reading>()

  constructor(context: ReadingContext) {
    this.#context = context
  }

  /** The places of the weights in `group`, their kinds, and their names in the file. @param depth how many keys lead to it */
  of(group: FieldGroup, depth: number): string {
    const { number, outside } = this.#read(group, depth)
    return JSON.stringify([number, outside])
  }

  #read(group: FieldGroup, depth: number): Reading {
    const known = this.#known.get(group)
    if (known) return known
    const path = pathOf(group, depth)
    const outside: string[] = []
    const seen = (name: string): string => {
      if (isWithin(name, path) && name !== path) return below(name, path)
      if (!outside.includes(name)) outside.push(name)
      return `/${outside.indexOf(name)}`
    }
    // In an order that does not depend on which of them is used first.
    const children = [...group.children].sort(([a], [b]) => (a < b ? -1 : 1))
    const lines = children.map(([key, child]) => {
      if (child.kind !== 'group') return [key, weightKind(child), ...this.#names(child).map(seen)]
      const inner = this.#read(child, depth + 1)
      return [key, inner.number, ...inner.outside.map(seen)]
    })
    const reading = { number: this.#numbers.of(JSON.stringify(lines)), outside }
    this.#known.set(group, reading)
    return reading
  }

  /** Names in the file by which it is read. */
  #names(weight: Weight): readonly string[] {
    return weight.kind === 'layer' ? [weight.path, weight.stored, ...this.#biasNames(weight)] : [weight.path]
  }

  #biasNames(weight: LayerWeight): readonly string[] {
    const bias = this.#context.weights.biasToRead(weight)
    return bias === undefined ? [] : [bias ?? '']
  }
}

/** The path of the module whose group it is. */
export function pathOf(group: FieldGroup, depth: number): string {
  let first: FieldGroup | Weight = group
  while (first.kind === 'group') first = first.children.values().next().value as FieldGroup | Weight
  return first.path.split('.').slice(0, depth).join('.')
}

/** What its type in the emitted code depends on. */
export const weightKind = ({ kind, handle }: Weight): string =>
  kind === 'tensor' ? `tensor${handle.shape.length}` : kind
