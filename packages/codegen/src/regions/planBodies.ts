/**
 * @file Plans the bodies of `forward` and of the chosen methods: runs of statements become calls, and what differs between the
 * instances of a method becomes its variations. Steps keep the order of the graph.
 */
import { DimPolynomial, dimNames } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { resultName } from '../resultName.ts'
import { samePlain } from '../samePlain.ts'
import { chainCalls } from './chainCalls.ts'
import type { Choice } from './chooseMethods.ts'
import { commentsBetween, commentsWithin } from './commentParts.ts'
import { Hole, type Pattern, type Variation } from './pattern.ts'
import type { Method, MethodCall, PlannedStatement, Step } from './plan.ts'
import { below, type Region } from './region.ts'
import type { RegionContext } from './regionContext.ts'
import type { StructuredRegion } from './structureOf.ts'
import { unify } from './unify.ts'

export interface Outline {
  readonly forward: readonly Step[]
  /** In the order of their first call, before those that they call. */
  readonly methods: readonly Method[]
}

export function planBodies(choices: readonly Choice[], context: RegionContext): Outline {
  const planner = new BodyPlanner(choices, context)
  const all = { path: '', start: 0, end: context.statements.length }
  return { forward: planner.forward(all), methods: planner.methods }
}

/** A chosen region with its place among the instances of its method. */
interface Placed {
  readonly choice: Choice
  readonly rank: number
  readonly instance: number
  readonly region: StructuredRegion
}

/** The body under way: a region in all its instances, of which the first is written out. */
interface Body {
  readonly instances: readonly Region[]
  /** Rank of its choice; what is chosen for a call inside has a higher one. */
  readonly rank: number
}

class BodyPlanner {
  readonly #context: RegionContext
  readonly #byStart = new Map<number, Placed[]>()
  readonly #byPath = new Map<string, Placed>()
  readonly #methods = new Map<Choice, Method>()

  constructor(choices: readonly Choice[], context: RegionContext) {
    this.#context = context
    choices.forEach((choice, rank) => {
      choice.instances.forEach((region, instance) => {
        const placed = { choice, rank, instance, region }
        this.#byPath.set(region.path, placed)
        const others = this.#byStart.get(region.start)
        if (others) others.push(placed)
        else this.#byStart.set(region.start, [placed])
      })
    })
  }

  get methods(): readonly Method[] {
    const first = ({ instances }: Method) => instances[0]!
    return [...this.#methods.values()].sort(
      (a, b) => first(a).start - first(b).start || first(b).end - first(a).end,
    )
  }

  forward(all: Region): readonly Step[] {
    return this.#steps({ instances: [all], rank: -1 }, [])
  }

  #steps(body: Body, variations: Variation[]): readonly Step[] {
    const { start, end } = body.instances[0]!
    const steps: (PlannedStatement | MethodCall)[] = []
    for (let position = start; position < end; ) {
      const placed = this.#byStart
        .get(position)
        ?.find(({ rank, region }) => rank > body.rank && region.end <= end)
      if (placed) steps.push(this.#call(placed, body, variations))
      else steps.push(this.#statement(position, body, variations))
      position = placed ? placed.region.end : position + 1
    }
    return chainCalls(steps, this.#context)
  }

  #statement(position: number, { instances }: Body, variations: Variation[]): PlannedStatement {
    const offset = position - instances[0]!.start
    const statements = instances.map(({ start }) => this.#context.statements[start + offset]!)
    const { pattern, variations: found } = unify(statements, this.#context)
    variations.push(...found)
    const nodes = statements.map(({ node }) => node)
    const comments = commentsWithin(nodes[0]!, instances[0]!.path)
    return { kind: 'statement', node: nodes[0]!, call: pattern, nodes, comments }
  }

  #call(placed: Placed, { instances }: Body, variations: Variation[]): MethodCall {
    const { region, choice } = placed
    const method = this.#method(choice, placed.rank)
    const comments = region.statements.flatMap(({ node }) =>
      commentsBetween(node, instances[0]!.path, region.path),
    )
    if (choice.hasFields) return { kind: 'call', method, region, literals: [], comments }
    const relative = instances.length === 1 ? '' : below(region.path, instances[0]!.path)
    // The same call in each instance of the body.
    const called =
      instances.length === 1
        ? [placed]
        : instances.map(({ path }) => this.#byPath.get(`${path}.${relative}`)!)
    const { name: owner } = resultName(
      called.map(({ region: { outputs } }) => this.#context.graph.node(outputs[0]!)),
    )
    const literals = method.variations.map(({ wanted, values }): Pattern => {
      const given = called.map(({ instance }) => values[instance])
      if (given.every((value) => samePlain(value, given[0]))) return given[0]
      const variation = { wanted, owner, values: given }
      variations.push(variation)
      return new Hole(variation)
    })
    return { kind: 'call', method, region, literals, comments }
  }

  #method(choice: Choice, rank: number): Method {
    const known = this.#methods.get(choice)
    if (known) return known
    const { instances, hasFields } = choice
    const variations: Variation[] = []
    const steps = this.#steps({ instances, rank }, variations)
    const [first] = instances
    const foreign = [...first!.foreign.keys()].filter(
      (i) => !instances.every((region) => region.foreign[i] === first!.foreign[i]),
    )
    const method = {
      instances,
      hasFields,
      steps,
      variations,
      foreign,
      dims: [...new Set(steps.flatMap(dimsOf))],
    }
    this.#methods.set(choice, method)
    return method
  }
}

/** The named dims that a step uses. */
export function dimsOf(step: Step | MethodCall): readonly string[] {
  switch (step.kind) {
    case 'statement':
      return step.call.args.flatMap(dimsIn)
    case 'call':
      return step.method.dims
    case 'chain':
      return [
        ...(step.begin ? dimsOf(step.begin) : []),
        ...step.links.flatMap((link) =>
          link.kind === 'loop' ? link.calls[0]!.method.dims : link.method.dims,
        ),
      ]
  }
}

function dimsIn(arg: Pattern): readonly string[] {
  if (typeof arg !== 'object' || arg === null || arg instanceof Hole) return []
  if (arg instanceof DimPolynomial) return dimNames(arg)
  return Object.values(arg as Readonly<Record<string, PrintArg>>).flatMap(dimsIn)
}
