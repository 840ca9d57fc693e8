/**
 * @file The structure of a region as a text: regions with equal texts become one method, which computes what each of them does.
 * In the text stands all that has to be equal: modules, callees, wiring, types up to sizes, dims, weights by their paths below the
 * region. Not in it are numbers, strings and booleans, of which only the kind is: those that differ become fields.
 */
import { moduleClass, type NodeId, printDim, Ref } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { formOf, type Plain } from '../argForm.ts'
import { boundItems } from '../binding.ts'
import { type FieldGroup, weightsIn } from '../fields.ts'
import type { Weight } from '../weights.ts'
import { withDefaults } from './optionDefaults.ts'
import { below, type OpenRegion, type Region, type Statement } from './region.ts'
import { type RegionContext, typeKey } from './regionContext.ts'
import { weightKind, weightReading } from './weightReading.ts'

export interface StructuredRegion extends OpenRegion {
  readonly structure: string
  /** Keys of its group of fields from `this`. */
  readonly keys: readonly string[]
  /** The weights below its path; null when there are none. */
  readonly group: FieldGroup | null
  /** Weights that it uses and that are elsewhere, each once. */
  readonly foreign: readonly Weight[]
}

/** The structure, or null for a region that cannot be a method: what leaves it is not one tensor for each name. */
export function structureOf(region: Region, context: RegionContext): StructuredRegion | null {
  const statements = context.statements.slice(region.start, region.end)
  const outputs = outputsOf(region, context)
  const isPlain = outputs.every((id) => context.graph.node(id).type?.kind === 'tensor')
  if (outputs.length === 0 || !isPlain) return null
  return new StructureReader(region, context).read(statements, outputs)
}

function outputsOf(
  { start, end }: Region,
  { graph, positions, statements }: RegionContext,
): readonly NodeId[] {
  const isOutside = (id: NodeId): boolean => {
    const position = positions.get(id)
    return position === undefined || position < start || position >= end
  }
  return statements
    .slice(start, end)
    .map(({ node }) => node.id)
    .filter((id) => graph.users(id).some(isOutside))
}

/** Whether a weight is read through the group of the region: it is below its path, and its place mirrors its path. */
export const isOwnWeight = (
  weight: Weight,
  keys: readonly string[],
  { fields }: Pick<RegionContext, 'fields'>,
): boolean => {
  const place = fields.keysOf(weight)
  return place.length > keys.length && keys.every((key, i) => place[i] === key)
}

class StructureReader {
  readonly #region: Region
  readonly #context: RegionContext
  readonly #keys: readonly string[]
  readonly #inputs = new Map<string, { readonly ref: Ref; readonly number: number }>()
  readonly #foreign = new Map<Weight, number>()

  constructor(region: Region, context: RegionContext) {
    this.#region = region
    this.#context = context
    this.#keys = context.fields.keysOfPath(region.path)
  }

  read(statements: OpenRegion['statements'], outputs: readonly NodeId[]): StructuredRegion {
    const { path, start } = this.#region
    const { graph, fields, positions } = this.#context
    const found = fields.at(this.#keys)
    const group = found?.kind === 'group' ? found : null
    const lines = [
      ...statements.map((statement) => this.#statement(statement)),
      `outputs ${outputs.map((id) => positions.get(id)! - start)}`,
      ...[...this.#inputs.values()].map(({ ref }) => `input ${typeKey(this.#context, ref)}`),
      ...[...this.#foreign.keys()].map((weight) => `foreign ${weightKind(weight)}`),
      ...(group ? weightsIn(group) : []).map((weight) =>
        weightReading(weight, this.#keys, path, this.#context),
      ),
      ...[...new Set(statements.map(({ node }) => node.scope))].flatMap((scope) => this.#classes(scope)),
      `class ${moduleClass(graph.meta, path)}`,
    ]
    return {
      ...this.#region,
      statements,
      inputs: [...this.#inputs.values()].map(({ ref }) => ref),
      outputs,
      structure: lines.join('\n'),
      keys: this.#keys,
      group,
      foreign: [...this.#foreign.keys()],
    }
  }

  #statement({ node, call }: Statement): string {
    const { callee, args } = withDefaults(call)
    const { graph } = this.#context
    const what = node.kind === 'call_module' ? `module ${JSON.stringify(node.target)}` : callee
    const type = typeKey(this.#context, new Ref(node.id))
    const scope = JSON.stringify(below(node.scope, this.#region.path))
    return `${scope} ${what} ${type} ${boundItems(graph, node)} ${args.map((arg) => this.#arg(arg)).join()}`
  }

  /** The classes of the modules between the region and `scope`. */
  #classes(scope: string): readonly string[] {
    const { graph } = this.#context
    const relative = below(scope, this.#region.path)
    const segments = relative === '' ? [] : relative.split('.')
    return segments.map((_, i) => {
      const path = segments.slice(0, i + 1).join('.')
      return `${JSON.stringify(path)} ${moduleClass(graph.meta, `${this.#region.path}.${path}`)}`
    })
  }

  #arg(arg: PrintArg): string {
    const form = formOf(arg, this.#context)
    switch (form.kind) {
      case 'plain':
        return plainKind(form.value)
      case 'dim':
        return `dim ${printDim(form.dim)}`
      case 'value':
        return this.#value(form.ref)
      case 'weight':
        return this.#weight(form.weight)
      case 'list':
        return `[${form.items.map((item) => this.#arg(item)).join()}]`
      case 'record':
        return `{${[...form.entries]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => `${JSON.stringify(key)}:${this.#arg(item)}`)
          .join()}}`
    }
  }

  #value(ref: Ref): string {
    const { start, end } = this.#region
    const position = this.#context.positions.get(ref.node)
    if (position !== undefined && position >= start && position < end)
      return `local ${position - start} ${JSON.stringify(ref.index)}`
    const key = `${ref.node} ${JSON.stringify(ref.index)}`
    const input = this.#inputs.get(key) ?? { ref, number: this.#inputs.size }
    this.#inputs.set(key, input)
    return `input ${input.number}`
  }

  #weight(weight: Weight): string {
    if (isOwnWeight(weight, this.#keys, this.#context)) {
      const relative = this.#context.fields.keysOf(weight).slice(this.#keys.length)
      return `own ${JSON.stringify(relative)}`
    }
    const number = this.#foreign.get(weight) ?? this.#foreign.size
    this.#foreign.set(weight, number)
    return `foreign ${number}`
  }
}

const plainKind = (value: Plain): string =>
  value === undefined || value === null ? String(value) : typeof value
