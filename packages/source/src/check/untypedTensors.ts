/**
 * @file Which expressions without a type are tensors: plain JavaScript, or `any`.
 *
 * The parameters of `forward` that are bound to an input are tensors. From there tensors are followed through
 * assignments, lists, records, calls, returns and callbacks, until nothing new is found (valueStore.ts).
 */
import ts from 'typescript'
import { Assignments, type MemberExpression, namedSymbol, nameOf } from './assignments.ts'
import { followCall } from './callFlow.ts'
import { type CapturedCode, isUserSource } from './capturedCode.ts'
import { type TensorKind, type UntypedTensor, withoutAssertions } from './tensorTypes.ts'
import {
  ABSENT,
  type Container,
  isContainer,
  OTHER,
  TENSOR,
  type Value,
  ValueStore,
  type Values,
} from './valueStore.ts'

/** What is bound to a parameter of `forward`: a tensor, by its name; tensors in a list or record, or one; a constant. */
export type InputToCheck = string | { readonly tensors: string } | null

/** A place where a tensor gets into what the analysis cannot follow. */
export interface LostTensor {
  readonly node: ts.Node
  readonly action: string
}

export interface UntypedTensors {
  readonly kindOf: UntypedTensor
  /** What the elements of a list are. */
  readonly elementKindOf: UntypedTensor
  /** In the order of the code. */
  readonly lost: readonly LostTensor[]
}

/**
 * Follows tensors through untyped code.
 * @param inputs one entry per parameter of `forward`.
 */
export function untypedTensors(
  checker: ts.TypeChecker,
  code: CapturedCode,
  inputs: readonly InputToCheck[],
): UntypedTensors {
  const flow = new TensorFlow(checker, code)
  code.root?.parameters.forEach((parameter, index) => {
    const input = inputs[index]
    if (input !== undefined) flow.markInput(parameter.name, valuesOfInput(input))
  })
  flow.settle()
  return {
    kindOf: (expression) => flow.kind(expression),
    elementKindOf: (list) => flow.elementKind(list),
    lost: flow.lost(),
  }
}

function valuesOfInput(input: InputToCheck): Values {
  if (input === null) return new Set([ABSENT])
  return new Set(typeof input === 'string' ? [TENSOR] : [TENSOR, OTHER])
}

class TensorFlow {
  readonly #checker: ts.TypeChecker
  readonly #functions: CapturedCode['functions']
  readonly #store: ValueStore
  readonly #places: Assignments
  /** What is read: captured functions, what values lead to, and declarations outside of them. */
  readonly #roots: Set<ts.Node>
  readonly #typed = new Set<ts.Node>()
  readonly #primitive = new Set<ts.Node>()
  readonly #lost = new Map<ts.Node, string>()

  constructor(checker: ts.TypeChecker, { functions }: CapturedCode) {
    this.#checker = checker
    this.#functions = functions
    this.#store = new ValueStore(checker)
    this.#places = new Assignments(checker, this.#store, (node, action) => this.#lose(node, action))
    this.#roots = new Set(functions)
  }

  /** A parameter bound to an input, or the parts of one bound to a list or record of inputs. */
  markInput(name: ts.BindingName, values: Values): void {
    if (ts.isIdentifier(name)) this.#places.bind(name, values)
    else
      for (const element of name.elements)
        if (ts.isBindingElement(element)) this.markInput(element.name, values)
  }

  /** Follows everything until nothing is new; what lists and records lack is known only then. */
  settle(): void {
    this.#repeat()
    this.#store.isComplete = true
    this.#repeat()
  }

  #repeat(): void {
    for (let before = -1; before !== this.#store.size + this.#roots.size; ) {
      before = this.#store.size + this.#roots.size
      this.#lost.clear()
      for (const root of this.#roots) this.#follow(root)
    }
  }

  kind(expression: ts.Expression): TensorKind {
    const inner = withoutAssertions(expression)
    const values = this.#store.of(inner)
    if (!values.has(TENSOR)) return 'none'
    // An element may lie past the end, and a presence test is then all there is.
    if (values.has(ABSENT) || ts.isElementAccessExpression(inner)) return 'optional'
    return values.has(OTHER) ? 'likely' : 'tensor'
  }

  elementKind(list: ts.Expression): TensorKind {
    const elements = this.#store.parts(this.#store.of(withoutAssertions(list)), null)
    return !elements.has(TENSOR) ? 'none' : elements.has(ABSENT) ? 'optional' : 'tensor'
  }

  lost(): LostTensor[] {
    return [...this.#lost].map(([node, action]) => ({ node, action })).sort((a, b) => a.node.pos - b.node.pos)
  }

  #follow(node: ts.Node): void {
    if (ts.isTypeNode(node)) return
    ts.forEachChild(node, (child) => this.#follow(child))
    if (ts.isExpression(node)) this.#followExpression(node)
    else if (ts.isVariableDeclaration(node) || ts.isBindingElement(node)) this.#followInitializer(node)
    else if (ts.isParameter(node)) {
      if (node.questionToken) this.#places.bind(node.name, new Set([ABSENT]))
      this.#followInitializer(node)
    } else if (ts.isPropertyDeclaration(node) && node.initializer) {
      this.#store.add(this.#checker.getSymbolAtLocation(node.name) ?? node, this.#store.of(node.initializer))
    } else if (ts.isReturnStatement(node) && node.expression) {
      const body = enclosingBody(node)
      if (body) this.#store.add(body, this.#store.of(node.expression))
    } else if (ts.isForOfStatement(node)) this.#followForOf(node)
  }

  #followInitializer(declaration: ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration) {
    const { name, initializer } = declaration
    if (initializer) this.#places.bind(name, this.#store.of(initializer))
    // `let sum` begins as nothing, and code that adds to it asks whether it is still.
    else if (ts.isVariableDeclaration(declaration) && ts.isVariableStatement(declaration.parent.parent))
      this.#places.bind(name, new Set([ABSENT]))
  }

  #followForOf({ initializer, expression }: ts.ForOfStatement): void {
    const elements = this.#store.parts(this.#store.of(expression), null)
    if (!ts.isVariableDeclarationList(initializer)) this.#places.assign(initializer, elements)
    else for (const { name } of initializer.declarations) this.#places.bind(name, elements)
  }

  #followExpression(node: ts.Expression): void {
    const store = this.#store
    this.#addType(node)
    if (ts.isIdentifier(node)) this.#followName(node)
    else if (ts.isPropertyAccessExpression(node)) this.#followMember(node, node.expression, node.name.text)
    else if (ts.isElementAccessExpression(node))
      this.#followMember(node, node.expression, nameOf(node.argumentExpression))
    else if (ts.isArrayLiteralExpression(node)) this.#followList(node)
    else if (ts.isObjectLiteralExpression(node)) this.#followRecord(node)
    else if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) store.add(node, [node])
    else if (ts.isBinaryExpression(node)) this.#followBinary(node)
    else if (ts.isConditionalExpression(node))
      for (const part of [node.whenTrue, node.whenFalse]) this.#give(node, store.of(part))
    else if (ts.isAwaitExpression(node) || withoutAssertions(node) !== node)
      store.add(node, store.of((node as ts.AwaitExpression).expression))
    else if (node.kind === ts.SyntaxKind.NullKeyword) store.add(node, [ABSENT])
    else if (ts.isYieldExpression(node)) this.#followYield(node)
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.#followCall(node)
  }

  /** Types say what a value is where they say anything; asked once, since some are made anew at each question. */
  #addType(node: ts.Expression): void {
    if (this.#typed.has(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node))
      return
    this.#typed.add(node)
    const type = this.#checker.getTypeAtLocation(node)
    if (type.flags & PRIMITIVE) this.#primitive.add(node)
    this.#store.add(node, this.#store.ofType(type))
  }

  #give(node: ts.Expression, values: Iterable<Value>): void {
    if (!this.#primitive.has(node)) this.#store.add(node, values)
  }

  #followName(node: ts.Identifier): void {
    const symbol = namedSymbol(this.#checker, node)
    if (node.text === 'undefined') this.#store.add(node, [ABSENT])
    if (!symbol) return
    this.#reachDeclaration(symbol)
    this.#give(node, this.#store.of(symbol))
  }

  #followMember(node: MemberExpression, receiver: ts.Expression, name: string | null): void {
    const symbol = this.#checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node)
    if (symbol) this.#reachDeclaration(symbol)
    if (symbol) this.#give(node, this.#store.of(symbol))
    this.#give(node, this.#store.parts(this.#store.of(receiver), name))
    // `holder.gate` where nothing is known of the holder: what any unknown holder was given under that name.
    if (name !== null) this.#give(node, this.#store.of(`.${name}`))
  }

  #followList(node: ts.ArrayLiteralExpression): void {
    const list = this.#store.container(node)
    const firstSpread = node.elements.findIndex(ts.isSpreadElement)
    node.elements.forEach((element, index) => {
      const isKnown = firstSpread < 0 || index < firstSpread
      const values = this.#store.of(ts.isSpreadElement(element) ? element.expression : element)
      const elements = ts.isSpreadElement(element) ? this.#store.parts(values, null) : values
      this.#store.put(list, isKnown ? `${index}` : null, elements)
    })
    this.#store.add(node, [list])
  }

  #followRecord(node: ts.ObjectLiteralExpression): void {
    const record = this.#store.container(node)
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) this.#copy(record, this.#store.of(property.expression))
      else if (property.name) {
        const values = this.#valuesOf(property)
        this.#store.put(record, nameOf(property.name), values)
        this.#store.add(property, values)
      }
    }
    this.#store.add(node, [record])
  }

  #valuesOf(property: ts.ObjectLiteralElementLike): Values {
    if (ts.isPropertyAssignment(property)) return this.#store.of(property.initializer)
    if (ts.isMethodDeclaration(property)) return new Set([property])
    return ts.isShorthandPropertyAssignment(property) ? this.#store.of(property.name) : new Set()
  }

  #copy(target: Container, values: Values): void {
    for (const value of values) {
      if (!isContainer(value)) continue
      for (const [name, part] of value.parts) this.#store.put(target, name, part)
      this.#store.put(target, null, value.rest)
    }
  }

  #followBinary(node: ts.BinaryExpression): void {
    const { left, right, operatorToken } = node
    const operator = operatorToken.getText()
    const values = this.#store.of(right)
    if (/^(&&|\|\||\?\?)?=$/.test(operator)) {
      this.#places.assign(left, values)
      this.#give(node, values)
    } else if (operator === ',') this.#give(node, values)
    else if (/^(&&|\|\||\?\?)$/.test(operator)) {
      this.#give(node, values)
      // What is left of `||` and `??` is there when it is taken.
      const taken = [...this.#store.of(left)].filter((value) => operator === '&&' || value !== ABSENT)
      this.#give(node, taken)
    }
  }

  /** What calls a generator gets a list. */
  #followYield(node: ts.YieldExpression): void {
    const body = enclosingBody(node)
    if (!body || !node.expression) return
    const values = this.#store.of(node.expression)
    const list = this.#store.container(body)
    this.#store.put(list, null, node.asteriskToken ? this.#store.parts(values, null) : values)
    this.#store.add(body, [list])
  }

  #followCall(node: ts.CallExpression | ts.NewExpression): void {
    const { expression: callee } = node
    if (ts.isIdentifier(callee) && /^(eval|Function)$/.test(callee.text))
      this.#lose(node, `\`${callee.text}\` runs code that is not there to read`)
    if (
      ts.isElementAccessExpression(callee) &&
      nameOf(callee.argumentExpression) === null &&
      this.#store.of(callee.expression).has(TENSOR)
    )
      this.#lose(node, `\`${callee.getText()}\` is a method of a tensor, and which one is not known`)
    followCall(node, {
      checker: this.#checker,
      store: this.#store,
      functions: this.#functions,
      bind: (name, values) => this.#places.bind(name, values),
      reach: (target) => this.#reach(target),
      lose: (lost, action) => this.#lose(lost, action),
    })
  }

  #lose(node: ts.Node, action: string): void {
    this.#lost.set(node, action)
  }

  /** Reads the list or record that a constant or a field of a module begins as; or that it begins as nothing. */
  #reachDeclaration(symbol: ts.Symbol): void {
    for (const declaration of symbol.declarations ?? []) {
      if (beginsAbsent(declaration)) this.#store.add(symbol, [ABSENT])
      const made = ts.isPropertyAccessExpression(declaration) ? declaration.parent : declaration
      const value = ts.isBinaryExpression(made) ? made.right : (made as ts.VariableDeclaration).initializer
      if (
        value &&
        (ts.isArrayLiteralExpression(value) ||
          ts.isObjectLiteralExpression(value) ||
          ts.isNewExpression(value))
      )
        this.#reach(made)
    }
  }

  #reach(node: ts.Node): void {
    if (isUserSource(node.getSourceFile()) && !ts.findAncestor(node, (outer) => this.#roots.has(outer)))
      this.#roots.add(node)
  }
}

/** `let last = null`, `cache = null` */
function beginsAbsent(declaration: ts.Declaration): boolean {
  if (!ts.isVariableDeclaration(declaration) && !ts.isPropertyDeclaration(declaration)) return false
  const { initializer } = declaration
  return initializer?.kind === ts.SyntaxKind.NullKeyword || initializer?.getText() === 'undefined'
}

const PRIMITIVE =
  ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike

function enclosingBody(node: ts.Node): ts.Node | undefined {
  return (ts.findAncestor(node, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined)?.body
}
