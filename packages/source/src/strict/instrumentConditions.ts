/**
 * @file Code whose conditions tell when a tensor reaches them, for `--strict`.
 *
 * `if (x)` becomes `if (guard.truth(x, site))`, and so for loops, `?:`, `!`, `&&`, `||`, `===` and `switch`; what an
 * expression gives stays the same. TypeScript writes the source map, so positions in stacks stay the user's.
 */
import ts from 'typescript'

export interface InstrumentedSource {
  readonly code: string
  /** The source map, as JSON; the code carries it inline as well. */
  readonly map: string
}

/** The property of `globalThis` that holds the guard: see strictConditions.ts. */
export const GUARD = '__tsfxConditions'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  jsx: ts.JsxEmit.ReactJSX,
  inlineSourceMap: true,
  inlineSources: true,
  isolatedModules: true,
  allowJs: true,
  // Whether a file is a module is for the loader to say.
  moduleDetection: ts.ModuleDetectionKind.Force,
}

/** Instruments an ES module of TypeScript or JavaScript; null when it has a syntax error, which is for its loader to report. */
export function instrumentConditions(source: string, fileName: string): InstrumentedSource | null {
  const { outputText, diagnostics } = ts.transpileModule(source, {
    fileName,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
    transformers: { before: [instrument(fileName)] },
  })
  if (diagnostics?.some(({ category }) => category === ts.DiagnosticCategory.Error)) return null
  const [, encoded = ''] = /\/\/# sourceMappingURL=data:[^,]*,(.*)\s*$/.exec(outputText) ?? []
  const map = { ...JSON.parse(Buffer.from(encoded, 'base64').toString()), sources: [fileName] }
  const text = JSON.stringify(map)
  const url = `data:application/json;base64,${Buffer.from(text).toString('base64')}`
  return {
    code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, `//# sourceMappingURL=${url}\n`),
    map: text,
  }
}

function instrument(fileName: string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (tree) => new ConditionRewriter(context, tree, fileName).rewrite()
}

class ConditionRewriter {
  readonly #context: ts.TransformationContext
  readonly #factory: ts.NodeFactory
  readonly #tree: ts.SourceFile
  readonly #fileName: string

  constructor(context: ts.TransformationContext, tree: ts.SourceFile, fileName: string) {
    this.#context = context
    this.#factory = context.factory
    this.#tree = tree
    this.#fileName = fileName
  }

  rewrite(): ts.SourceFile {
    return this.#children(this.#tree)
  }

  #children<T extends ts.Node>(node: T): T {
    return ts.visitEachChild(node, (child) => this.#rewritten(child), this.#context)
  }

  #visit<T extends ts.Node>(node: T): T {
    return ts.visitNode(node, (child) => this.#rewritten(child)) as T
  }

  #rewritten(node: ts.Node): ts.Node {
    const factory = this.#factory
    if (ts.isConditionalExpression(node)) {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = node
      const [yes, no] = [this.#visit(whenTrue), this.#visit(whenFalse)]
      const tested = this.#truth(condition, '?:')
      return factory.updateConditionalExpression(node, tested, questionToken, yes, colonToken, no)
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      return factory.updatePrefixUnaryExpression(node, this.#truth(node.operand, '!'))
    if (ts.isBinaryExpression(node)) return this.#binary(node)
    const isBoolean = ts.isCallExpression(node) && node.expression.getText(this.#tree) === 'Boolean'
    if (isBoolean && !node.arguments.some(ts.isSpreadElement)) {
      const tested = node.arguments.map((argument) => this.#truth(argument, 'Boolean()'))
      return factory.updateCallExpression(node, node.expression, undefined, tested)
    }
    return this.#statement(node)
  }

  #statement(node: ts.Node): ts.Node {
    const factory = this.#factory
    const body = (statement: ts.Statement) => this.#visit(statement)
    if (ts.isIfStatement(node)) {
      const { expression, thenStatement, elseStatement } = node
      const otherwise = elseStatement && body(elseStatement)
      return factory.updateIfStatement(node, this.#truth(expression, 'if'), body(thenStatement), otherwise)
    }
    if (ts.isWhileStatement(node))
      return factory.updateWhileStatement(node, this.#truth(node.expression, 'while'), body(node.statement))
    if (ts.isDoStatement(node))
      return factory.updateDoStatement(node, body(node.statement), this.#truth(node.expression, 'do'))
    if (ts.isForStatement(node) && node.condition) {
      const { initializer, condition, incrementor, statement } = node
      const tested = this.#truth(condition, 'for')
      const [start, next] = [initializer && this.#visit(initializer), incrementor && this.#visit(incrementor)]
      return factory.updateForStatement(node, start, tested, next, body(statement))
    }
    if (ts.isSwitchStatement(node)) {
      const { expression, caseBlock } = node
      return factory.updateSwitchStatement(node, this.#discriminant(expression), this.#visit(caseBlock))
    }
    if (ts.isCaseClause(node))
      return factory.updateCaseClause(node, this.#discriminant(node.expression), node.statements.map(body))
    return this.#children(node)
  }

  #binary(node: ts.BinaryExpression): ts.Expression {
    const factory = this.#factory
    const { left, operatorToken, right } = node
    const operator = operatorToken.getText(this.#tree)
    if (operator === '&&' || operator === '||') {
      const tested = this.#truth(left, operator)
      return factory.updateBinaryExpression(node, tested, operatorToken, this.#visit(right))
    }
    // Asked before the assignment; only where asking twice cannot do anything.
    if ((operator === '&&=' || operator === '||=') && isPlain(left)) {
      const asked = this.#guard('truth', [left], this.#site(left, operator))
      return factory.createParenthesizedExpression(
        factory.createCommaListExpression([asked, this.#children(node)]),
      )
    }
    if (!/^[=!]==?$/.test(operator)) return this.#children(node)
    const texts = [left, right].map((side) => this.#text(side))
    const [construct, , ...place] = this.#site(node, operator)
    return this.#guard('compare', [this.#visit(left), this.#visit(right)], [...texts, construct, ...place])
  }

  #truth(tested: ts.Expression, construct: string): ts.Expression {
    return this.#guard('truth', [this.#visit(tested)], this.#site(testedPart(tested), construct))
  }

  #discriminant(node: ts.Expression): ts.Expression {
    return this.#guard('discriminant', [this.#visit(node)], this.#site(node, 'switch'))
  }

  #guard(method: string, args: readonly ts.Expression[], site: readonly ts.Expression[]): ts.Expression {
    const factory = this.#factory
    const guard = factory.createPropertyAccessExpression(factory.createIdentifier('globalThis'), GUARD)
    const callee = factory.createPropertyAccessExpression(guard, method)
    return factory.createCallExpression(callee, undefined, [...args, ...site])
  }

  /** What the error tells: construct, text, file, line, column. */
  #site(node: ts.Node, construct: string): [ts.Expression, ts.Expression, ...ts.Expression[]] {
    const { line, character } = this.#tree.getLineAndCharacterOfPosition(node.getStart(this.#tree))
    const { createStringLiteral, createNumericLiteral } = this.#factory
    return [
      createStringLiteral(construct),
      this.#text(node),
      createStringLiteral(this.#fileName),
      createNumericLiteral(line + 1),
      createNumericLiteral(character + 1),
    ]
  }

  #text(node: ts.Node): ts.Expression {
    const text = node.getText(this.#tree).replace(/\s+/g, ' ')
    return this.#factory.createStringLiteral(text.length > 40 ? `${text.slice(0, 39)}…` : text)
  }
}

/** What of a condition is said to be tested: the last operand of `&&` and `||`, whose left ones are asked by themselves. */
function testedPart(tested: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(tested) ||
    ts.isAssertionExpression(tested) ||
    ts.isNonNullExpression(tested)
  )
    return testedPart(tested.expression)
  const isLogical =
    ts.isBinaryExpression(tested) && /^(&&|\|\|)$/.test(ts.tokenToString(tested.operatorToken.kind) ?? '')
  return isLogical ? testedPart(tested.right) : tested
}

/** `x`, `this.x` */
const isPlain = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  (ts.isPropertyAccessExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ThisKeyword || ts.isIdentifier(node.expression)))
