/** @file Writes `forward`: one statement for each node, in the user's words where the source gave any. */
import { type FxNode, type Graph, Ref } from '@tsfx/ir'
import type { PrintedCall } from '@tsfx/ops'
import ts from 'typescript'
import { bindingName, boundType, itemKeys } from './binding.ts'
import { docComment, lineComment } from './comment.ts'
import { constant } from './constant.ts'
import { inputCheck } from './inputCheck.ts'
import { isTensor } from './isTensor.ts'
import { keepsRank } from './keepsRank.ts'
import { layOut, printFlat } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import { property, propertyAccess } from './literal.ts'
import { mapResult, type ResultLeaf, resultRefs } from './mapResult.ts'
import type { ModuleContext } from './moduleContext.ts'
import { countUses } from './names.ts'
import { guardsText, signature, signatureText } from './signature.ts'
import { wholeValue } from './wholeValue.ts'

const { factory } = ts

interface Statement {
  readonly node: FxNode
  readonly code: ts.Statement
}

/** Writes the method with its doc comment. */
export function writeForward(out: LineWriter, context: ModuleContext): void {
  const { freeing } = context
  const statements = statementsOf(context)
  const kept = freeing === 'scope' ? keptValues(context) : []
  const check = context.form.kind === 'float' ? inputCheck(context) : null
  out.writeAll(docComment([signatureText(context), ...guardsText(context)]))
  out.block(`${signature(context, out.indent)} {`, '}', () => {
    if (check) out.write(layOut(check, out.indent))
    const body = () => writeStatements(out, context, statements)
    if (freeing === 'none') {
      writeDeclarations(out, context)
      body()
    } else if (freeing === 'tidy') {
      const outside = context.form.kind === 'integer'
      if (outside) writeDeclarations(out, context)
      out.block('return tf.tidy(() => {', '});', () => {
        if (!outside) writeDeclarations(out, context)
        body()
      })
    } else {
      writeDeclarations(out, context)
      if (kept.length > 0) out.write('const kept: tf.Tensor[] = [];')
      out.write('tf.engine().startScope();')
      out.block('try {', '} finally {', body)
      out.write(`  tf.engine().endScope(${kept.length > 0 ? 'kept' : ''});`)
      out.write('}')
    }
  })
}

/** The tensors of the result that the caller's scope is to own, as `tf.tidy` hands them over. */
function keptValues(context: ModuleContext): readonly Ref[] {
  const { graph, printed } = context
  const seen = new Set<string>()
  return resultRefs(graph)
    .flatMap((ref) => eachTensor(graph, ref))
    .filter((ref) => {
      const key = `${ref.node}.${ref.index}`
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew && printed.calls.has(ref.node) && isTensor(context, ref)
    })
}

/** The tensors of a value: itself, or its items. */
function eachTensor(graph: Graph, ref: Ref): readonly Ref[] {
  const { type } = graph.node(ref.node)
  const keys = ref.index === null ? itemKeys(type) : null
  return keys ? keys.map((key) => new Ref(ref.node, type?.kind === 'tuple' ? Number(key) : key)) : [ref]
}

function statementsOf(context: ModuleContext): readonly Statement[] {
  const { graph, printed, names, expressions, freeing } = context
  const output = graph.output!
  const inlined = returnedNode(context)
  const statements: Statement[] = []
  for (const node of graph.nodes) {
    if (!printed.calls.has(node.id) || node === inlined) continue
    statements.push({ node, code: constant(bindingName(names.nodes.get(node.id)!), callOf(context, node)) })
  }
  const kept = freeing === 'scope' ? keptValues(context) : []
  if (kept.length > 0) {
    const push = propertyAccess(factory.createIdentifier('kept'), 'push')
    const values = kept.map((ref) => expressions.argument(ref))
    const call = factory.createCallExpression(push, undefined, values)
    statements.push({ node: output, code: factory.createExpressionStatement(call) })
  }
  const leaf = (value: ResultLeaf): ts.Expression =>
    inlined ? callOf(context, inlined) : expressions.argument(value)
  const object = (fields: readonly (readonly [string, ts.Expression])[]) =>
    factory.createObjectLiteralExpression(fields.map(([key, value]) => property(key, value)))
  const value = mapResult<ts.Expression>(graph, leaf, object, (items) =>
    factory.createArrayLiteralExpression([...items]),
  )
  return [...statements, { node: inlined ?? output, code: factory.createReturnStatement(value) }]
}

/** The call that is returned as it is made: the last one, used by nothing else. */
function returnedNode({ graph, printed }: ModuleContext): FxNode | null {
  const value = graph.output?.args.value ?? null
  const result = wholeValue(graph, value) ?? value
  const last = graph.nodes.filter((node) => printed.calls.has(node.id)).at(-1)
  const isResult = result instanceof Ref && result.index === null && result.node === last?.id
  const uses = value instanceof Ref ? 1 : Object.keys(value as object).length
  return isResult && last && countUses(graph).get(last.id) === uses ? last : null
}

function callOf(context: ModuleContext, node: FxNode): ts.Expression {
  const printed = context.printed.calls.get(node.id)!
  const tensor = isTensor(context, new Ref(node.id))
  if (node.kind === 'call_module') return opaqueCall(context, node, printed)
  const intoIsland = context.form.kind === 'integer' && tensor && printed.callee === 'q.dequantize'
  const call = context.expressions.call(printed, intoIsland ? [factory.createIdentifier('tf')] : [])
  return tensor && !keepsRank(printed.callee) ? asserted(context, node, call) : call
}

function opaqueCall(context: ModuleContext, node: FxNode, printed: PrintedCall): ts.Expression {
  return asserted(context, node, context.expressions.opaqueCall(node.target, printed))
}

function asserted({ names }: ModuleContext, { id, type }: FxNode, call: ts.Expression): ts.Expression {
  const binding = names.nodes.get(id)!
  return type === null ? call : factory.createAsExpression(call, boundType(binding, type))
}

/** Names what the statements read: members of the class, then named dims. */
function writeDeclarations(out: LineWriter, context: ModuleContext): void {
  const { expressions, fields, form, names, graph } = context
  const own =
    form.kind === 'float'
      ? expressions.usedMembers.has('opaque')
        ? ['opaque']
        : []
      : ['q', ...(form.islands.any ? ['tf'] : [])]
  const members = [
    ...own,
    ...[...fields.members.keys()].filter((member) => expressions.usedMembers.has(member)),
  ]
  if (members.length > 0) {
    const elements = members.map((member) => factory.createBindingElement(undefined, undefined, member))
    out.write(
      layOut(constant(factory.createObjectBindingPattern(elements), factory.createThis()), out.indent),
    )
  }
  // A float module has them from the check of its inputs.
  if (form.kind === 'float') return
  for (const [name, { identifier, input, axis }] of names.dims) {
    if (!expressions.usedDims.has(name)) continue
    const size = factory.createElementAccessExpression(
      propertyAccess(expressions.input(input), 'shape'),
      axis,
    )
    const isPlainArray = !form.islands.isTensor(input)
    out.write(
      printFlat(constant(identifier, isPlainArray ? factory.createNonNullExpression(size) : size)),
      graph.node(input).loc,
    )
  }
}

/** Statements with the user's comments; a run of one module's statements is set off under its path. */
function writeStatements(out: LineWriter, { names }: ModuleContext, statements: readonly Statement[]): void {
  let inRun = false
  statements.forEach(({ node, code }, i) => {
    const isCall = node.kind !== 'output'
    const begins = statements[i - 1]?.node.scope !== node.scope || i === 0
    if (isCall && begins) {
      const isRun =
        node.scope !== '' &&
        statements[i + 1]?.node.kind !== 'output' &&
        statements[i + 1]?.node.scope === node.scope
      if (isRun || inRun) out.blank()
      if (isRun) out.writeAll(lineComment(node.scope))
      inRun = isRun
    }
    const comment = lineComment(node.meta.comment ?? '')
    if (comment.length > 0 && !begins) out.blank()
    else if (comment.length > 0 && !inRun) out.blank()
    out.writeAll(comment)
    const isNamed = isCall && names.nodes.get(node.id)?.kind === 'whole'
    out.write(layOut(code, out.indent), node.loc, isNamed ? node.name : null)
  })
}
