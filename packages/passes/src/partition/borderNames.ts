/** @file Names in the graphs of a split: nodes keep theirs, and what is new gets names that no node has. */
import { type Graph, legalIdentifier, Ref } from '@tsfx/ir'
import { type ValueKey, valueKey } from './partBorder.ts'

export class BorderNames {
  readonly #graph: Graph
  readonly #taken: Set<string>
  readonly #values = new Map<ValueKey, string>()

  constructor(graph: Graph) {
    this.#graph = graph
    this.#taken = new Set(graph.nodes.map((node) => node.name))
  }

  /** What a value is called on both sides of a border: as its node, or as the node and the item. */
  ofValue({ node, index }: Ref): string {
    const { name } = this.#graph.node(node)
    if (index === null) return name
    const key = valueKey(new Ref(node, index))
    const item = this.#values.get(key) ?? this.free(`${name}_${index}`)
    this.#values.set(key, item)
    return item
  }

  /** `wanted`, or `wanted_1`, ...; nobody gets it again. */
  free(wanted: string): string {
    const base = legalIdentifier(wanted)
    let name = base
    for (let i = 1; this.#taken.has(name); i++) name = `${base}_${i}`
    this.#taken.add(name)
    return name
  }
}
