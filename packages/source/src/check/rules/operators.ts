/** @file Operators of numbers on tensors: arithmetic and order. */
import ts from 'typescript'
import { tensorComparison, tensorOperator } from '../../diagnostics.generated.ts'
import { type HazardRule, needsValues, shorten } from './hazardRule.ts'

/** The op that computes what an operator means. */
const BINARY: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '**': 'pow',
  '&': 'logicalAnd',
  '|': 'logicalOr',
  '^': 'logicalXor',
}

const ORDER: Readonly<Record<string, string>> = {
  '<': 'less',
  '<=': 'lessEqual',
  '>': 'greater',
  '>=': 'greaterEqual',
}

export const checkOperators: HazardRule = (node, { kindOf, report }) => {
  const isTensor = (operand: ts.Expression): boolean => needsValues(kindOf(operand))
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText()
    const tensor = isNumeric(operator) ? [node.left, node.right].find(isTensor) : undefined
    if (!tensor) return
    const slots = { operator, tensor: shorten(tensor), instead: binaryOp(node, operator) }
    const make = operator in ORDER ? tensorComparison : tensorOperator
    report(node, (place) => make(slots, place))
  } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operand } = node
    const operator = ts.tokenToString(node.operator) ?? ''
    if (operator === '!' || !isTensor(operand)) return
    const slots = { operator, tensor: shorten(operand), instead: unaryOp(operator, shorten(operand)) }
    report(node, (place) => tensorOperator(slots, place))
  }
}

/** `+ - * / % **`, shifts, `& | ^`, `< > <= >=`, and their assignments. */
const isNumeric = (operator: string): boolean =>
  /^([+\-*/%&|^]|\*\*|<<|>>>?)=?$/.test(operator) || operator in ORDER

function binaryOp({ left, right }: ts.BinaryExpression, operator: string): string {
  const [a, b] = [shorten(left), shorten(right)]
  if (operator in ORDER) return `tf.${ORDER[operator]}(${a}, ${b})`
  const isAssignment = operator.endsWith('=')
  const op = BINARY[isAssignment ? operator.slice(0, -1) : operator]
  if (!op) return 'ops on the values, such as tf.mul and tf.floor'
  return `${isAssignment ? `${a} = ` : ''}tf.${op}(${a}, ${b})`
}

function unaryOp(operator: string, operand: string): string {
  if (operator === '-') return `tf.neg(${operand})`
  if (operator === '~') return `tf.logicalNot(${operand})`
  if (operator === '+') return `${operand} as it is`
  return `${operand} = tf.${operator === '++' ? 'add' : 'sub'}(${operand}, 1)`
}
