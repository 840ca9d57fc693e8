/** @file Everything the writers of a module ask: decided once from the graph, read by all. */
import { type Graph, legalIdentifier } from '@tsfx/ir'
import type { EmitOptions } from './emit.ts'
import { Expressions } from './expressions.ts'
import { arrangeFields, type Fields } from './fields.ts'
import { type ModuleForm, moduleForm } from './moduleForm.ts'
import { type Names, nameAll } from './names.ts'
import { type PrintedNodes, printNodes } from './printedNodes.ts'
import { collectWeights, type Weights } from './weights.ts'

export interface ModuleContext {
  readonly graph: Graph
  readonly options: EmitOptions
  /** Module specifier of the runtime. */
  readonly runtime: string
  readonly className: string
  readonly form: ModuleForm
  readonly printed: PrintedNodes
  readonly weights: Weights
  readonly fields: Fields
  readonly names: Names
  readonly expressions: Expressions
}

/** Names a module declares or relies on. */
const MODULE_NAMES = new Set(
  'FloatInput FloatTensor LoadOptions OpaqueModules Promise QuantizedOps QuantizedTensor QuantizedWeight TensorFlow URL WeightFile WeightedLayer load loadModel loadWeights Infinity NaN'.split(
    ' ',
  ),
)

export function moduleContext(graph: Graph, options: EmitOptions): ModuleContext {
  const printed = printNodes(graph, options)
  const weights = collectWeights(graph, printed.calls.values())
  const form = moduleForm(graph, printed, weights)
  const fields = arrangeFields(weights.all)
  const imported = printed.imports.map(({ local }) => local)
  const names = nameAll(graph, imported, form.kind === 'float')
  const expressions = new Expressions({ graph, names, weights, fields, shortScales: form.kind === 'integer' })
  const className = classNameOf(graph, options, form, new Set([...MODULE_NAMES, ...imported]))
  return {
    graph,
    options,
    runtime: options.runtime ?? '@tsfx/runtime',
    className,
    form,
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
  const traced = legalIdentifier(graph.meta.name)
  const name = legalIdentifier(
    className ?? (form.kind === 'float' || traced.endsWith('Int8') ? traced : `${traced}Int8`),
  )
  return taken.has(name) ? `${name}Model` : name
}
