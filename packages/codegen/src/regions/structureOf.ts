/**
 * @file The structure of regions as texts: regions with equal texts become one method, which computes what each of them does.
 * In the text stands all that has to be equal: modules, callees, wiring, types up to sizes, dims, weights by their paths below the
 * region. Not in it are numbers, strings and booleans, of which only the kind is: those that differ become fields. What is inside of
 * a region stands in its text as a number, equal for equal texts (hash consing), so that depth costs no more than length.
 */
import { moduleClass, type NodeId, printDim, Ref } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { formOf } from '../argForm.ts'
import { boundItems } from '../binding.ts'
import type { FieldGroup } from '../fields.ts'
import type { Weight } from '../weights.ts'
import { literalKind, takesPairs } from './literalKind.ts'
import { withDefaults } from './optionDefaults.ts'
import { below, type OpenRegion, type Region, type Statement } from './region.ts'
import { type RegionContext, typeKey } from './regionContext.ts'
import { Numbering, WeightReadings, weightKind } from './weightReading.ts'

export interface StructuredRegion extends OpenRegion {
  readonly structure: string
  /** Keys of its group of fields from `this`. */
  readonly keys: readonly string[]
  /** The weights below its path; null when it uses none of them. */
  readonly group: FieldGroup | null
  /** Keys of its group that its statements read from. */
  readonly reads: ReadonlySet<string>
  /** Weights that it uses and that are elsewhere, each once. */
  readonly foreign: readonly Weight[]
}

/**
 * The regions with their structures, without those that cannot be methods: what leaves them is not one tensor for each name.
 * @param regions outer ones first
 */
export function structuresOf(
  regions: readonly Region[],
  context: RegionContext,
): readonly StructuredRegion[] {
  const cores = new Numbering()
  const readings = new WeightReadings(context)
  const structured: StructuredRegion[] = []
  // Read from the inside out; those that are not inside of any so far, the last one first.
  const outermost: Core[] = []
  for (const region of [...regions].reverse()) {
    const parts = new Map<number, Core>()
    for (let top = outermost.at(-1); top && top.start < region.end; top = outermost.at(-1))
      parts.set(top.start, outermost.pop()!)
    const core = new StructureReader(region, parts, context).read(cores)
    outermost.push(core)
    const isPlain = core.outputs.every((id) => context.graph.node(id).type?.kind === 'tensor')
    if (core.outputs.length > 0 && isPlain) structured.push(withWeights(core, context, readings))
  }
  return structured.reverse()
}

/** What a region computes, whatever is done with it and wherever its weights are read. */
interface Core extends OpenRegion, Pick<StructuredRegion, 'keys' | 'reads' | 'foreign'> {
  readonly number: number
}

function withWeights(core: Core, context: RegionContext, readings: WeightReadings): StructuredRegion {
  const { keys, number, outputs, reads, start } = core
  const found = reads.size > 0 ? context.fields.at(keys) : null
  const group = found?.kind === 'group' ? found : null
  const offsets = outputs.map((id) => context.positions.get(id)! - start)
  const reading = group ? readings.of(group, keys.length) : ''
  return { ...core, group, structure: JSON.stringify([number, offsets, reading]) }
}

class StructureReader {
  readonly #region: Region
  /** Regions inside by where they start; those inside of them are not among them. */
  readonly #parts: ReadonlyMap<number, Core>
  readonly #context: RegionContext
  readonly #keys: readonly string[]
  readonly #inputs = new Map<string, { readonly ref: Ref; readonly number: number }>()
  readonly #foreign = new Map<Weight, number>()
  readonly #reads = new Set<string>()

  constructor(region: Region, parts: ReadonlyMap<number, Core>, context: RegionContext) {
    this.#region = region
    this.#parts = parts
    this.#context = context
    this.#keys = context.fields.keysOfPath(region.path)
  }

  read(cores: Numbering): Core {
    const { path, start, end } = this.#region
    const { graph, statements } = this.#context
    const lines: string[] = []
    const results: NodeId[] = []
    for (let position = start; position < end; ) {
      const part = this.#parts.get(position)
      lines.push(part ? this.#part(part) : this.#statement(statements[position]!))
      results.push(...(part ? part.outputs : [statements[position]!.node.id]))
      position = part ? part.end : position + 1
    }
    lines.push(
      ...[...this.#inputs.values()].map(({ ref }) => `input ${typeKey(this.#context, ref)}`),
      ...[...this.#foreign.keys()].map((weight) => `foreign ${weightKind(weight)}`),
      `class ${moduleClass(graph.meta, path)}`,
    )
    return {
      ...this.#region,
      statements: statements.slice(start, end),
      inputs: [...this.#inputs.values()].map(({ ref }) => ref),
      outputs: results.filter((id) => graph.users(id).some((user) => !this.#isInside(user))),
      number: cores.of(lines.join('\n')),
      keys: this.#keys,
      reads: this.#reads,
      foreign: [...this.#foreign.keys()],
    }
  }

  #isInside(id: NodeId): boolean {
    const position = this.#context.positions.get(id)
    return position !== undefined && position >= this.#region.start && position < this.#region.end
  }

  /** A region inside by what it computes, and what it takes. */
  #part({ path, number, inputs, foreign, reads }: Core): string {
    if (reads.size > 0) this.#reads.add(this.#context.fields.keysOfPath(path)[this.#keys.length]!)
    const taken = [...inputs.map((ref) => this.#value(ref)), ...foreign.map((weight) => this.#weight(weight))]
    return `${this.#scope(path)} region ${number} ${taken.join()}`
  }

  #statement({ node, call }: Statement): string {
    const { callee, args } = withDefaults(call)
    const { graph } = this.#context
    const what = node.kind === 'call_module' ? `module ${JSON.stringify(node.target)}` : callee
    const type = typeKey(this.#context, new Ref(node.id))
    const printed = args.map((arg, i) => this.#arg(arg, takesPairs(callee, i)))
    return `${this.#scope(node.scope)} ${what} ${type} ${boundItems(graph, node)} ${printed.join()}`
  }

  /** The modules between the region and `scope` with their classes. */
  #scope(scope: string): string {
    const { graph } = this.#context
    let { path } = this.#region
    const relative = below(scope, path)
    if (relative === '') return ''
    return JSON.stringify(
      relative.split('.').map((segment) => {
        path = `${path}.${segment}`
        return [segment, moduleClass(graph.meta, path)]
      }),
    )
  }

  /** @param pairs the keys of options that a number stands for two equal ones in; of the argument itself, `''` */
  #arg(arg: PrintArg, pairs: ReadonlySet<string>, key = ''): string {
    const form = formOf(arg, this.#context)
    switch (form.kind) {
      case 'plain':
        return literalKind(form.value)
      case 'dim':
        return `dim ${printDim(form.dim)}`
      case 'value':
        return this.#value(form.ref)
      case 'weight':
        return this.#weight(form.weight)
      case 'list': {
        const isPair = form.items.length === 2 && form.items.every((item) => typeof item === 'number')
        if (isPair && pairs.has(key)) return 'number'
        return `[${form.items.map((item) => this.#arg(item, new Set())).join()}]`
      }
      case 'record':
        return `{${[...form.entries]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, item]) => `${JSON.stringify(name)}:${this.#arg(item, pairs, name)}`)
          .join()}}`
    }
  }

  #value(ref: Ref): string {
    const item = JSON.stringify(ref.index)
    if (this.#isInside(ref.node))
      return `local ${this.#context.positions.get(ref.node)! - this.#region.start} ${item}`
    const key = `${ref.node} ${item}`
    const input = this.#inputs.get(key) ?? { ref, number: this.#inputs.size }
    this.#inputs.set(key, input)
    return `input ${input.number}`
  }

  /** A weight is read through the group of the region where its place is below that of the region. */
  #weight(weight: Weight): string {
    const place = this.#context.fields.keysOf(weight)
    const isOwn = place.length > this.#keys.length && this.#keys.every((key, i) => place[i] === key)
    if (isOwn) {
      const relative = place.slice(this.#keys.length)
      this.#reads.add(relative[0]!)
      return `own ${JSON.stringify(relative)}`
    }
    const number = this.#foreign.get(weight) ?? this.#foreign.size
    this.#foreign.set(weight, number)
    return `foreign ${number}`
  }
}
