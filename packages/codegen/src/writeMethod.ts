/** @file Writes the methods: a body for all modules of one structure. */
import { Ref } from '@tsfx/ir'
import ts from 'typescript'
import { docComment } from './comment.ts'
import { Expressions } from './expressions.ts'
import { LINE_WIDTH, layOut, printFlat } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import { MethodEnvironment } from './methodEnvironment.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { MethodNames, RecordParameter } from './regions/nameMethods.ts'
import type { Method } from './regions/plan.ts'
import { valueType } from './signature.ts'
import { type Returned, StepWriter } from './stepWriter.ts'
import { literalType } from './types.ts'
import type { Weight } from './weights.ts'

const { factory } = ts

export function writeMethod(out: LineWriter, context: ModuleContext, method: Method): void {
  const names = context.methods.get(method)!
  const environment = new MethodEnvironment(method, names, context.fields)
  const expressions = new Expressions(context.expressionContext, environment)
  const { outputs, path } = method.instances[0]!
  const last = method.steps.at(-1)
  const ends = last?.kind === 'statement' ? [last.node.id] : last?.kind === 'call' ? last.region.outputs : []
  const isLastStep = outputs.length === 1 && ends.length === 1 && ends[0] === outputs[0]
  const values = outputs.map((id) => environment.value(new Ref(id)))
  const value = values.length === 1 ? values[0]! : factory.createArrayLiteralExpression(values)
  const returned: Returned = { isLastStep, value: isLastStep ? null : value, loc: null, before: [] }
  out.writeAll(docComment([docText(method, names, out.indent)]))
  out.block(`${methodSignature(context, method, names, out.indent)} {`, '}', () => {
    const own = ownMembers(method, context)
    if (own.length > 0) out.write(`const { ${own.join(', ')} } = this;`)
    const body = { environment, expressions, nodes: names.nodes, loops: names.loops, path, isForward: false }
    new StepWriter(out, context, body).write(method.steps, returned)
  })
}

/** `InvertedResidual: blocks.2, blocks.4, blocks.5, ...`, as many paths as one line takes. */
function docText({ instances }: Method, { className }: MethodNames, indent: string): string {
  const room = LINE_WIDTH - indent.length - '/**  */'.length - ', and 100 more'.length
  let text = `${className === null ? '' : `${className}: `}${instances[0]!.path}`
  for (let i = 1; i < instances.length; i++) {
    const longer = `${text}, ${instances[i]!.path}`
    if (longer.length > room) return `${text}, and ${instances.length - i} more`
    text = longer
  }
  return text
}

/** `q` and `tf`, which only an integer module has as members. */
function ownMembers({ steps }: Method, { form }: ModuleContext): readonly string[] {
  if (form.kind === 'float') return []
  const callees = steps.flatMap((step) => {
    const own = step.kind === 'chain' ? step.begin : step
    return own?.kind === 'statement' ? [own] : []
  })
  const usesTf = callees.some(
    ({ node, call }) => call.callee.startsWith('tf.') || form.islands.isTensor(node.id),
  )
  const usesQ = callees.some(({ call }) => call.callee.startsWith('q.'))
  return [...(usesQ ? ['q'] : []), ...(usesTf && form.islands.any ? ['tf'] : [])]
}

/** @param isRecord whether the layers have the keys 0, 1, ... of a record: another method takes literals beside them */
function recordText(record: RecordParameter, isRecord: boolean): string {
  if (record.kind === 'whole') return record.name
  return isRecord
    ? `{ ${record.names.map((name, i) => `${i}: ${name}`).join(', ')} }`
    : `[${record.names.join(', ')}]`
}

function methodSignature(context: ModuleContext, method: Method, names: MethodNames, indent: string): string {
  const [first] = method.instances
  const variations = new Map(
    method.hasFields ? [] : [...names.variations].map(([{ values }, name]) => [name, values] as const),
  )
  const record = first!.group ? context.layers.records.get(first!.group) : undefined
  const typed = (name: string, type: ts.TypeNode) => `${name}: ${printFlat(type)}`
  const parameters = [
    ...first!.inputs.map((ref, i) => typed(names.inputs[i]!, valueType(context, ref))),
    ...(names.record && record ? [`${recordText(names.record, record.shape.isRecord)}: ${record.type}`] : []),
    ...method.foreign.map((at, i) =>
      typed(names.foreign[i]!, context.fieldPrinter.type(first!.foreign[at] as Weight)),
    ),
    ...[...variations].map(([name, values]) => typed(name, literalType(values))),
    ...[...names.dims.values()].map((name) => `${name}: number`),
  ]
  const types = first!.outputs.map((id) => valueType(context, new Ref(id)))
  const result = types.length === 1 ? types[0]! : factory.createTupleTypeNode(types)
  const flat = `${names.name}(${parameters.join(', ')}): ${printFlat(result)}`
  if (indent.length + flat.length + 2 <= LINE_WIDTH) return flat
  return [
    `${names.name}(`,
    ...parameters.map((parameter) => `${indent}  ${parameter},`),
    `${indent}): ${layOut(result, indent, { before: '): '.length, after: ' {'.length })}`,
  ].join('\n')
}
