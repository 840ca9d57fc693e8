/** @file A small module, one of each kind of declaration, to see what a report says of it. */
export interface Shape {
  readonly sides: number
  area(scale?: number): number
}

export type Named<T extends Shape = Shape> = T & { readonly name: string }

/** A comment, which is no part of the report. */
export class Square implements Shape {
  readonly sides = 4
  readonly #side: number
  private readonly unit = 1

  constructor(side: number) {
    this.#side = side
  }

  area(scale = 1): number {
    return this.#side ** 2 * this.scaled(scale)
  }

  protected scaled(scale: number): number {
    return scale * this.unit
  }
}

export function size(of: Square): number
export function size(of: Shape, exact: boolean): string
export function size(of: Square | Shape, exact = true): number | string {
  return exact ? String(of.area()) : of.area()
}

const hidden = 3
export const largest: number = hidden
export const inferred = (shapes: readonly Shape[]) => shapes.map(({ sides }) => ({ sides, largest }))
export { hidden as renamed }
