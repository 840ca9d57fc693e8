/** @file The first line of an emitted `forward`: what its trace relied on, checked, and the sizes of its named dims. */
import { inputMismatch } from '../diagnostics.generated.ts'
import { checkTensor, type SizeRanges } from './checkTensor.ts'
import { type InputShape, type InputSpec, tensorInput } from './inputSpec.ts'
import { refuseMore } from './refuseMore.ts'
import { showInput } from './showInput.ts'

/** The named dims in a spec; any name in one that is not known. */
type DimName<Spec> = InputSpec extends Spec ? string : NameIn<Spec>

type NameIn<Spec> = Spec extends InputShape
  ? Extract<Spec[number], string>
  : Spec extends { readonly shape: infer Shape extends InputShape; readonly dtype: string }
    ? Extract<Shape[number], string>
    : Spec extends readonly unknown[]
      ? DimName<Spec[number]>
      : Spec extends object
        ? { [Key in keyof Spec]: DimName<Spec[Key]> }[keyof Spec]
        : never

/** Sizes by the names of dims. */
export type Sizes<Specs> = Readonly<Record<DimName<Specs>, number>>

/**
 * Refuses inputs that are not what `specs` declare, keys of records and `args` of forward that they do not, and gives the sizes of the
 * named dims: `const { batch } = checkInputs({ x }, arguments, { x: ['batch', 28, 28, 1] })`.
 * @throws TSFX6022 naming the input
 */
export function checkInputs<const Specs extends Readonly<Record<string, InputSpec>>>(
  inputs: Readonly<Record<keyof Specs, unknown>>,
  args: ArrayLike<unknown>,
  specs: Specs,
  ranges: SizeRanges = {},
): Sizes<Specs> {
  const sizes = new Map<string, number>()
  const check = (path: string, spec: InputSpec, value: unknown): void => {
    const tensor = tensorInput(path, spec)
    if (tensor) checkTensor(tensor, value, sizes, ranges)
    else if (typeof spec !== 'object' || spec === null) {
      if (!Object.is(value, spec))
        throw inputMismatch({ input: path, expected: showInput(spec), found: showInput(value) })
    } else if (Array.isArray(spec) ? !hasLength(value, spec.length) : !isRecord(value)) {
      const expected = Array.isArray(spec) ? `a list of ${spec.length}` : 'a record'
      throw inputMismatch({ input: path, expected, found: showInput(value) })
    } else {
      const items = value as Readonly<Record<string, unknown>>
      for (const [key, item] of Object.entries(spec) as [string, InputSpec][])
        check(`${path}.${key}`, item, items[key])
      const more = Object.keys(items).find((key) => !Object.hasOwn(spec, key) && items[key] !== undefined)
      if (more !== undefined) check(`${path}.${more}`, undefined, items[more])
    }
  }
  for (const [name, spec] of Object.entries(specs)) check(name, spec, inputs[name])
  refuseMore(args, Object.keys(specs).length)
  // The compiler cannot compare with a type that recurs over a spec it does not know yet.
  return Object.fromEntries(sizes) as never
}

const hasLength = (value: unknown, length: number): boolean => Array.isArray(value) && value.length === length

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
