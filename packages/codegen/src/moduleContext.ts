/** @file Everything the writers of a module ask: decided once from the graph, read by all. */
import { type Graph, legalIdentifier } from '@tsfx/ir'
import type { EmitOptions } from './emit.ts'
import { Expressions } from './expressions.ts'
import { arrangeFields, type Fields } from './fields.ts'
import { type Freeing, freeingOf } from './freeing.ts'
import { type ModuleForm, moduleForm } from './moduleForm.ts'
import { type Names, nameAll } from './names.ts'
import { type PrintedNodes, printNodes } from './printedNodes.ts'
import { RESERVED_NAMES } from './reservedNames.ts'
import { collectWeights, type Weights } from './weights.ts'

export interface ModuleContext {
  readonly graph: Graph
  readonly options: EmitOptions
  /** Module specifier of the runtime. */
  readonly runtime: string
  readonly className: string
  readonly form: ModuleForm
  readonly freeing: Freeing
  readonly printed: PrintedNodes
  readonly weights: Weights
  readonly fields: Fields
  readonly names: Names
  readonly expressions: Expressions
}

export function moduleContext(graph: Graph, options: EmitOptions): ModuleContext {
  const printed = printNodes(graph, options)
  const weights = collectWeights(graph, printed.calls.values())
  const form = moduleForm(graph, printed, weights)
  const fields = arrangeFields(weights.all)
  const imported = printed.imports.map(({ local }) => local)
  const freeing = freeingOf({ graph, form })
  const reserved = freeing === 'scope' ? [...imported, 'kept'] : imported
  const names = nameAll(graph, reserved, form.kind === 'float')
  const expressions = new Expressions({ graph, names, weights, fields, shortScales: form.kind === 'integer' })
  const className = classNameOf(graph, options, form, new Set([...RESERVED_NAMES, ...imported]))
  return {
    graph,
    options,
    runtime: options.runtime ?? '@tsfx/runtime',
    className,
    form,
    freeing,
    printed,
    weights,
    fields,
    names,
    expressions,
  }
}

function classNameOf(
  graph: Graph,
  { className }: EmitOptions,
  form: ModuleForm,
  taken: ReadonlySet<string>,
): string {
  // A traced function has a lower-case name; a class has not.
  const traced = legalIdentifier(graph.meta.name).replace(/^[a-z]/, (first) => first.toUpperCase())
  const name = legalIdentifier(
    className ?? (form.kind === 'float' || traced.endsWith('Int8') ? traced : `${traced}Int8`),
  )
  if (!taken.has(name)) return name
  let free = `${name}Model`
  for (let i = 1; taken.has(free); i++) free = `${name}Model_${i}`
  return free
}
