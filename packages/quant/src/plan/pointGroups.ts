/**
 * @file Points of quantization and which of them share parameters: union-find over values that an op forces to one
 * scale (max pool and its input, say). The first value of a group gives it its name.
 */
import type { FixedQParams } from '@tsfx/ops'
import type { QuantSpec } from '../quantSpec.ts'

/** Where scale and zero point are chosen: one set of statistics, or parameters that mathematics fixes. */
export interface QuantizationPoint {
  /** Key of its statistics. */
  readonly name: string
  readonly spec: QuantSpec
  /** Known without observing, as for sigmoid; null when observed. */
  readonly fixed: FixedQParams | null
}

/** A value's membership in a group. */
export interface PointMember extends QuantizationPoint {
  readonly order: number
}

export class PointGroups {
  readonly #parents: PointMember[] = []

  /** A group of its own. */
  add(point: QuantizationPoint): PointMember {
    const member = { ...point, order: this.#parents.length }
    this.#parents.push(member)
    return member
  }

  /** The point that `member`'s group is observed at. */
  pointOf(member: PointMember): PointMember {
    let root = member
    while (this.#parents[root.order] !== root) root = this.#parents[root.order]!
    return root
  }

  /** Whether both can have one scale and zero point: equal specs, or equal fixed parameters. */
  compatible(a: PointMember, b: PointMember): boolean {
    const [first, second] = [this.pointOf(a), this.pointOf(b)]
    return first === second || sameDemands(first, second)
  }

  /** Joins two groups; the earlier names the result. */
  join(a: PointMember, b: PointMember): void {
    const [first, second] = [this.pointOf(a), this.pointOf(b)].sort((x, y) => x.order - y.order)
    this.#parents[second!.order] = first!
  }
}

const sameDemands = (a: QuantizationPoint, b: QuantizationPoint): boolean =>
  JSON.stringify([a.fixed, a.fixed ? storageOf(a.spec) : a.spec]) ===
  JSON.stringify([b.fixed, b.fixed ? storageOf(b.spec) : b.spec])

/** What of a spec matters when the parameters are fixed. */
export const storageOf = ({ dtype, qmin, qmax }: QuantSpec) => ({ dtype, qmin, qmax })
