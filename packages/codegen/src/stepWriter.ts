/** @file Writes the steps of a body: statements in the user's words where the source gave any, calls of methods, loops. */
import { type FxNode, moduleCallPlace, type NodeId, Ref, type SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { type Binding, bindingName, boundType } from './binding.ts'
import { lineComment } from './comment.ts'
import { constant } from './constant.ts'
import type { Environment } from './environment.ts'
import type { Expressions } from './expressions.ts'
import { isList } from './fields.ts'
import { fusedPlaces } from './fusedPlaces.ts'
import { isTensor } from './isTensor.ts'
import { keepsRank } from './keepsRank.ts'
import { LINE_WIDTH, layOut, printFlat } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import { propertyAccess } from './literal.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { Chain, Loop, MethodCall, PlannedStatement, Step } from './regions/plan.ts'
import { shapeComment } from './shapeComment.ts'

const { factory } = ts

export interface BodyContext {
  readonly environment: Environment
  readonly expressions: Expressions
  /** How values of its steps are bound. */
  readonly nodes: ReadonlyMap<NodeId, Binding>
  /** What the layer record is called in each of its loops. */
  readonly loops: ReadonlyMap<Loop, string>
  /** Path of the module whose body it is; empty for forward. */
  readonly path: string
  /** Whether statements have the names of nodes, as in `forward`. */
  readonly isForward: boolean
}

/** What the body returns: built from the last step's own expression where that is all of it. */
export interface Returned {
  readonly isLastStep: boolean
  readonly value: ts.Expression | null
  readonly loc: SourceLocation | null
  /** Statements right before it. */
  readonly before: readonly ts.Statement[]
}

export class StepWriter {
  readonly #out: LineWriter
  readonly #module: ModuleContext
  readonly #body: BodyContext
  #inRun = false
  /** Modules whose paths stand above statements of theirs. */
  readonly #headed = new Set<string>()

  constructor(out: LineWriter, module: ModuleContext, body: BodyContext) {
    this.#out = out
    this.#module = module
    this.#body = body
  }

  /** Writes all steps and the return. A run of one module's statements is set off under its path. */
  write(steps: readonly Step[], returned: Returned): void {
    const inlined = returned.isLastStep ? steps.at(-1) : undefined
    steps.forEach((step, i) => {
      this.#separate(step, steps[i - 1], steps[i + 1])
      if (step === inlined) this.#return(step as PlannedStatement | MethodCall)
      else this.#step(step)
    })
    for (const statement of returned.before) this.#out.write(layOut(statement, this.#out.indent))
    if (returned.value)
      this.#out.write(layOut(factory.createReturnStatement(returned.value), this.#out.indent), returned.loc)
  }

  #return(step: PlannedStatement | MethodCall): void {
    const code = factory.createReturnStatement(this.#expression(step))
    this.#write(layOut(code, this.#out.indent) + this.#shapes(step), step)
  }

  #step(step: Step): void {
    if (step.kind === 'chain') {
      this.#chain(step)
      return
    }
    const value = this.#expression(step)
    const code = this.#isUsed(step)
      ? constant(this.#bound(step), value)
      : factory.createExpressionStatement(value)
    const binding = step.kind === 'statement' ? this.#body.nodes.get(step.node.id) : null
    const isNamed = step.kind === 'statement' && binding?.kind === 'whole'
    this.#write(
      layOut(code, this.#out.indent) + this.#shapes(step),
      step,
      isNamed ? (step.node.meta.variable ?? null) : null,
    )
  }

  /** `let features = this.block(x, blocks[0]); for (const block of [...]) features = this.block(features, block);` */
  #chain({ begin, links, input, output }: Chain): void {
    const binding = this.#body.nodes.get(output)!
    const name = factory.createIdentifier(binding.kind === 'whole' ? binding.name : '')
    const [first, ...others] = links
    const start = begin ?? (first?.kind === 'call' ? first : null)
    const value = start ? this.#expression(start) : this.#body.environment.value(input)
    const declaration = ts.factory.createVariableDeclaration(name, undefined, undefined, value)
    const declared = factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], ts.NodeFlags.Let),
    )
    this.#write(layOut(declared, this.#out.indent), start)
    for (const link of start === first ? others : links) {
      this.#comments(link.kind === 'call' ? link.comments : link.calls.flatMap(({ comments }) => comments))
      if (link.kind === 'call') {
        const code = factory.createExpressionStatement(factory.createAssignment(name, this.#call(link, name)))
        this.#write(layOut(code, this.#out.indent), link)
      } else this.#loop(link, name)
    }
  }

  #loop(loop: Loop, name: ts.Identifier): void {
    const { calls } = loop
    const [first] = calls
    const record = factory.createIdentifier(this.#body.loops.get(loop)!)
    const turn = factory.createExpressionStatement(
      factory.createAssignment(name, this.#call(first!, name, record)),
    )
    const { indent } = this.#out
    const [head, list] = [`for (const ${record.text} of `, this.#recordsOf(calls)]
    const flat = `${head}${printFlat(list)}) ${printFlat(turn)}`
    if (indent.length + flat.length <= LINE_WIDTH) {
      this.#write(flat, first!)
      return
    }
    const open = `${head}${layOut(list, indent, { before: head.length, after: ') {'.length })}) {`
    this.#out.block(open, '}', () => {
      this.#write(layOut(turn, this.#out.indent), first!)
    })
  }

  /** The records of several calls: the whole list of which they are, or each. */
  #recordsOf(calls: readonly MethodCall[]): ts.Expression {
    const { fields } = this.#module
    const keys = calls.map(({ region }) => region.keys)
    const list = keys[0]!.slice(0, -1)
    const parent = list.length > 0 ? fields.at(list) : null
    const isWhole =
      parent?.kind === 'group' &&
      isList(parent) &&
      this.#body.environment.hasGroup(list) &&
      !this.#module.layers.records.get(parent)?.shape.isRecord &&
      parent.children.size === calls.length &&
      keys.every(
        (path, i) => path.length === list.length + 1 && path.at(-1) === String(i) && sameStart(path, list),
      )
    if (isWhole) return this.#body.environment.field(list)
    return factory.createArrayLiteralExpression(keys.map((path) => this.#body.environment.field(path)))
  }

  #isUsed(step: PlannedStatement | MethodCall): boolean {
    return step.kind === 'call' || this.#module.graph.users(step.node.id).length > 0
  }

  #bound(step: PlannedStatement | MethodCall): ts.BindingName {
    const { nodes } = this.#body
    if (step.kind === 'statement') return bindingName(nodes.get(step.node.id)!)
    const [first, ...more] = step.region.outputs.map((id) => bindingName(nodes.get(id)!) as ts.Identifier)
    if (more.length === 0) return first!
    return factory.createArrayBindingPattern(
      [first!, ...more].map((name) => factory.createBindingElement(undefined, undefined, name)),
    )
  }

  #expression(step: PlannedStatement | MethodCall): ts.Expression {
    return step.kind === 'call' ? this.#call(step) : this.#statement(step)
  }

  #statement({ node, call }: PlannedStatement): ts.Expression {
    const { form } = this.#module
    const { expressions } = this.#body
    if (node.kind === 'call_module') return this.#asserted(node, expressions.opaqueCall(node.target, call))
    const tensor = isTensor(this.#module, new Ref(node.id))
    const intoIsland = form.kind === 'integer' && tensor && call.callee === 'q.dequantize'
    const code = expressions.call(call, intoIsland ? [factory.createIdentifier('tf')] : [])
    return tensor && !keepsRank(call.callee) ? this.#asserted(node, code) : code
  }

  #asserted({ id, type }: FxNode, code: ts.Expression): ts.Expression {
    const binding = this.#body.nodes.get(id)!
    return type === null ? code : factory.createAsExpression(code, boundType(binding, type))
  }

  /** `this.block(x, blocks[1], 2, batch)`. */
  #call(
    { method, region, literals }: MethodCall,
    input?: ts.Expression,
    record?: ts.Expression,
  ): ts.Expression {
    const { environment, expressions } = this.#body
    const names = this.#module.methods.get(method)!
    const given = [...names.variations.values()]
    const isFirst = (name: string, i: number) => given.indexOf(name) === i
    return factory.createCallExpression(propertyAccess(factory.createThis(), names.name), undefined, [
      ...(input ? [input] : region.inputs.map((ref) => environment.value(ref))),
      ...(names.record ? [record ?? environment.field(region.keys)] : []),
      ...method.foreign.map((at) => environment.field(this.#module.fields.keysOf(region.foreign[at]!))),
      ...literals.filter((_, i) => isFirst(given[i]!, i)).map((literal) => expressions.literal(literal)),
      ...method.dims.map((dim) => factory.createIdentifier(environment.dim(dim))),
    ])
  }

  #shapes(step: PlannedStatement | MethodCall): string {
    if (!this.#module.options.annotate) return ''
    const nodes =
      step.kind === 'statement' ? step.nodes : step.region.outputs.map((id) => this.#module.graph.node(id))
    return shapeComment(nodes)
  }

  /** Blank lines and comments in front of a step. */
  #separate(step: Step, before: Step | undefined, next: Step | undefined): void {
    const scope = this.#scopeOf(step)
    const begins = before === undefined || this.#scopeOf(before) !== scope
    if (begins) {
      const isRun = scope !== '' && next !== undefined && this.#scopeOf(next) === scope
      if (isRun || this.#inRun) this.#out.blank()
      // Inside a method the number of an item says nothing.
      if (isRun && !/^[\d.]+$/.test(scope) && !this.#headed.has(scope)) this.#out.writeAll(lineComment(scope))
      if (isRun) this.#headed.add(scope)
      this.#inRun = isRun
    }
    const comments = commentsOf(step)
    if (comments.length > 0 && (!begins || !this.#inRun)) this.#out.blank()
    this.#comments(comments)
  }

  #comments(comments: readonly string[]): void {
    for (const comment of new Set(comments)) this.#out.writeAll(lineComment(comment))
  }

  /** Writes a statement that was made for a step, or for none. */
  #write(text: string, step: PlannedStatement | MethodCall | null, name: string | null = null): void {
    const fused = step?.kind === 'statement' ? fusedPlaces(step.node, text) : []
    this.#out.write(text, step && this.#locOf(step), name, fused)
  }

  /** Where the user wrote a statement, or calls the module of a method's call. */
  #locOf(step: PlannedStatement | MethodCall): SourceLocation | null {
    if (step.kind === 'statement') return step.node.loc
    const { path, statements } = step.region
    return moduleCallPlace(this.#module.graph.meta, path) ?? statements[0]?.node.loc ?? null
  }

  /** Where a statement stands, as seen from its body; calls have their own names and need no heading. */
  #scopeOf(step: Step): string {
    if (step.kind === 'chain' && step.begin) return this.#scopeOf(step.begin)
    if (step.kind !== 'statement') return ''
    const { scope } = step.node
    const { path } = this.#body
    return path === '' ? scope : scope.slice(path.length + 1)
  }
}

const sameStart = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((key, i) => path[i] === key)

function commentsOf(step: Step): readonly string[] {
  if (step.kind !== 'chain') return step.comments
  const [first] = step.links
  if (step.begin) return commentsOf(step.begin)
  return first?.kind === 'call' ? first.comments : []
}
