/**
 * @file What a shape rule says of a named dim holds at every size: for each axis of each sample, and for all axes of one size at once,
 * the rule either refuses the name or says what it says of numbers.
 */
import {
  type Dim,
  evaluateDim,
  isDiagnosticError,
  namedDim,
  printType,
  Ref,
  type TensorType,
  tensorType,
  type ValueType,
} from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { opNamed } from './registry.ts'
import { type OpSample, opSamples } from './samples/opSamples.ts'
import { mapSampleInput, typeOfSample } from './samples/sampleTensors.ts'

/** What is named: axes, and where `attrs` holds also the entries of lists among the attributes that have their size. */
interface Naming {
  readonly axes: readonly Axis[]
  readonly attrs: boolean
}

/** An axis of a tensor of the sample, tensors counted through all inputs. */
interface Axis {
  readonly tensor: number
  readonly axis: number
  readonly size: number
}

const DIM = namedDim('n')

/** What the op infers from the sample's types with `dim` on some of its axes; null when it refuses. */
function inferWith(sample: OpSample, naming: Naming, dim: Dim): ValueType | null {
  const op = opNamed(sample.op)!
  const types: TensorType[] = []
  const ref = (type: TensorType): Ref => {
    const tensor = types.length
    const shape = type.shape.map((size, axis) =>
      naming.axes.some((entry) => entry.tensor === tensor && entry.axis === axis) ? dim : size,
    )
    return new Ref((types.push(tensorType(type.dtype, shape)) - 1) as never)
  }
  const refs = Object.entries(sample.inputs).map(([name, input]) => [
    name,
    mapSampleInput(input, (tensor) => ref(typeOfSample(tensor))),
  ])
  const [{ size: given }] = naming.axes as [Axis]
  const attrs = Object.entries(sample.attrs ?? {}).map(([name, value]) => [
    name,
    naming.attrs && Array.isArray(value) ? value.map((entry) => (entry === given ? dim : entry)) : value,
  ])
  try {
    const args = op.normalize(Object.fromEntries([...refs, ...attrs]))
    return op.infer(args, ({ node }) => types[node]!)
  } catch (error) {
    if (isDiagnosticError(error)) return null
    throw error
  }
}

function atSize(type: ValueType, size: number): ValueType {
  switch (type.kind) {
    case 'tensor':
      return tensorType(
        type.dtype,
        type.shape.map((dim) => evaluateDim(dim, { n: size })!),
      )
    case 'tuple':
      return { kind: 'tuple', items: type.items.map((item) => atSize(item, size)) }
    case 'record': {
      const fields = Object.entries(type.fields).map(([key, field]) => [key, atSize(field, size)] as const)
      return { kind: 'record', fields: Object.fromEntries(fields) }
    }
  }
}

/** Each axis alone, and all axes of one size together. */
function namings(sample: OpSample): readonly Naming[] {
  const types = Object.values(sample.inputs).flatMap((input) => mapSampleInput(input, typeOfSample))
  const axes = types.flatMap(({ shape }, tensor) =>
    (shape as readonly number[]).map((size, axis): Axis => ({ tensor, axis, size })),
  )
  const sizes = [...new Set(axes.map(({ size }) => size))]
  const together = sizes.map((size) => axes.filter((axis) => axis.size === size))
  return [
    ...axes.map((axis) => ({ axes: [axis], attrs: false })),
    ...together.flatMap((same) => [true, false].map((attrs) => ({ axes: same, attrs }))),
  ].filter(({ axes: [first] }) => first!.size > 1)
}

describe('a rule that takes a named dim', () => {
  it.each(opSamples)('says of it what it says of numbers: $op of $inputs with $attrs', (sample) => {
    for (const naming of namings(sample)) {
      const general = inferWith(sample, naming, DIM)
      if (general === null) continue
      const [{ size: given }] = naming.axes as [Axis]
      for (const size of [given, given + 1, given + 5]) {
        const special = inferWith(sample, naming, size)
        // A name in an attribute may lie outside x at some sizes, where the call itself fails.
        if (naming.attrs && special === null) continue
        const at = `${JSON.stringify(naming)} as ${size}: `
        expect(at + printType(special)).toBe(at + printType(atSize(general, size)))
      }
    }
  })

  it('is that of every op but these', () => {
    const taken = new Set(
      opSamples
        .filter((sample) => namings(sample).some((naming) => inferWith(sample, naming, DIM) !== null))
        .map(({ op }) => op),
    )
    const called = opSamples.filter((sample) => Object.keys(sample.inputs).length > 0)
    const never = new Set(called.map(({ op }) => op).filter((op) => !taken.has(op)))
    // How many frames, or boxes, there are must be a number.
    expect([...never]).toEqual(['frame', 'nonMaxSuppressionPadded'])
  })
})
