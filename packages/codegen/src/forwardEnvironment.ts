/** @file What names mean in `forward`. It remembers which fields and dims are read, so that only those are declared. */
import type { Graph, NodeId, Ref } from '@tsfx/ir'
import ts from 'typescript'
import { boundRef } from './boundRef.ts'
import { unboundDim } from './diagnostics.generated.ts'
import type { Environment } from './environment.ts'
import { accessPath, isPlainMember } from './fields.ts'
import { propertyAccess } from './literal.ts'
import type { Names } from './names.ts'

const { factory } = ts

export class ForwardEnvironment implements Environment {
  readonly usedMembers = new Set<string>()
  readonly usedDims = new Set<string>()
  readonly #graph: Graph
  readonly #names: Names

  constructor(graph: Graph, names: Names) {
    this.#graph = graph
    this.#names = names
  }

  value(ref: Ref): ts.Expression {
    if (this.#graph.node(ref.node).kind !== 'placeholder')
      return boundRef(this.#names.nodes.get(ref.node)!, ref)
    const input = this.input(ref.node)
    return ref.index === null ? input : propertyAccess(input, String(ref.index))
  }

  /** The value of an input: its parameter, or an item of it. */
  input(id: NodeId): ts.Expression {
    const { parameter, keys } = this.#names.inputs.get(id)!
    return accessPath(factory.createIdentifier(parameter), keys)
  }

  field([member, ...keys]: readonly string[]): ts.Expression {
    const name = member as string
    const isLocal = isPlainMember(name) && !this.#names.taken.has(name)
    if (isLocal) this.usedMembers.add(name)
    return accessPath(
      isLocal ? factory.createIdentifier(name) : propertyAccess(factory.createThis(), name),
      keys,
    )
  }

  hasGroup(): boolean {
    return true
  }

  dim(name: string): string {
    const source = this.#names.dims.get(name)
    if (!source) throw unboundDim({ dim: name, graph: this.#graph.meta.name })
    this.usedDims.add(name)
    return source.identifier
  }

  /** The graph itself is one instance, in which nothing differs. */
  variation(): never {
    throw new TypeError('forward has no variations')
  }
}
