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
}

/** Instruments a module of TypeScript or JavaScript; null when it is no ES module. */
export function instrumentConditions(source: string, fileName: string): InstrumentedSource | null {
  const tree = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest)
  if (/\.c[jt]s$/.test(fileName) || !ts.isExternalModule(tree)) return null
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: OPTIONS,
    transformers: { before: [instrument(fileName)] },
  })
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
  return (context) => (tree) => {
    const { factory } = context
    const guard = (method: string, args: readonly ts.Expression[], site: readonly ts.Expression[]) =>
      factory.createCallExpression(
        factory.createPropertyAccessExpression(
          factory.createPropertyAccessExpression(factory.createIdentifier('globalThis'), GUARD),
          method,
        ),
        undefined,
        [...args, ...site],
      )
    /** What the error tells: construct, text, file, line, column. */
    const siteOf = (node: ts.Node, construct: string, place: ts.Node = node): ts.Expression[] => {
      const { line, character } = tree.getLineAndCharacterOfPosition(place.getStart(tree))
      const text = node.getText(tree).replace(/\s+/g, ' ')
      return [
        factory.createStringLiteral(construct),
        factory.createStringLiteral(text.length > 40 ? `${text.slice(0, 39)}…` : text),
        factory.createStringLiteral(fileName),
        factory.createNumericLiteral(line + 1),
        factory.createNumericLiteral(character + 1),
      ]
    }
    const truth = (tested: ts.Expression, construct: string): ts.Expression =>
      guard('truth', [visit(tested)], siteOf(testedPart(tested), construct))
    const identity = (node: ts.Expression): ts.Expression =>
      guard('discriminant', [visit(node)], siteOf(node, 'switch'))

    function visit<T extends ts.Node>(node: T): T {
      return ts.visitNode(node, instrumented) as T
    }
    function instrumented(node: ts.Node): ts.Node {
      if (ts.isIfStatement(node))
        return factory.updateIfStatement(
          node,
          truth(node.expression, 'if'),
          visit(node.thenStatement),
          node.elseStatement && visit(node.elseStatement),
        )
      if (ts.isWhileStatement(node))
        return factory.updateWhileStatement(node, truth(node.expression, 'while'), visit(node.statement))
      if (ts.isDoStatement(node))
        return factory.updateDoStatement(node, visit(node.statement), truth(node.expression, 'do'))
      if (ts.isForStatement(node) && node.condition)
        return factory.updateForStatement(
          node,
          node.initializer && visit(node.initializer),
          truth(node.condition, 'for'),
          node.incrementor && visit(node.incrementor),
          visit(node.statement),
        )
      if (ts.isConditionalExpression(node))
        return factory.updateConditionalExpression(
          node,
          truth(node.condition, '?:'),
          node.questionToken,
          visit(node.whenTrue),
          node.colonToken,
          visit(node.whenFalse),
        )
      if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
        return factory.updatePrefixUnaryExpression(node, truth(node.operand, '!'))
      if (ts.isBinaryExpression(node)) return binary(node)
      if (
        ts.isCallExpression(node) &&
        node.expression.getText(tree) === 'Boolean' &&
        node.arguments.length === 1
      )
        return factory.updateCallExpression(node, node.expression, undefined, [
          truth(node.arguments[0] as ts.Expression, 'Boolean()'),
        ])
      if (ts.isSwitchStatement(node))
        return factory.updateSwitchStatement(node, identity(node.expression), visit(node.caseBlock))
      if (ts.isCaseClause(node))
        return factory.updateCaseClause(
          node,
          identity(node.expression),
          node.statements.map((statement) => visit(statement)),
        )
      return ts.visitEachChild(node, instrumented, context)
    }
    function binary(node: ts.BinaryExpression): ts.Expression {
      const operator = node.operatorToken.getText(tree)
      if (operator === '&&' || operator === '||')
        return factory.updateBinaryExpression(
          node,
          truth(node.left, operator),
          node.operatorToken,
          visit(node.right),
        )
      // Asked before the assignment; only where asking twice cannot do anything.
      if ((operator === '&&=' || operator === '||=') && isPlain(node.left))
        return factory.createParenthesizedExpression(
          factory.createCommaListExpression([
            guard('truth', [node.left], siteOf(node.left, operator)),
            ts.visitEachChild(node, instrumented, context),
          ]),
        )
      if (/^[=!]==?$/.test(operator)) {
        const sides = [visit(node.left), visit(node.right)]
        const texts = [node.left, node.right].map((side) => siteOf(side, operator)[1] as ts.Expression)
        return guard('compare', sides, [...texts, ...siteOf(node, operator).toSpliced(1, 1)])
      }
      return ts.visitEachChild(node, instrumented, context)
    }
    return ts.visitEachChild(tree, instrumented, context)
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
