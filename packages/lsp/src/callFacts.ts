/** @file What runs found of a place in the source: the nodes that were made there, in floats and in integers. */
import type { SourceLocation } from '@tsfx/ir'
import type { CallUnder } from '@tsfx/source'
import type { NodeFacts } from './modelJob.ts'
import type { ModelRun } from './modelRuns.ts'

/** One value that a call made: a call in a module that is there several times makes several. */
export interface CallFact {
  readonly float: NodeFacts
  /** The integer node that has its value, or that computes it on the way to another. */
  readonly int8: NodeFacts | null
}

/** The values made at a place, in the order of the graph. */
export const factsAt = (run: ModelRun, place: SourceLocation): readonly CallFact[] =>
  run.done.float.nodes.filter((node) => isAt(node, place)).map((float) => factOf(run, float))

const isAt = ({ places }: NodeFacts, { file, line, column }: SourceLocation): boolean =>
  places.some((place) => place.file === file && place.line === line && place.column === column)

/** The values of the integer nodes that go back to a place, for a statement of integer code. */
export function int8FactsAt(run: ModelRun, place: SourceLocation): readonly CallFact[] {
  const made = (run.done.int8?.nodes ?? []).filter((node) => node.op !== 'get_attr' && isAt(node, place))
  const names = new Set(made.map(({ standsFor }) => standsFor))
  return run.done.float.nodes.filter(({ name }) => names.has(name)).map((float) => factOf(run, float))
}

/**
 * The values that modules of a class give, for a call such as `block.forward(x)` in which no op is called itself: of each instance the
 * last value that was made inside. `this.conv` is the one of that name.
 */
export function factsOfModule(
  run: ModelRun,
  { text, className }: NonNullable<CallUnder['module']>,
): readonly CallFact[] {
  const { modules, nodes } = run.done.float
  const own = /^this\.([\w$.]+)$/.exec(text)?.[1]
  const paths = Object.keys(modules).filter(
    (path) =>
      path !== '' &&
      modules[path] === className &&
      (own === undefined || path === own || path.endsWith(`.${own}`)),
  )
  return paths.flatMap((path) => {
    const inside = ({ scope, op }: NodeFacts) =>
      op !== 'get_attr' && (scope === path || scope.startsWith(`${path}.`))
    const last = nodes.filter(inside).at(-1)
    return last ? [factOf(run, { ...last, scope: path })] : []
  })
}

function factOf({ done }: ModelRun, float: NodeFacts): CallFact {
  const nodes = done.int8?.nodes ?? []
  const same = nodes.filter(({ standsFor }) => standsFor === float.name)
  const int8 =
    same.find(({ scale }) => scale !== null) ??
    same[0] ??
    nodes.find(({ op, from }) => op !== 'get_attr' && from.includes(float.name))
  return { float, int8: int8 ?? null }
}
