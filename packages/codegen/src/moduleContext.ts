/** @file Everything the writers of a module ask: decided once from the graph, read by all. */
import { type Graph, legalIdentifier } from '@tsfx/ir'
import type { EmitOptions } from './emit.ts'
import { type ExpressionContext, Expressions } from './expressions.ts'
import { FieldPrinter } from './fieldPrinter.ts'
import { arrangeFields, type Fields, OWN_MEMBERS } from './fields.ts'
import { ForwardEnvironment } from './forwardEnvironment.ts'
import { type Freeing, freeingOf } from './freeing.ts'
import { type ModuleForm, moduleForm } from './moduleForm.ts'
import { type Names, nameForward, STATEMENT_NAMES } from './names.ts'
import { type PrintedNodes, printNodes } from './printedNodes.ts'
import { type LayerRecords, layerRecords } from './regions/layerRecords.ts'
import { type MethodNames, nameMethods } from './regions/nameMethods.ts'
import { outline } from './regions/outline.ts'
import type { Method } from './regions/plan.ts'
import type { Outline } from './regions/planBodies.ts'
import { regionContext } from './regions/regionContext.ts'
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
  readonly outline: Outline
  readonly methods: ReadonlyMap<Method, MethodNames>
  readonly layers: LayerRecords
  readonly fieldPrinter: FieldPrinter
  /** Of forward. */
  readonly names: Names
  readonly environment: ForwardEnvironment
  readonly expressions: Expressions
  readonly expressionContext: ExpressionContext
}

export function moduleContext(graph: Graph, options: EmitOptions): ModuleContext {
  const printed = printNodes(graph, options)
  const weights = collectWeights(graph, printed.calls.values())
  const form = moduleForm(graph, printed, weights)
  const fields = arrangeFields(weights.all)
  const imported = printed.imports.map(({ local }) => local)
  const className = classNameOf(graph, options, form, new Set([...RESERVED_NAMES, ...imported]))
  const statements = graph.nodes.flatMap((node) => {
    const call = printed.calls.get(node.id)
    return call ? [{ node, call }] : []
  })
  const plan = outline(regionContext({ graph, form, weights, fields, statements }), options.reroll ?? true)
  const methods = nameMethods(plan, {
    graph,
    members: [...OWN_MEMBERS, ...fields.members.keys()],
    reserved: [...STATEMENT_NAMES, ...imported],
  })
  const module = [...RESERVED_NAMES, ...imported, className]
  const layers = layerRecords(methods, { graph, fields, weights, module })
  const freeing = freeingOf({ graph, form })
  const reserved = freeing === 'scope' ? [...imported, 'kept'] : imported
  const names = nameForward(plan.forward, {
    graph,
    reserved,
    members: fields.members.keys(),
    nested: form.kind === 'float',
  })
  const environment = new ForwardEnvironment(graph, names)
  const expressionContext = { graph, weights, fields }
  const expressions = new Expressions(expressionContext, environment)
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
    outline: plan,
    methods,
    layers,
    fieldPrinter: new FieldPrinter({
      weights,
      records: layers.records,
      expressions,
      passesTf: form.kind === 'integer' && form.islands.any,
    }),
    names,
    environment,
    expressions,
    expressionContext,
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
