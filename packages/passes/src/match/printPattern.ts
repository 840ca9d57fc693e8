/** @file The text of a pattern: `conv2d(x, filter) -> batchNorm? -> (relu | relu6)?`. */
import { DimPolynomial, printDim } from '@tsfx/ir'
import type { Literal, OpPattern, Pattern } from './pattern.ts'

/** Prints a pattern as a reader of rules wants it: bound names, ops, attributes that matter. */
export function printPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'any':
      return pattern.name ?? '_'
    case 'equal':
      return printLiteral(pattern.value)
    case 'attr':
    case 'param':
    case 'scalar':
      return pattern.name ?? `<${pattern.description}>`
    case 'list':
      return `[${pattern.items.map(printPattern).join(', ')}]`
    case 'listOf':
      return `[${printPattern(pattern.item)}, ...]`
    case 'oneOf':
      return `(${pattern.options.map(printPattern).join(' | ')})`
    case 'item':
      return `${printPattern(pattern.of)}[${pattern.index}]`
    case 'typed':
      return `${printPattern(pattern.of)}: ${pattern.description}`
    case 'op':
      return printOp(pattern)
    case 'link':
      return `${printPattern(pattern.before)} -> ${printLink(pattern.op, pattern.optional)}`
    case 'anchors':
      return pattern.anchors.map(printPattern).join(' and ')
  }
}

/** What a pattern asks for, to continue "must be". */
export function printExpectation(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'any':
      return pattern.isValue ? 'a value' : 'anything'
    case 'attr':
    case 'param':
    case 'scalar':
    case 'typed':
      return pattern.description
    case 'list':
      return `a list of ${pattern.items.length}`
    case 'listOf':
      return `a list of at least ${pattern.least}`
    case 'oneOf':
      return [...new Set(pattern.options.map(printExpectation))].join(' or ')
    case 'item':
      return `item ${pattern.index} of ${printExpectation(pattern.of)}`
    case 'op':
      return printTargets(pattern, ' or ')
    case 'link': {
      const link = printTargets(pattern.op, ' or ')
      return pattern.optional ? `${link} or ${printExpectation(pattern.before)}` : link
    }
    case 'anchors':
      return pattern.anchors.map(printExpectation).join(' and ')
    case 'equal':
      return printLiteral(pattern.value)
  }
}

const printTargets = ({ targets }: OpPattern, separator: string): string =>
  'test' in targets ? targets.description : targets.join(separator)

function printHead(op: OpPattern): string {
  if ('test' in op.targets) return `<${op.targets.description}>`
  return op.targets.length === 1 ? op.targets[0]! : `(${op.targets.join(' | ')})`
}

/** Inputs stand bare, as in a printed graph; attributes are named. */
function printOp(op: OpPattern): string {
  const args = Object.entries(op.args).map(([name, arg]) =>
    arg.kind === 'equal' || arg.kind === 'attr' ? `${name}=${printPattern(arg)}` : printPattern(arg),
  )
  return `${printHead(op)}(${args.join(', ')})`
}

/** In a chain the data comes from the left, so an op that mentions nothing else is its name. */
function printLink(op: OpPattern, optional: boolean): string {
  const text = Object.keys(op.args).length > 0 ? printOp(op) : printHead(op)
  return optional ? `${text}?` : text
}

function printLiteral(value: Literal): string {
  if (value instanceof DimPolynomial) return printDim(value)
  if (typeof value === 'object' && value !== null) return `[${value.map(printLiteral).join(', ')}]`
  return String(value)
}
