/** @file Layer records: the groups of fields that methods take, with the literals in them that differ between the instances. */
import type { PrintArg } from '@tsfx/ops'
import type { FieldGroup } from '../fields.ts'
import type { MethodNames } from './nameMethods.ts'
import type { Variation } from './pattern.ts'
import type { Method } from './plan.ts'

export interface RecordType {
  readonly name: string
  /** The class of its modules, where the user wrote one. */
  readonly className: string | null
  /** The function that reads the weights of one; null where too few are read for one. */
  readonly reader: string | null
  /** The weights, as those of the first instance. */
  readonly group: FieldGroup
  readonly path: string
  /** Those of all instances. */
  readonly groups: readonly FieldGroup[]
  /** Fields beside the weights, with their values in all instances. */
  readonly literals: readonly (readonly [string, readonly PrintArg[]])[]
}

export interface LayerRecord {
  readonly type: RecordType
  /** Path of the module. */
  readonly path: string
  readonly literals: readonly (readonly [string, PrintArg])[]
}

/** Fewer records are as short when each is read in its place. */
const MIN_READ = 3

/** The types in order, and the record that each group of fields is. */
export function layerRecords(names: ReadonlyMap<Method, MethodNames>): {
  readonly types: readonly RecordType[]
  readonly records: ReadonlyMap<FieldGroup, LayerRecord>
} {
  const types: RecordType[] = []
  const records = new Map<FieldGroup, LayerRecord>()
  for (const [method, { record, variations, className }] of names) {
    if (!record) continue
    const { instances, hasFields } = method
    const type: RecordType = {
      name: record.type,
      className,
      reader: instances.length >= MIN_READ ? record.reader : null,
      group: instances[0]!.group!,
      path: instances[0]!.path,
      groups: instances.map(({ group }) => group!),
      literals: hasFields ? uniqueFields(variations) : [],
    }
    types.push(type)
    instances.forEach(({ group, path }, i) => {
      const literals = type.literals.map(([key, values]) => [key, values[i]] as const)
      records.set(group!, { type, path, literals })
    })
  }
  return { types, records }
}

/** Variations that share a name are one field. */
const uniqueFields = (
  variations: ReadonlyMap<Variation, string>,
): readonly (readonly [string, readonly PrintArg[]])[] => [
  ...new Map([...variations].map(([{ values }, name]) => [name, values] as const)),
]
