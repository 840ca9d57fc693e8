/**
 * @file Anti-unification (Plotkin 1970) of calls that have one structure: the most specific pattern that all of them are instances
 * of, and what stands in its holes. Holes are as large as a reader takes as one thing: a pair of strides, the quantization of a result.
 */
import { type Graph, isArgList, legalIdentifier } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { formOf } from '../argForm.ts'
import { compoundName, type ResultName, resultName } from '../resultName.ts'
import { samePlain } from '../samePlain.ts'
import type { Weights } from '../weights.ts'
import { withDefaults } from './optionDefaults.ts'
import { Hole, type Pattern, type PatternCall, type Variation } from './pattern.ts'
import type { Statement } from './region.ts'

type Context = { readonly graph: Graph; readonly weights: Weights }

/** The pattern of one statement in each instance, and what differs, in order. */
export function unify(
  statements: readonly Statement[],
  context: Context,
): { readonly pattern: PatternCall; readonly variations: readonly Variation[] } {
  const unifier = new Unifier(statements, context)
  return { pattern: unifier.call(), variations: unifier.variations }
}

class Unifier {
  readonly variations: Variation[] = []
  readonly #statements: readonly Statement[]
  readonly #owner: ResultName
  readonly #context: Context

  constructor(statements: readonly Statement[], context: Context) {
    this.#statements = statements
    this.#owner = resultName(statements.map(({ node }) => node))
    this.#context = context
  }

  call(): PatternCall {
    const calls = this.#statements.map(({ call }) => withDefaults(call))
    const [first] = calls
    const args = first!.args.map((_, i) =>
      this.#unify(
        calls.map((call) => call.args[i]),
        null,
      ),
    )
    return { ...first!, args }
  }

  /** @param key the option that the values are of; null where it has to be found by them */
  #unify(values: readonly PrintArg[], key: string | null): Pattern {
    const [first] = values
    const form = formOf(first, this.#context)
    if (form.kind === 'value' || form.kind === 'weight' || form.kind === 'dim') return first
    if (this.#isOneThing(first)) {
      return values.every((value) => samePlain(value, first)) ? first : this.#hole(values, key)
    }
    if (form.kind === 'list') return this.#list(values as readonly (readonly PrintArg[])[], key)
    if (form.kind === 'plain') return first
    return Object.fromEntries(
      form.entries.map(([name]) => [
        name,
        this.#unify(
          values.map((value) => (value as Readonly<Record<string, PrintArg>>)[name]),
          name,
        ),
      ]),
    )
  }

  /** Literals, lists of them, and the quantization of a result. */
  #isOneThing(arg: PrintArg): boolean {
    const form = formOf(arg, this.#context)
    if (form.kind === 'plain') return true
    if (form.kind === 'list') return form.items.every((item) => this.#isOneThing(item))
    return form.kind === 'record' && this.#isInteger && isQuantization(form.entries)
  }

  /** Whether it is an integer op's call: a function of the user's may take a `scale`, too. */
  get #isInteger(): boolean {
    return this.#statements[0]!.call.callee.startsWith('q.')
  }

  /** A list that also has values or dims: its items one by one, but neighbours that differ as one. */
  #list(lists: readonly (readonly PrintArg[])[], key: string | null): readonly Pattern[] {
    const [first = []] = lists
    const column = (i: number) => lists.map((list) => list[i])
    const differs = (i: number) =>
      this.#isOneThing(first[i]) && !column(i).every((item) => samePlain(item, first[i]))
    const from = first.findIndex((_, i) => differs(i))
    const to = first.findLastIndex((_, i) => differs(i))
    const isRun = from < to && first.slice(from, to + 1).every((item) => this.#isOneThing(item))
    if (!isRun) return first.map((_, i) => this.#unify(column(i), key ?? 'shape'))
    const run = lists.map((list) => list.slice(from, to + 1))
    return [
      ...first.slice(0, from),
      this.#hole(run as readonly PrintArg[], key, true),
      ...first.slice(to + 1),
    ]
  }

  #hole(values: readonly PrintArg[], key: string | null, isSpread = false): Hole {
    const isOutput = values.some((value) => formOf(value, this.#context).kind === 'record')
    const option = isOutput ? 'output' : (key ?? this.#attribute(values) ?? (isSpread ? 'shape' : 'value'))
    const { name, isUsers } = this.#owner
    // What shapes a result is called after it.
    const isOfResult = option === 'output' || option === 'shape'
    const wanted = !isOfResult ? option : isUsers ? name : compoundName(this.#layer() ?? name, option)
    const variation = { wanted, owner: name, values }
    this.variations.push(variation)
    return new Hole(variation, isSpread)
  }

  /** The module whose layer the calls read, where it has one name in all instances: `query` for `layers.0.attention.query`. */
  #layer(): string | null {
    const names = this.#statements.map(({ call }) => {
      const forms = call.args.map((arg) => formOf(arg, this.#context))
      const layer = forms.find((form) => form.kind === 'weight' && form.weight.kind === 'layer')
      const path = layer?.kind === 'weight' ? layer.weight.path : ''
      return path.split('.').findLast((segment) => !/^\d*$/.test(segment)) ?? null
    })
    const [name = null] = names
    return name !== null && names.every((other) => other === name) ? legalIdentifier(name) : null
  }

  /** The attribute of the op that has these values in all instances. */
  #attribute(values: readonly PrintArg[]): string | null {
    const nodes = this.#statements.map(({ node }) => node)
    const isThat = (name: string) =>
      nodes.every((node, i) => samePlain(unpaired(node.args[name]), unpaired(values[i])))
    return Object.keys(nodes[0]!.args).find(isThat) ?? null
  }
}

/** `{ scale, zeroPoint }`, and more that is no value of the graph. */
const isQuantization = (entries: readonly (readonly [string, PrintArg])[]): boolean =>
  entries.some(([key]) => key === 'scale') && entries.every(([, value]) => typeof value !== 'object')

/** `[2, 2]` is printed as `2`. */
const unpaired = (value: PrintArg): PrintArg =>
  value !== undefined && isArgList(value) && value.length === 2 && samePlain(value[0], value[1])
    ? value[0]
    : value
