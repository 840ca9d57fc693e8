/** @file Tensors used as names of properties: `cache[x]`, `{ [x]: y }`, `x in names`. */
import ts from 'typescript'
import { tensorAsKey } from '../../diagnostics.generated.ts'
import { type HazardRule, needsValues, shorten } from './hazardRule.ts'

export const checkKeys: HazardRule = (node, { kindOf, report }) => {
  const key = keyIn(node)
  if (!key || !needsValues(kindOf(key))) return
  report(key, (place) => tensorAsKey({ use: shorten(node), tensor: shorten(key) }, place))
}

function keyIn(node: ts.Node): ts.Expression | null {
  if (ts.isElementAccessExpression(node)) return node.argumentExpression
  if (ts.isComputedPropertyName(node)) return node.expression
  const isIn = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword
  return isIn ? node.left : null
}
