/**
 * @file Which variables without a type are tensors: plain JavaScript, or `any`.
 *
 * The parameters of `forward` that are bound to an input are tensors. From there tensors are followed by
 * symbol, without regard to the order of statements, through assignments, calls, returns and callbacks, until
 * nothing new is found.
 */
import ts from 'typescript'
import type { CapturedCode, FunctionNode } from './capturedCode.ts'
import {
  isNullish,
  isOfTfjs,
  isUntyped,
  type TensorKind,
  tensorKind,
  type UntypedTensor,
  withoutAssertions,
} from './tensorTypes.ts'
import { VALUE_READERS } from './valueReaders.ts'

/** Calls of modules: what they give is a tensor when they are given one. */
const MODULE_CALLS = /^(forward|apply|call|predict)$/

/**
 * Follows tensors through untyped code.
 * @param inputs one entry per parameter of `forward`: a name, or null where a constant is bound.
 */
export function untypedTensors(
  checker: ts.TypeChecker,
  code: CapturedCode,
  inputs: readonly (string | null)[],
): UntypedTensor {
  const flow = new TensorFlow(checker, code)
  code.root?.parameters.forEach((parameter, index) => {
    if (typeof inputs[index] === 'string') flow.markInput(parameter.name)
  })
  flow.settle()
  return (expression) => flow.kind(expression)
}

class TensorFlow {
  readonly #checker: ts.TypeChecker
  readonly #code: CapturedCode
  readonly #tensors = new Set<ts.Symbol>()
  /** Functions that return a tensor. */
  readonly #makers = new Set<ts.Node>()

  constructor(checker: ts.TypeChecker, code: CapturedCode) {
    this.#checker = checker
    this.#code = code
  }

  /** A parameter bound to an input, or the parts of one bound to a record of inputs. */
  markInput(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.#mark(name)
    else for (const element of name.elements) if (ts.isBindingElement(element)) this.markInput(element.name)
  }

  settle(): void {
    for (let before = -1; before !== this.#tensors.size + this.#makers.size; ) {
      before = this.#tensors.size + this.#makers.size
      for (const node of this.#code.functions) this.#follow(node)
    }
  }

  kind(expression: ts.Expression): TensorKind {
    if (!this.#isUntypedTensor(expression)) return 'none'
    const symbol = this.#checker.getSymbolAtLocation(expression)
    return symbol?.declarations?.some((node) => isOptional(this.#checker, node)) ? 'optional' : 'tensor'
  }

  #isTensor(expression: ts.Expression): boolean {
    return tensorKind(this.#checker, expression, (inner) => this.kind(inner)) !== 'none'
  }

  #mark(name: ts.Node): void {
    const symbol = this.#checker.getSymbolAtLocation(name)
    if (symbol && isUntyped(this.#checker, name)) this.#tensors.add(symbol)
  }

  #follow(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && node.initializer && this.#isTensor(node.initializer)) {
      // `const { shape } = x` takes parts of a tensor; `const [a, b] = tf.split(x)` takes tensors.
      if (!ts.isObjectBindingPattern(node.name)) this.markInput(node.name)
    } else if (isAssignment(node) && this.#isTensor(node.right)) {
      this.#mark(node.left)
    } else if (ts.isCallExpression(node)) {
      this.#followCall(node)
    } else if (ts.isReturnStatement(node) && node.expression && this.#isTensor(node.expression)) {
      const maker = ts.findAncestor(node, ts.isFunctionLike)
      if (maker) this.#makers.add(maker)
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && this.#isTensor(node.body)) {
      this.#makers.add(node)
    }
    ts.forEachChild(node, (child) => this.#follow(child))
  }

  /** Hands tensor arguments to the parameters of whatever the call may run. */
  #followCall(call: ts.CallExpression): void {
    const [callback, initial] = call.arguments
    if (
      calledName(call) === 'reduce' &&
      callback &&
      initial &&
      ts.isArrowFunction(callback) &&
      this.#isTensor(initial)
    ) {
      const accumulator = callback.parameters[0]
      if (accumulator) this.markInput(accumulator.name)
    }
    call.arguments.forEach((argument, index) => {
      if (!this.#isTensor(argument)) return
      for (const target of this.#targets(call)) {
        const parameter = target.parameters[index]
        if (parameter && ts.isIdentifier(parameter.name)) this.#mark(parameter.name)
      }
    })
  }

  /** The user's functions a call may run; by name where the receiver has no type. */
  #targets(call: ts.CallExpression): FunctionNode[] {
    const declaration = this.#checker.getResolvedSignature(call)?.declaration
    const functions = [...this.#code.functions]
    if (declaration) return functions.filter((node) => node === declaration)
    const name = calledName(call)
    return functions.filter((node) => node.name && node.name.getText() === name)
  }

  #isUntypedTensor(expression: ts.Expression): boolean {
    const inner = withoutAssertions(expression)
    if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)) {
      const symbol = this.#checker.getSymbolAtLocation(inner)
      return symbol !== undefined && this.#tensors.has(symbol)
    }
    if (ts.isConditionalExpression(inner))
      return this.#isTensor(inner.whenTrue) || this.#isTensor(inner.whenFalse)
    if (ts.isAwaitExpression(inner)) return this.#isTensor(inner.expression)
    if (isAssignment(inner)) return this.#isTensor(inner.right)
    if (isChoice(inner)) return this.#isTensor(inner.left) || this.#isTensor(inner.right)
    return ts.isCallExpression(inner) && this.#givesTensor(inner)
  }

  #givesTensor(call: ts.CallExpression): boolean {
    if (this.#targets(call).some((target) => this.#makers.has(target))) return true
    const name = calledName(call)
    if (name === null || VALUE_READERS.has(name)) return false
    const { expression: callee } = call
    if (ts.isPropertyAccessExpression(callee) && this.#isTensor(callee.expression)) return true
    const given = call.arguments.some((node) => this.#isTensor(node) || this.#makers.has(node))
    return given && (MODULE_CALLS.test(name) || name === 'reduce' || this.#isOfTfjs(callee))
  }

  /** `tf.relu` or an imported `relu`, also when the types of TensorFlow.js are not found. */
  #isOfTfjs(callee: ts.Expression): boolean {
    const symbol = this.#checker.getSymbolAtLocation(callee)
    if (symbol?.declarations?.some((node) => isOfTfjs(node) || isTfjsImport(node))) return true
    return ts.isPropertyAccessExpression(callee) && this.#isOfTfjs(callee.expression)
  }
}

function isTfjsImport(node: ts.Node): boolean {
  const statement = ts.findAncestor(node, ts.isImportDeclaration)
  return statement !== undefined && /^.@tensorflow\//.test(statement.moduleSpecifier.getText())
}

function isOptional(checker: ts.TypeChecker, node: ts.Node): boolean {
  if (!ts.isParameter(node)) return false
  return (
    node.questionToken !== undefined ||
    (node.initializer !== undefined && isNullish(checker, node.initializer))
  )
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
}

function isChoice(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = ts.SyntaxKind
  return kind === AmpersandAmpersandToken || kind === BarBarToken || kind === QuestionQuestionToken
}

function calledName({ expression }: ts.CallExpression): string | null {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  return ts.isIdentifier(expression) ? expression.text : null
}
