/** @file Writes `forward`: its doc, what it checks and declares, how it frees, its steps. */
import { Ref } from '@tsfx/ir'
import ts from 'typescript'
import { itemKeys } from './binding.ts'
import { docComment } from './comment.ts'
import { constant } from './constant.ts'
import { inputCheck } from './inputCheck.ts'
import { isTensor } from './isTensor.ts'
import { layOut, printFlat } from './layOut.ts'
import { LineWriter } from './lineWriter.ts'
import { property, propertyAccess } from './literal.ts'
import { mapResult, type ResultLeaf, resultRefs } from './mapResult.ts'
import type { ModuleContext } from './moduleContext.ts'
import { guardsText, signature, signatureText } from './signature.ts'
import { type Returned, StepWriter } from './stepWriter.ts'
import { wholeValue } from './wholeValue.ts'

const { factory } = ts

/** Writes the method with its doc comment. */
export function writeForward(out: LineWriter, context: ModuleContext): void {
  const { freeing } = context
  // The steps are written first: which members and dims are declared follows from them.
  const steps = stepsOf(context, freeing === 'none' ? 2 : 3)
  const check = context.form.kind === 'float' ? inputCheck(context) : null
  const isKept = freeing === 'scope' && keptValues(context).length > 0
  out.writeAll(docComment([signatureText(context), ...guardsText(context)]))
  out.block(`${signature(context, out.indent)} {`, '}', () => {
    if (check) out.write(layOut(check, out.indent))
    if (freeing === 'none') {
      writeDeclarations(out, context)
      out.append(steps)
    } else if (freeing === 'tidy') {
      const outside = context.form.kind === 'integer'
      if (outside) writeDeclarations(out, context)
      out.block('return tf.tidy(() => {', '});', () => {
        if (!outside) writeDeclarations(out, context)
        out.append(steps)
      })
    } else {
      writeDeclarations(out, context)
      if (isKept) out.write('const kept: tf.Tensor[] = [];')
      out.write('tf.engine().startScope();')
      out.block('try {', '} finally {', () => out.append(steps))
      out.write(`  tf.engine().endScope(${isKept ? 'kept' : ''});`)
      out.write('}')
    }
  })
}

function stepsOf(context: ModuleContext, depth: number): LineWriter {
  const { environment, expressions, names, outline } = context
  const steps = new LineWriter(depth)
  const body = { environment, expressions, nodes: names.nodes, loops: names.loops, path: '', isForward: true }
  new StepWriter(steps, context, body).write(outline.forward, returned(context))
  return steps
}

/** The tensors of the result that the caller's scope is to own, as `tf.tidy` hands them over. */
function keptValues(context: ModuleContext): readonly Ref[] {
  const { graph, printed } = context
  const seen = new Set<string>()
  return resultRefs(graph)
    .flatMap((ref) => eachTensor(context, ref))
    .filter((ref) => {
      const key = `${ref.node}.${ref.index}`
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew && printed.calls.has(ref.node) && isTensor(context, ref)
    })
}

/** The tensors of a value: itself, or its items. */
function eachTensor({ graph }: ModuleContext, ref: Ref): readonly Ref[] {
  const { type } = graph.node(ref.node)
  const keys = ref.index === null ? itemKeys(type) : null
  return keys ? keys.map((key) => new Ref(ref.node, type?.kind === 'tuple' ? Number(key) : key)) : [ref]
}

/** What forward returns: the call of the last step as it is made where that is all of the result. */
function returned(context: ModuleContext): Returned {
  const { graph, expressions, freeing } = context
  const isLastStep = returnsLastStep(context)
  const kept = freeing === 'scope' && !isLastStep ? keptValues(context) : []
  const push = propertyAccess(factory.createIdentifier('kept'), 'push')
  const values = kept.map((ref) => expressions.argument(ref))
  const before =
    kept.length === 0
      ? []
      : [factory.createExpressionStatement(factory.createCallExpression(push, undefined, values))]
  const object = (fields: readonly (readonly [string, ts.Expression])[]) =>
    factory.createObjectLiteralExpression(fields.map(([key, value]) => property(key, value)))
  const value = isLastStep
    ? null
    : mapResult<ts.Expression>(
        graph,
        (leaf: ResultLeaf) => expressions.argument(leaf),
        object,
        (items) => factory.createArrayLiteralExpression([...items]),
      )
  return { isLastStep, value, loc: graph.output!.loc, before }
}

function returnsLastStep({ graph, outline }: ModuleContext): boolean {
  const value = graph.output?.args.value ?? null
  const result = wholeValue(graph, value) ?? value
  const last = outline.forward.at(-1)
  if (!(result instanceof Ref) || result.index !== null || !last || last.kind === 'chain') return false
  if (last.kind === 'statement') return last.node.id === result.node
  return last.region.outputs.length === 1 && last.region.outputs[0] === result.node
}

/** Names what the statements read: members of the class, then named dims. */
function writeDeclarations(out: LineWriter, context: ModuleContext): void {
  const { environment, fields, form, names, graph } = context
  const { usedMembers } = environment
  const own =
    form.kind === 'float'
      ? ['opaque'].filter((name) => usedMembers.has(name))
      : ['q', ...(form.islands.any ? ['tf'] : [])]
  const members = [...own, ...[...fields.members.keys()].filter((member) => usedMembers.has(member))]
  if (members.length > 0) {
    const elements = members.map((member) => factory.createBindingElement(undefined, undefined, member))
    out.write(
      layOut(constant(factory.createObjectBindingPattern(elements), factory.createThis()), out.indent),
    )
  }
  // A float module has them from the check of its inputs.
  if (form.kind === 'float') return
  for (const [name, { identifier, input, axis }] of names.dims) {
    if (!environment.usedDims.has(name)) continue
    const size = factory.createElementAccessExpression(
      propertyAccess(environment.input(input), 'shape'),
      axis,
    )
    const isPlainArray = !form.islands.isTensor(input)
    out.write(
      printFlat(constant(identifier, isPlainArray ? factory.createNonNullExpression(size) : size)),
      graph.node(input).loc,
    )
  }
}
