/**
 * @file A pattern from a plain function: it is traced, and its graph is read backwards from what it returns. Parameters
 * become wildcards, ops become ops, attributes literals, constants constants. Each node is bound under its name, so that a
 * value used twice in the function is one node in a match.
 */
import {
  type Arg,
  DimPolynomial,
  eachRef,
  type FxNode,
  type Graph,
  isArgList,
  type NodeId,
  type ParamHandle,
  type Ref,
  sameParam,
} from '@tsfx/ir'
import { badPattern, deadPatternCode } from '../diagnostics.generated.ts'
import { isCall } from '../isCall.ts'
import { hasRef } from './hasRef.ts'
import type { ArgPattern, Literal, Pattern } from './pattern.ts'
import {
  anchors,
  attr,
  callModule,
  item,
  list,
  type OpPatternOptions,
  op,
  param,
  scalar,
  value,
} from './patterns.ts'

export interface TracedPatternOptions {
  /** Attributes and constants of one element may have any value. Default: false. */
  readonly ignoreLiterals?: boolean
  /** Commutative inputs may change places. Default: true. */
  readonly commutative?: boolean
}

/** An attribute whose size the named dims of the example gave; at a match it must follow from the real sizes. */
export interface SizedAttribute {
  /** What it is bound to. */
  readonly name: string
  readonly op: string
  readonly argument: string
  readonly wanted: Arg
}

export interface TracedPattern {
  readonly pattern: Pattern
  /** For each value that the function returns, the place of its node among the results of the pattern. */
  readonly results: readonly number[]
  readonly sized: readonly SizedAttribute[]
}

/**
 * Reads the graph of a pattern function.
 * @throws TSFX2022 for a result that cannot be looked for, TSFX2023 for a value that no result needs.
 */
export function tracedPattern(graph: Graph, options: TracedPatternOptions = {}): TracedPattern {
  const reader = new PatternReader(graph, options)
  const returned: Ref[] = []
  eachRef(graph.output!.args.value ?? null, (ref) => returned.push(ref))
  const nodes = [...new Set(returned.map((ref) => ref.node))]
  const itemRef = returned.find((ref) => ref.index !== null)
  if (itemRef) {
    const problem = `it returns item ${itemRef.index} of '${graph.node(itemRef.node).name}' and not the whole`
    throw badPattern({ pattern: graph.meta.name, problem })
  }
  const patterns = nodes.map((id) => reader.read(id))
  const dead = graph.nodes.find((node) => isCall(node) && !reader.hasRead(node.id))
  if (dead) throw deadPatternCode({ pattern: graph.meta.name, node: dead.name })
  return {
    pattern: patterns.length === 1 ? patterns[0]! : anchors(...patterns),
    results: returned.map((ref) => nodes.indexOf(ref.node)),
    sized: reader.sized,
  }
}

class PatternReader {
  readonly sized: SizedAttribute[] = []
  readonly #graph: Graph
  readonly #ignoreLiterals: boolean
  readonly #opOptions: OpPatternOptions
  readonly #patterns = new Map<NodeId, Pattern>()

  constructor(graph: Graph, { ignoreLiterals = false, commutative = true }: TracedPatternOptions) {
    this.#graph = graph
    this.#ignoreLiterals = ignoreLiterals
    this.#opOptions = { ordered: !commutative }
  }

  hasRead(id: NodeId): boolean {
    return this.#patterns.has(id)
  }

  /** The pattern of a node; the same object in each place where the node is used. */
  read(id: NodeId): Pattern {
    const known = this.#patterns.get(id)
    if (known) return known
    const node = this.#graph.node(id)
    const pattern = this.#make(node)
    this.#patterns.set(id, pattern)
    return pattern
  }

  #make(node: FxNode): Pattern {
    switch (node.kind) {
      case 'placeholder':
        return value(node.name)
      case 'get_attr':
        return this.#constant(node)
      case 'call_function':
        return op(node.target, this.#args(node), this.#opOptions).as(node.name)
      case 'call_module':
        return callModule(node.target, this.#args(node)).as(node.name)
      case 'output':
        throw badPattern({ pattern: this.#graph.meta.name, problem: 'it uses its own output' })
    }
  }

  #args(node: FxNode): Record<string, ArgPattern> {
    const args: Record<string, ArgPattern> = {}
    for (const [argument, arg] of Object.entries(node.args)) {
      const pattern = hasRef(arg) ? this.#values(arg) : this.#attribute(node, argument, arg)
      if (pattern !== undefined) args[argument] = pattern
    }
    return args
  }

  /** A value, or a list of them. */
  #values(arg: Arg): Pattern {
    if (isArgList(arg)) return list(...arg.map((part) => this.#values(part)))
    const { node, index } = arg as Ref
    const whole = this.read(node)
    // A wildcard stands for what is used, which may be an item itself.
    return index === null ? whole : item(whole, index)
  }

  #attribute(node: FxNode, argument: string, arg: Arg): ArgPattern | undefined {
    if (this.#ignoreLiterals && arg !== null) return undefined
    if (arg === null || !hasDim(arg)) return arg as Literal
    const name = `${node.name}.${argument}`
    this.sized.push({ name, op: node.target, argument, wanted: arg })
    return attr(name)
  }

  #constant(node: FxNode): Pattern {
    const wanted = this.#graph.params.get(node.target)!
    if (isConstant(wanted) && wanted.dtype === 'float32') {
      return this.#ignoreLiterals ? scalar(node.name) : scalar(this.#graph.store.read(wanted)[0]!)
    }
    if (isConstant(wanted) && this.#ignoreLiterals) {
      const isOne = (found: ParamHandle): boolean => isConstant(found) && found.dtype === wanted.dtype
      return param(node.name, isOne, `a constant of one element, of ${wanted.dtype}`)
    }
    const isIt = (found: ParamHandle): boolean => sameParam(found, wanted)
    return param(node.name, isIt, `the constant '${node.name}' of the pattern`)
  }
}

const isConstant = ({ kind, shape, q }: ParamHandle): boolean =>
  kind === 'bytes' && !q && shape.every((size) => size === 1)

const hasDim = (arg: Arg): boolean => arg instanceof DimPolynomial || (isArgList(arg) && arg.some(hasDim))
