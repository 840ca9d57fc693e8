/**
 * @file Finds chains: calls for modules of one list, which each take the result of the one before, that nothing else uses. A run of three or more calls of
 * one method in a chain is a loop over their layer records.
 */
import { type NodeId, Ref } from '@tsfx/ir'
import { resultName } from '../resultName.ts'
import { samePlain } from '../samePlain.ts'
import { Hole, type Pattern } from './pattern.ts'
import type { Chain, Loop, MethodCall, PlannedStatement, Step } from './plan.ts'
import { type RegionContext, typeKey } from './regionContext.ts'

/** Fewer calls are as short when they are written out. */
const MIN_LOOP = 3

export function chainCalls(
  steps: readonly (PlannedStatement | MethodCall)[],
  context: RegionContext,
): readonly Step[] {
  const chained: Step[] = []
  for (let at = 0; at < steps.length; ) {
    const calls = chainFrom(steps, at, context)
    const links = looped(calls, context)
    const hasLoop = links.some(({ kind }) => kind === 'loop')
    if (hasLoop) {
      const begin = begins(chained.at(-1), links[0]!, calls[0]!, context)
      if (begin) chained.pop()
      chained.push(chainOf(calls, links, begin, context))
    } else chained.push(...(calls.length > 0 ? calls : [steps[at]!]))
    at += Math.max(calls.length, 1)
  }
  return chained
}

/** The step before a chain, where it makes what a loop begins with and nothing else uses that. */
function begins(
  before: Step | undefined,
  link: MethodCall | Loop,
  { region }: MethodCall,
  { graph, positions }: RegionContext,
): PlannedStatement | MethodCall | null {
  if (!before || before.kind === 'chain' || link.kind === 'call') return null
  const [input] = region.inputs as [Ref]
  const results = before.kind === 'statement' ? [before.node.id] : before.region.outputs
  const isInside = (id: NodeId): boolean => {
    const position = positions.get(id) ?? -1
    return position < region.end && position >= 0
  }
  const isOnly = results.length === 1 && results[0] === input.node && graph.users(input.node).every(isInside)
  return isOnly && input.index === null ? before : null
}

/** The calls from `at` on that pass on one value of one type. */
function chainFrom(
  steps: readonly (PlannedStatement | MethodCall)[],
  at: number,
  context: RegionContext,
): readonly MethodCall[] {
  const calls: MethodCall[] = []
  for (let step = steps[at + calls.length]; step?.kind === 'call'; step = steps[at + calls.length]) {
    const { inputs, outputs } = step.region
    if (inputs.length !== 1 || outputs.length !== 1 || !isListed(step)) break
    const before = calls.at(-1)
    if (before && !(container(before) === container(step) && feeds(before, step, context))) break
    calls.push(step)
  }
  return calls
}

/** Whether a call's module is an item of a list: modules with names of their own are called one by one, as the user does. */
const isListed = ({ region: { path } }: MethodCall): boolean => /\.\d+$/.test(path)

/** The list that a call's module is in. */
const container = ({ region: { path } }: MethodCall): string => path.slice(0, path.lastIndexOf('.'))

function feeds(before: MethodCall, { region }: MethodCall, context: RegionContext): boolean {
  const [output] = before.region.outputs as [NodeId]
  const [input] = region.inputs as [Ref]
  const isInside = (id: NodeId): boolean => {
    const position = context.positions.get(id) ?? -1
    return position >= before.region.start && position < region.end
  }
  return (
    input.node === output &&
    input.index === null &&
    context.graph.users(output).every(isInside) &&
    keepsType({ region }, context)
  )
}

const keepsType = ({ region }: Pick<MethodCall, 'region'>, context: RegionContext): boolean =>
  typeKey(context, region.inputs[0] as Ref) === typeKey(context, new Ref(region.outputs[0] as NodeId))

/** The calls with runs of one method as loops. */
function looped(calls: readonly MethodCall[], context: RegionContext): readonly (MethodCall | Loop)[] {
  const links: (MethodCall | Loop)[] = []
  // What a loop begins with is of the type of what it ends with.
  const isStart = calls[0] !== undefined && keepsType(calls[0], context)
  for (let at = 0; at < calls.length; ) {
    const first = calls[at]!
    let end = at + 1
    while (end < calls.length && isSame(first, calls[end]!) && (at > 0 || isStart)) end++
    const run = calls.slice(at, end)
    const isLoop = run.length >= MIN_LOOP && first.region.group !== null && first.method.foreign.length === 0
    links.push(...(isLoop ? [{ kind: 'loop', calls: run } as const] : run))
    at = end
  }
  return links
}

/** Whether two calls differ in their layer records alone. */
const isSame = (a: MethodCall, b: MethodCall): boolean =>
  a.method === b.method && a.literals.every((literal, i) => sameLiteral(literal, b.literals[i]))

const sameLiteral = (a: Pattern, b: Pattern): boolean =>
  !(a instanceof Hole) && !(b instanceof Hole) && samePlain(a as never, b as never)

function chainOf(
  calls: readonly MethodCall[],
  links: readonly (MethodCall | Loop)[],
  begin: Chain['begin'],
  { graph }: RegionContext,
): Chain {
  const [first, last] = [calls[0]!, calls.at(-1)!]
  const names = calls.map(({ region }) => resultName([graph.node(region.outputs[0]!)]))
  return {
    kind: 'chain',
    variable: mostCommon(
      names.some(({ isUsers }) => isUsers) ? names.filter(({ isUsers }) => isUsers) : names,
    ),
    begin,
    input: first.region.inputs[0]!,
    output: last.region.outputs[0]!,
    links,
  }
}

function mostCommon(names: readonly { readonly name: string }[]): string {
  const counts = new Map<string, number>()
  for (const { name } of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]
}
