/** @file What a trace relied on beyond the types of its tensors, as guards of the graph. */
import { dimNames, type Guard, type GuardValue, pathKey } from '@tsfx/ir'
import { type Input, tensorInputs } from './inputSpec.ts'
import type { SizeBounds } from './tracePoints.ts'

/**
 * A guard for each input that is no tensor, and for each bound of a named dim. Types of inputs, and dims that are
 * equal because they have one name, follow from the placeholders and need none.
 */
export function guardsOf(
  inputs: Readonly<Record<string, Input>>,
  { smallest = {}, largest = {} }: SizeBounds,
): readonly Guard[] {
  const names = new Set(tensorInputs(inputs).flatMap(({ shape }) => shape.flatMap(dimNames)))
  return [
    ...Object.entries(inputs).flatMap(([name, input], parameter) =>
      constantGuards(input, pathKey(name), parameter),
    ),
    ...[...names].flatMap((dim): Guard[] => [
      ...(smallest[dim] === undefined ? [] : [{ kind: 'atLeast', dim, size: smallest[dim] } as const]),
      ...(largest[dim] === undefined ? [] : [{ kind: 'atMost', dim, size: largest[dim] } as const]),
    ]),
  ]
}

function constantGuards(input: Input, path: string, parameter: number): readonly Guard[] {
  switch (input.kind) {
    case 'tensor':
      return []
    case 'list':
      return input.items.flatMap((item, i) => constantGuards(item, `${path}.${i}`, parameter))
    case 'record':
      return Object.entries(input.fields).flatMap(([name, field]) =>
        constantGuards(field, `${path}.${pathKey(name)}`, parameter),
      )
    case 'constant':
      return input.value === undefined
        ? [{ kind: 'absent', path, parameter }]
        : [{ kind: 'constant', path, parameter, value: input.value as GuardValue }]
  }
}
