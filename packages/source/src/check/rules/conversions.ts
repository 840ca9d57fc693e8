/** @file Tensors made into numbers and text by JavaScript: `Number(x)`, `Math.sqrt(x)`, a template, `JSON.stringify(x)`. */
import ts from 'typescript'
import { tensorConversion } from '../../diagnostics.generated.ts'
import { type HazardContext, type HazardRule, needsValues, shorten } from './hazardRule.ts'

const TO_NUMBER = /^(Number|BigInt|parseInt|parseFloat|isNaN|isFinite|(Math|Number)\.\w+)$/
const TO_TEXT = /^(String|JSON\.stringify)$/

/** Functions of Math whose op has another name. */
const MATH_OPS: Readonly<Record<string, string>> = { max: 'maximum', min: 'minimum' }

export const checkConversions: HazardRule = (node, context) => {
  if (ts.isTemplateSpan(node)) {
    if (!ts.isTaggedTemplateExpression(node.parent.parent))
      reportConversion(node.expression, 'a template', 'text', context)
  } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, context)
}

function checkCall(call: ts.CallExpression | ts.NewExpression, context: HazardContext): void {
  const name = call.expression.getText()
  const result = TO_NUMBER.test(name) ? 'a number' : TO_TEXT.test(name) ? 'text' : null
  if (result === null) return
  for (const argument of call.arguments ?? []) {
    if (!ts.isSpreadElement(argument)) reportConversion(argument, `\`${name}()\``, result, context, call)
  }
}

function reportConversion(
  tensor: ts.Expression,
  construct: string,
  result: string,
  { kindOf, report }: HazardContext,
  call?: ts.CallExpression | ts.NewExpression,
): void {
  if (!needsValues(kindOf(tensor))) return
  const slots = { construct, tensor: shorten(tensor), result, instead: insteadOf(call, result) }
  report(tensor, (place) => tensorConversion(slots, place))
}

function insteadOf(call: ts.CallExpression | ts.NewExpression | undefined, result: string): string {
  const [, name] = /^Math\.(\w+)$/.exec(call?.expression.getText() ?? '') ?? []
  if (name) return `tf.${MATH_OPS[name] ?? name}(${(call?.arguments ?? []).map(shorten).join(', ')})`
  return result === 'text'
    ? 'text of what is known: `x.shape`, `x.dtype`'
    : 'the tensor itself, and ops on it'
}
