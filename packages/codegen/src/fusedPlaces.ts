/**
 * @file Where in a statement the ops stand that were fused into it: an activation at its option, others, such as a batch norm that went
 * into the weights, at the arguments behind the input. A position has one place in a source map, so each needs a position of its own.
 */
import { type FxNode, type SourceLocation, tracedSources } from '@tsfx/ir'
import ts from 'typescript'

/** From a position of a statement on: `line` counts from its first, 0, and `column` from 0. */
export interface FusedPlace {
  readonly line: number
  readonly column: number
  /** Null where the statement's own place goes on. */
  readonly loc: SourceLocation | null
}

/** The places of all that `node` computes besides what stands at its own place, in the order of their positions in `text`. */
export function fusedPlaces(node: FxNode, text: string): readonly FusedPlace[] {
  const others = otherPlaces(node)
  const call = others.length > 0 ? firstCall(text) : null
  if (!call) return []
  const { activation, operands } = anchorsOf(call)
  const anchored = new Map<ts.Node, SourceLocation>()
  const last = activation && others.pop()
  if (last) anchored.set(activation, last)
  for (const [i, loc] of others.entries()) if (operands[i]) anchored.set(operands[i], loc)
  const tree = call.getSourceFile()
  const at = (position: number, loc: SourceLocation | null): FusedPlace => {
    const { line, character } = tree.getLineAndCharacterOfPosition(position)
    return { line, column: character, loc }
  }
  return [...anchored]
    .sort(([a], [b]) => a.pos - b.pos)
    .flatMap(([anchor, loc]) => [at(anchor.getStart(tree), loc), at(anchor.end, null)])
}

/** In the order in which passes named them, which is that of the model. */
function otherPlaces(node: FxNode): SourceLocation[] {
  const places = new Map<string, SourceLocation>()
  for (const { kind, loc } of tracedSources(node))
    if (loc && (kind === 'call_function' || kind === 'call_module')) places.set(keyOf(loc), loc)
  if (node.loc) places.delete(keyOf(node.loc))
  return [...places.values()]
}

const keyOf = ({ file, line, column }: SourceLocation): string => `${file}:${line}:${column}`

function firstCall(text: string): ts.CallExpression | null {
  const tree = ts.createSourceFile('statement.ts', text, ts.ScriptTarget.Latest, true)
  const find = (node: ts.Node): ts.CallExpression | undefined =>
    ts.isCallExpression(node) ? node : ts.forEachChild(node, find)
  return find(tree) ?? null
}

/** The option that names an activation, and what stands behind the input: arguments, or what they have by name. */
function anchorsOf({ arguments: args }: ts.CallExpression): {
  readonly activation: ts.Node | null
  readonly operands: readonly ts.Node[]
} {
  const parts = args.flatMap((arg): readonly ts.Node[] =>
    ts.isObjectLiteralExpression(arg) ? arg.properties : [arg],
  )
  const isActivation = (part: ts.Node) =>
    ts.isPropertyAssignment(part) && part.name.getText() === 'activation'
  return {
    activation: parts.find(isActivation) ?? null,
    operands: parts.slice(1).filter((part) => !isActivation(part)),
  }
}
