/**
 * @file Lays out one printed statement. The compiler's printer writes syntax that is right by construction but never
 * breaks a line; this breaks what is longer than 100 columns at its commas, outermost first.
 */
import ts from 'typescript'
import { inertText } from './inertText.ts'

export const LINE_WIDTH = 100
const INDENT = '  '

const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed })
const context = ts.createSourceFile('emitted.ts', '', ts.ScriptTarget.ESNext)

/** Kept, because what is nested is printed again with each list around it. */
const printed = new WeakMap<ts.Node, string>()

/** `node` on one line. */
export function printFlat(node: ts.Node): string {
  const known = printed.get(node)
  if (known !== undefined) return known
  const text = print(node)
  printed.set(node, text)
  return text
}

function print(node: ts.Node): string {
  // The printer ends the last member of a type literal with a semicolon; a person does not.
  if (ts.isTypeLiteralNode(node)) return `{ ${node.members.map(printMember).join('; ')} }`
  if (ts.isUnionTypeNode(node)) return node.types.map(printFlat).join(' | ')
  if (ts.isTupleTypeNode(node)) return `[${node.elements.map(printFlat).join(', ')}]`
  if (ts.isPropertyDeclaration(node)) return `readonly ${printMember(node)};`
  if (ts.isPropertySignature(node)) return `${printMember(node)};`
  if (ts.isAsExpression(node)) return `${printFlat(node.expression)} as ${printFlat(node.type)}`
  // What it changes stands in strings only.
  return inertText(printer.printNode(ts.EmitHint.Unspecified, node, context))
}

const printMember = (member: ts.TypeElement | ts.PropertyDeclaration): string => {
  const type = ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) ? member.type : undefined
  return `${printFlat(member.name as ts.PropertyName)}${type ? `: ${printFlat(type)}` : ''}`
}

interface Room {
  /** Indentation of the line the node begins on. */
  readonly indent: string
  /** Columns taken before the node on its first line. */
  readonly before: number
  /** Columns needed behind the node on its last line. */
  readonly after: number
}

/**
 * Prints `node` at `indent`; lines after the first carry their indentation.
 * @param around columns of what stands before it on its first line and behind it on its last
 */
export const layOut = (node: ts.Node, indent = '', around = { before: 0, after: 0 }): string =>
  fit(node, { indent, before: indent.length + around.before, after: around.after })

function fit(node: ts.Node, room: Room): string {
  const flat = printFlat(node)
  if (room.before + flat.length + room.after <= LINE_WIDTH && !flat.includes('\n')) return flat
  return broken(node, room) ?? flat
}

/** The node with its outermost list broken, or null when it has none. */
function broken(node: ts.Node, room: Room): string | null {
  if (ts.isVariableStatement(node)) {
    const [declared] = node.declarationList.declarations
    if (!declared?.initializer) return null
    const keyword = node.declarationList.flags & ts.NodeFlags.Let ? 'let' : 'const'
    return lead(`${keyword} ${layOut(declared.name, room.indent)} = `, declared.initializer, room, ';')
  }
  if (ts.isReturnStatement(node)) return node.expression ? lead('return ', node.expression, room, ';') : null
  if (ts.isExpressionStatement(node)) return lead('', node.expression, room, ';')
  if (ts.isBinaryExpression(node)) {
    return lead(`${printFlat(node.left)} ${ts.tokenToString(node.operatorToken.kind)} `, node.right, room)
  }
  if (ts.isPropertyDeclaration(node))
    return node.type ? lead(`readonly ${printFlat(node.name)}: `, node.type, room, ';') : null
  if (ts.isPropertySignature(node))
    return node.type ? lead(`${printFlat(node.name)}: `, node.type, room, ';') : null
  if (ts.isPropertyAssignment(node)) return lead(`${printFlat(node.name)}: `, node.initializer, room)
  if (ts.isAsExpression(node)) return brokenAssertion(node, room)
  if (ts.isAwaitExpression(node)) return lead('await ', node.expression, room)
  if (ts.isImportDeclaration(node)) return brokenImport(node, room)
  return brokenList(node, room)
}

function brokenImport({ importClause, moduleSpecifier }: ts.ImportDeclaration, room: Room): string | null {
  const names = importClause?.namedBindings
  if (!names || !ts.isNamedImports(names)) return null
  const keyword = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'import type ' : 'import '
  return `${keyword}${filled('{', names.elements, '}', room)} from ${printFlat(moduleSpecifier)};`
}

/** The type is broken where it has members and the call stands before it on one line: else the call is. */
function brokenAssertion({ expression, type }: ts.AsExpression, room: Room): string | null {
  const head = `${printFlat(expression)} as `
  const fits = room.before + head.length + 1 <= LINE_WIDTH && !head.includes('\n')
  if (fits && (ts.isTypeLiteralNode(type) || ts.isTupleTypeNode(type))) return lead(head, type, room)
  return lead('', expression, room, ` as ${printFlat(type)}`)
}

/** `head` + the laid out node + `tail`. */
function lead(head: string, node: ts.Node, room: Room, tail = ''): string {
  return (
    head + fit(node, { ...room, before: room.before + head.length, after: room.after + tail.length }) + tail
  )
}

function brokenList(node: ts.Node, room: Room): string | null {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const types = node.typeArguments ? `<${node.typeArguments.map(printFlat).join(', ')}>` : ''
    const head = (ts.isNewExpression(node) ? 'new ' : '') + printFlat(node.expression) + types
    return brokenCall(head, node.arguments ?? [], room)
  }
  if (ts.isArrayLiteralExpression(node)) {
    const fill = node.elements.every(isShort) && fits(node.elements, room)
    return fill ? filled('[', node.elements, ']', room) : onePerLine('[', node.elements, ']', ',', room)
  }
  if (ts.isTupleTypeNode(node)) {
    const fill = node.elements.some(ts.isTypeReferenceNode) && fits(node.elements, room)
    return fill ? filled('[', node.elements, ']', room) : onePerLine('[', node.elements, ']', ',', room)
  }
  if (ts.isObjectLiteralExpression(node)) {
    // A record of what was read elsewhere and many small literals.
    const fill = node.properties.some(ts.isSpreadAssignment) && fits(node.properties, room)
    return fill ? filledRecord(node.properties, room) : onePerLine('{', node.properties, '}', ',', room)
  }
  if (ts.isObjectBindingPattern(node)) return onePerLine('{', node.elements, '}', ',', room)
  if (ts.isTypeLiteralNode(node)) return onePerLine('{', node.members, '}', '', room)
  return null
}

/** The last object, else the only array or object, stays on the line of the call: `q.conv2d(x, conv, {`. */
function brokenCall(head: string, args: readonly ts.Expression[], room: Room): string {
  const at = hugged(args)
  const literal = args[at]
  if (literal) {
    const before = `${head}(${args
      .slice(0, at)
      .map((arg) => `${printFlat(arg)}, `)
      .join('')}`
    const after = args
      .slice(at + 1)
      .map((arg) => `, ${printFlat(arg)}`)
      .join('')
    if (room.before + before.length + 1 <= LINE_WIDTH)
      return `${before}${options(literal, room) ?? brokenList(literal, room)}${after})`
  }
  return onePerLine(`${head}(`, args, ')', ',', room)
}

/** The options of a call on one line of their own, or on two, or null where these are too short. */
function options(literal: ts.Expression, room: Room): string | null {
  if (!ts.isObjectLiteralExpression(literal) || !fits(literal.properties, room)) return null
  const text = filled('{', literal.properties, '}', room)
  return text.split('\n').length <= 4 ? text : null
}

/** The index of the argument that opens on the line of the call, or -1. */
function hugged(args: readonly ts.Expression[]): number {
  const last = args.at(-1)
  if (last && ts.isObjectLiteralExpression(last)) return args.length - 1
  const literals = args.filter((arg) => ts.isObjectLiteralExpression(arg) || ts.isArrayLiteralExpression(arg))
  return literals.length === 1 ? args.indexOf(literals[0]!) : -1
}

function onePerLine(
  open: string,
  items: readonly ts.Node[],
  close: string,
  separator: string,
  { indent }: Room,
): string {
  const inner = indent + INDENT
  const lines = items.map(
    (item) => inner + fit(item, { indent: inner, before: inner.length, after: separator.length }) + separator,
  )
  return [open, ...lines, indent + close].join('\n')
}

/** Numbers, names, fields, calls of one text or number, and lists and records of such. */
const isShort = (node: ts.Node): boolean =>
  ts.isNumericLiteral(node) ||
  ts.isPrefixUnaryExpression(node) ||
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isElementAccessExpression(node) ||
  (ts.isCallExpression(node) && node.arguments.length === 1) ||
  (ts.isArrayLiteralExpression(node) && node.elements.every(isShort)) ||
  (ts.isObjectLiteralExpression(node) &&
    node.properties.every(
      (property) =>
        ts.isSpreadAssignment(property) ||
        (ts.isPropertyAssignment(property) && isShort(property.initializer)),
    ))

/** Whether each item has room on a line of its own. */
const fits = (items: readonly ts.Node[], { indent }: Room): boolean =>
  items.every((item) => indent.length + INDENT.length + printFlat(item).length + 1 <= LINE_WIDTH)

/** As many items on each line as fit. */
function filled(open: string, items: readonly ts.Node[], close: string, { indent }: Room): string {
  const inner = indent + INDENT
  const lines = filledLines(
    items.map((item) => `${printFlat(item)},`),
    inner.length,
  )
  return [open, ...lines.map((line) => inner + line), indent + close].join('\n')
}

/** The same between braces that stand on the lines of the items. */
function filledRecord(items: readonly ts.Node[], { indent, before, after }: Room): string {
  const inner = indent + INDENT
  const texts = items.map((item, i) => printFlat(item) + (i < items.length - 1 ? ',' : ' }'))
  const lines = filledLines([`{ ${texts[0]}`, ...texts.slice(1)], inner.length, { before, after })
  return lines.map((line, i) => (i === 0 ? line : inner + line)).join('\n')
}

/** @param around columns taken before the first line, and needed behind each */
function filledLines(
  texts: readonly string[],
  indent: number,
  around = { before: indent, after: 0 },
): readonly string[] {
  const lines: string[] = []
  for (const text of texts) {
    const line = lines.at(-1)
    const before = lines.length === 1 ? around.before : indent
    if (line !== undefined && before + line.length + 1 + text.length + around.after <= LINE_WIDTH)
      lines[lines.length - 1] = `${line} ${text}`
    else lines.push(text)
  }
  return lines
}
