/**
 * @file The text form of a graph: one line per node, stable under equal graphs, made to be read and diffed.
 *
 *     Net(x: float32[batch, 28, 28, 1])
 *       conv_weight = get_attr conv.weight           : float32[3, 3, 1, 8]
 *       features = conv2d(x, conv_weight, pad=same)  : float32[batch, 28, 28, 8]   # conv  net.ts:12:20
 *       return features
 */
import { type Arg, type Args, isArgList, isArgRecord, Ref } from './arg.ts'
import { DimPolynomial, printDim } from './dim.ts'
import type { FxNode } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { printGuard } from './guard.ts'
import { printWord } from './printWord.ts'
import { printLocation } from './sourceLocation.ts'
import { printType } from './valueType.ts'

export { printWord }

export interface PrintOptions {
  /** Adds module scope and source place of each node. */
  readonly places?: boolean
}

/** Prints a graph, one line per node. */
export function printGraph(graph: Graph, { places = true }: PrintOptions = {}): string {
  const name = (ref: Ref): string => printRef(graph, ref)
  const inputs = graph.placeholders
    .map((node) => `${printWord(node.name)}: ${printType(node.type)}`)
    .join(', ')
  const notes = [
    ...(graph.meta.rounding ? [`rounding: ${graph.meta.rounding}`] : []),
    ...(graph.meta.guards.length > 0 ? [`guards: ${graph.meta.guards.map(printGuard).join(', ')}`] : []),
  ]
  const rows = graph.nodes
    .filter((node) => node.kind !== 'placeholder')
    .map((node) => ({ node, text: printStatement(node, name) }))
  const typed = rows.filter(({ node }) => node.kind !== 'output')
  const width = Math.min(72, longest(typed.map((row) => row.text)))
  const lines = rows.map(({ node, text }) => {
    if (node.kind === 'output') return `  ${text}`
    const place = places ? printPlace(node) : ''
    return `  ${text.padEnd(width)}  : ${printType(node.type)}${place && `   # ${place}`}`
  })
  return [
    `${printWord(graph.meta.name)}(${inputs})${notes.length > 0 ? `  # ${notes.join('; ')}` : ''}`,
    ...lines,
  ].join('\n')
}

/** A value or one item of it: `pair[0]`, `record.y`. */
export function printRef(graph: Graph, ref: Ref): string {
  const base = printWord(graph.node(ref.node).name)
  if (ref.index === null) return base
  return typeof ref.index === 'number' ? `${base}[${ref.index}]` : `${base}.${printWord(ref.index)}`
}

/** One node as a statement: `y = relu(x)`; `name` prints refs. */
export function printStatement(node: FxNode, name: (ref: Ref) => string): string {
  switch (node.kind) {
    case 'placeholder':
    case 'get_attr':
      return `${printWord(node.name)} = ${node.kind} ${printWord(node.target)}`
    case 'output':
      return `return ${printArg(node.args.value ?? null, name)}`
    case 'call_function':
      return `${printWord(node.name)} = ${printWord(node.target)}(${printArgs(node.args, name)})`
    case 'call_module':
      return `${printWord(node.name)} = this.${printWord(node.target)}(${printArgs(node.args, name)})`
  }
}

const printPlace = (node: FxNode): string =>
  [
    node.scope && printWord(node.scope),
    node.loc && printLocation(node.loc),
    node.meta.pass && `by ${printWord(node.meta.pass)}`,
  ]
    .filter(Boolean)
    .join('  ')

/** Length of the longest text; a spread into Math.max would overflow the stack at a large graph. */
export const longest = (texts: readonly string[]): number =>
  texts.reduce((max, text) => Math.max(max, text.length), 0)

/** Refs stand bare, as they are the data; other arguments are named; nulls are left out. */
function printArgs(args: Args, name: (ref: Ref) => string): string {
  return Object.entries(args)
    .filter(([, arg]) => arg !== null)
    .map(([key, arg]) => (arg instanceof Ref ? name(arg) : `${printWord(key)}=${printArg(arg, name)}`))
    .join(', ')
}

/** Prints one argument. */
export function printArg(arg: Arg, name: (ref: Ref) => string): string {
  if (arg instanceof Ref) return name(arg)
  if (arg instanceof DimPolynomial) return printDim(arg)
  if (isArgList(arg)) return `[${arg.map((item) => printArg(item, name)).join(', ')}]`
  if (isArgRecord(arg)) {
    return `{${Object.entries(arg)
      .map(([key, item]) => `${printWord(key)}: ${printArg(item, name)}`)
      .join(', ')}}`
  }
  if (typeof arg === 'string') return printWord(arg)
  return Object.is(arg, -0) ? '-0' : String(arg)
}
