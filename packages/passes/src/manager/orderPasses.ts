/** @file Solves the order of a pipeline from what its passes require and ensure, and from a user's constraints. */
import { passCycle } from '../diagnostics.generated.ts'
import { establishes } from './pass.ts'
import { checkConstraints, type PassConstraint } from './passConstraint.ts'
import { flattenPasses, type PassStep } from './passGroup.ts'

/**
 * Orders passes so that each comes after one that ensures what it requires, and constraints hold. What nothing orders
 * stays as given: the result takes, each time, the first of the given passes that may run next. A fact that no other
 * pass of the list ensures must hold in the input graph. A group moves as a whole.
 * @throws TSFX2006 spelling out a cycle, TSFX2007 for a constraint on a pass that is not in the list,
 * TSFX2014 for one that puts a pass before itself.
 */
export function orderPasses<T extends PassStep>(
  passes: readonly T[],
  constraints: readonly PassConstraint[] = [],
): readonly T[] {
  checkConstraints(constraints, flattenPasses(passes))
  const ordered: T[] = []
  let waiting: readonly T[] = passes
  while (waiting.length > 0) {
    const ordering = { ordered, waiting, constraints }
    const ready = waiting.findIndex((pass) => blocker(pass, ordering) === null)
    if (ready < 0) throw passCycle({ cycle: spellCycle(ordering) })
    ordered.push(waiting[ready]!)
    waiting = waiting.toSpliced(ready, 1)
  }
  return ordered
}

/** The names by which constraints may mean a step: its own, and those of what is inside. */
const namesIn = (step: PassStep): readonly string[] => flattenPasses([step]).flatMap(({ names }) => names)

interface Ordering<T> {
  readonly ordered: readonly T[]
  readonly waiting: readonly T[]
  readonly constraints: readonly PassConstraint[]
}

interface Blocker<T> {
  readonly pass: T
  /** Why it has to come first. */
  readonly reason: string
}

/** A waiting pass that has to come before `pass`, or null when `pass` may run next. */
function blocker<T extends PassStep>(
  pass: T,
  { ordered, waiting, constraints }: Ordering<T>,
): Blocker<T> | null {
  const others = waiting.filter((other) => other !== pass)
  for (const { before, after } of constraints.filter(({ after }) => namesIn(pass).includes(after))) {
    const first = others.find((other) => namesIn(other).includes(before))
    if (first) return { pass: first, reason: `a constraint puts ${before} before ${after}` }
  }
  for (const { name } of pass.requires) {
    const later = others.find((other) => establishes(other, name))
    if (later && !ordered.some((earlier) => establishes(earlier, name)))
      return { pass: later, reason: `which ensures '${name}'` }
  }
  return null
}

/** Every waiting pass has a blocker, so following blockers comes back to a pass already met. */
function spellCycle<T extends PassStep>(ordering: Ordering<T>): string {
  const path: T[] = []
  const links: string[] = []
  let pass = ordering.waiting[0]!
  while (!path.includes(pass)) {
    path.push(pass)
    const { pass: first, reason } = blocker(pass, ordering)!
    links.push(`${pass.name} has to come after ${first.name} (${reason})`)
    pass = first
  }
  return links.slice(path.indexOf(pass)).join(', ')
}
