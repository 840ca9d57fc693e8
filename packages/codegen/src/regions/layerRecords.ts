/**
 * @file Layer records: the groups of fields that methods take. Groups whose weights are read alike have one type and one reader, whose
 * methods they belong to; a method whose instances differ in literals has a type of its own, of those weights and the literals.
 */
import { type Graph, legalIdentifier, moduleClass } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { claimNames } from '../claimNames.ts'
import { type FieldGroup, type Fields, isList } from '../fields.ts'
import type { Weights } from '../weights.ts'
import { capital, layerName } from './methodTitle.ts'
import type { MethodNames } from './nameMethods.ts'
import type { Variation } from './pattern.ts'
import type { Method } from './plan.ts'
import { pathOf, WeightReadings } from './weightReading.ts'

/** A group of fields with its place. */
export interface PlacedGroup {
  readonly group: FieldGroup
  readonly keys: readonly string[]
  /** Path of its module. */
  readonly path: string
}

/** The type of groups whose weights are read alike. */
export interface LayerShape {
  readonly type: string
  /** The function that reads one; null where too few are read for one. */
  readonly reader: string | null
  readonly instances: readonly PlacedGroup[]
  /** Whether a list of layers is a record with the keys 0, 1, ...: literals stand beside them. */
  readonly isRecord: boolean
}

/** The type of what one method takes: its layers, and the literals that differ. */
export interface LiteralRecord {
  readonly type: string
  readonly className: string | null
  readonly shape: LayerShape
  readonly literals: readonly (readonly [string, readonly PrintArg[]])[]
}

export interface LayerRecord {
  readonly type: string
  readonly shape: LayerShape
  readonly path: string
  readonly literals: readonly (readonly [string, PrintArg])[]
}

export interface LayerRecords {
  /** Types that others are made of come first. */
  readonly shapes: readonly LayerShape[]
  readonly literalRecords: readonly LiteralRecord[]
  /** The record that a group of fields is. */
  readonly records: ReadonlyMap<FieldGroup, LayerRecord>
}

export interface LayerContext {
  readonly graph: Graph
  readonly fields: Fields
  readonly weights: Weights
  /** Names that types and readers cannot have. */
  readonly module: Iterable<string>
}

/** Fewer groups are as short when each is written in its place. */
const MIN_SHARED = 3

export function layerRecords(names: ReadonlyMap<Method, MethodNames>, context: LayerContext): LayerRecords {
  return new RecordBuilder(names, context).build()
}

class RecordBuilder {
  readonly #context: LayerContext
  readonly #methods: ReadonlyMap<FieldGroup, Method>
  readonly #names: ReadonlyMap<Method, MethodNames>
  readonly #claimType: (wanted: string) => string
  readonly #claimReader: (wanted: string) => string
  readonly #readings: WeightReadings
  readonly #byReading = new Map<string, PlacedGroup[]>()
  readonly #records = new Map<FieldGroup, LayerRecord>()

  constructor(names: ReadonlyMap<Method, MethodNames>, context: LayerContext) {
    this.#names = names
    this.#context = context
    this.#readings = new WeightReadings(context)
    this.#claimType = claimNames(new Set(context.module))
    this.#claimReader = claimNames(new Set(context.module))
    this.#methods = new Map(
      [...names.keys()].flatMap((method) =>
        method.instances.flatMap(({ group }) => (group ? [[group, method]] : [])),
      ),
    )
  }

  build(): LayerRecords {
    for (const [key, field] of this.#context.fields.members)
      if (field.kind === 'group') this.#collect(field, [key])
    const shapes: LayerShape[] = []
    const literalRecords: LiteralRecord[] = []
    for (const alike of this.#byReading.values()) {
      const instances = alike.filter(({ group }) => !this.#isWrittenOut(group))
      const methods = [...new Set(instances.flatMap(({ group }) => this.#methods.get(group) ?? []))]
      if (instances.length === 0 || (methods.length === 0 && !this.#isWorthAType(instances))) continue
      const shape = this.#shape(instances, methods)
      shapes.push(shape)
      for (const { group, path } of instances)
        this.#records.set(group, { type: shape.type, shape, path, literals: [] })
      for (const method of methods) literalRecords.push(...this.#withLiterals(method, shape))
    }
    return { shapes, literalRecords, records: this.#records }
  }

  /** Groups by how their weights are read; what is inside comes first. */
  #collect(group: FieldGroup, keys: readonly string[]): void {
    for (const [key, child] of group.children)
      if (child.kind === 'group') this.#collect(child, [...keys, key])
    const path = pathOf(group, keys.length)
    const reading = this.#readings.of(group, keys.length)
    const others = this.#byReading.get(reading)
    if (others) others.push({ group, keys, path })
    else this.#byReading.set(reading, [{ group, keys, path }])
  }

  /** A reader reads weights only: what no method takes whole, and holds records with literals, is written out around them. */
  #isWrittenOut(group: FieldGroup): boolean {
    return !this.#methods.has(group) && this.#holdsLiterals(group)
  }

  #holdsLiterals(group: FieldGroup): boolean {
    return [...group.children.values()].some((child) => {
      if (child.kind !== 'group') return false
      const method = this.#methods.get(child)
      return (method !== undefined && this.#literals(method).length > 0) || this.#holdsLiterals(child)
    })
  }

  /** Layers of several weights, such as norms, that would be written out again and again. */
  #isWorthAType(instances: readonly PlacedGroup[]): boolean {
    const [{ group }] = instances as [PlacedGroup]
    const isLayer =
      group.children.size >= 2 && [...group.children.values()].every(({ kind }) => kind !== 'group')
    return isLayer && !isList(group) && this.#writtenOut(instances) >= MIN_SHARED
  }

  /** How often they are written outside groups that have a type: those of one type are written once. */
  #writtenOut(instances: readonly PlacedGroup[]): number {
    return new Set(instances.map(({ keys }) => this.#typedAbove(keys))).size
  }

  /** The method and the place in its record that `keys` lead to; the keys themselves outside of records. */
  #typedAbove(keys: readonly string[]): string {
    let typed: readonly unknown[] = keys
    let group = this.#context.fields.members.get(keys[0]!)
    for (let length = 1; length < keys.length && group?.kind === 'group'; length++) {
      const method = this.#methods.get(group)
      if (method) typed = [this.#names.get(method)!.name, keys.slice(length)]
      group = group.children.get(keys[length]!)
    }
    return JSON.stringify(typed)
  }

  #shape(instances: readonly PlacedGroup[], methods: readonly Method[]): LayerShape {
    const title = this.#title(instances, methods)
    const isAlsoType = methods.some(
      (method) => this.#literals(method).length > 0 && this.#names.get(method)!.title === title,
    )
    return {
      type: this.#claimType(isAlsoType ? `${title}Layers` : title),
      reader: instances.length >= MIN_SHARED ? this.#claimReader(uncapital(title)) : null,
      instances,
      isRecord: methods.some((method) => this.#literals(method).length > 0),
    }
  }

  /** After its layers where it is a list of such, else after its class. */
  #title([{ group, path }]: readonly PlacedGroup[] | [PlacedGroup], methods: readonly Method[]): string {
    const { graph } = this.#context
    const layers = [...group.children.keys()].map((key) => layerName(`${path}.${key}`, graph))
    if (methods.length !== 1 && isList(group) && layers.every((name) => name !== null))
      return layers.map(capital).join('')
    if (methods.length === 0)
      return capital(legalIdentifier(moduleClass(graph.meta, path) ?? path.split('.').at(-1)!))
    const isPlain = (method: Method) => this.#literals(method).length === 0
    const [most] = [...methods].sort(
      (a, b) => Number(isPlain(b)) - Number(isPlain(a)) || b.instances.length - a.instances.length,
    )
    return this.#names.get(most!)!.title
  }

  #literals({ hasFields, variations }: Method): readonly Variation[] {
    return hasFields ? variations : []
  }

  #withLiterals(method: Method, shape: LayerShape): readonly LiteralRecord[] {
    const { title, className, variations } = this.#names.get(method)!
    if (this.#literals(method).length === 0) return []
    const type = this.#claimType(title)
    const literals = uniqueFields(variations)
    method.instances.forEach(({ group, path }, i) => {
      const own = literals.map(([key, values]) => [key, values[i]] as const)
      this.#records.set(group!, { type, shape, path, literals: own })
    })
    return [{ type, className, shape, literals }]
  }
}

/** Variations that share a name are one field. */
const uniqueFields = (variations: ReadonlyMap<Variation, string>): LiteralRecord['literals'] => [
  ...new Map([...variations].map(([{ values }, name]) => [name, values] as const)),
]

const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
