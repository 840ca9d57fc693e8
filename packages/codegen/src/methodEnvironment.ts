/** @file What names mean in a method: its inputs, its layer record and its arguments stand for those of each of its instances. */
import type { Ref } from '@tsfx/ir'
import ts from 'typescript'
import { boundRef } from './boundRef.ts'
import type { Environment } from './environment.ts'
import { accessPath, type Fields } from './fields.ts'
import type { MethodNames } from './regions/nameMethods.ts'
import type { Variation } from './regions/pattern.ts'
import type { Method } from './regions/plan.ts'

const { factory } = ts

export class MethodEnvironment implements Environment {
  readonly #method: Method
  readonly #names: MethodNames
  /** Arguments for weights from outside, by their places. */
  readonly #foreign: ReadonlyMap<string, string>

  constructor(method: Method, names: MethodNames, fields: Fields) {
    this.#method = method
    this.#names = names
    const { foreign } = method.instances[0]!
    this.#foreign = new Map(
      method.foreign.map((at, i) => [JSON.stringify(fields.keysOf(foreign[at]!)), names.foreign[i]!]),
    )
  }

  value(ref: Ref): ts.Expression {
    const binding = this.#names.nodes.get(ref.node)
    if (binding) return boundRef(binding, ref)
    const { inputs } = this.#method.instances[0]!
    const at = inputs.findIndex(({ node, index }) => node === ref.node && index === ref.index)
    return factory.createIdentifier(this.#names.inputs[at]!)
  }

  field(keys: readonly string[]): ts.Expression {
    const own = this.#method.instances[0]!.keys
    if (this.hasGroup(keys)) return this.#own(keys.slice(own.length))
    const argument = this.#foreign.get(JSON.stringify(keys))
    if (argument !== undefined) return factory.createIdentifier(argument)
    return accessPath(factory.createThis(), keys)
  }

  hasGroup(keys: readonly string[]): boolean {
    const own = this.#method.instances[0]!.keys
    const isBelow = keys.length > own.length || this.#names.record?.kind === 'whole'
    return this.#names.record !== null && isBelow && own.every((key, i) => keys[i] === key)
  }

  /** What is below the layer record. */
  #own([key, ...rest]: readonly string[]): ts.Expression {
    const record = this.#names.record!
    if (record.kind === 'items') return accessPath(factory.createIdentifier(record.names[Number(key)]!), rest)
    const whole = factory.createIdentifier(record.name)
    return key === undefined ? whole : accessPath(whole, [key, ...rest])
  }

  dim(name: string): string {
    return this.#names.dims.get(name)!
  }

  variation(variation: Variation): ts.Expression {
    const name = this.#names.variations.get(variation)!
    if (!this.#method.hasFields) return factory.createIdentifier(name)
    return this.#own([name])
  }
}
