import { containerForward } from '../diagnostics.generated.ts'
import { Module } from '../module.ts'

/** Modules in order, for a forward that loops over them; their paths are `0`, `1`, ... */
export class ModuleList<T extends Module = Module> extends Module {
  readonly items: T[]

  constructor(items: Iterable<T> = []) {
    super()
    this.items = [...items]
  }

  get length(): number {
    return this.items.length
  }

  /** The module at `index`; negative counts from the end. */
  at(index: number): T | undefined {
    return this.items.at(index)
  }

  /** Appends a module. */
  push(module: T): this {
    this.items.push(module)
    return this
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.items[Symbol.iterator]()
  }

  protected override *fields(): Iterable<readonly [string | number, unknown]> {
    for (const field of super.fields()) if (field[1] !== this.items) yield field
    yield* this.items.entries()
  }

  /** @throws TSFX0805 always */
  override forward(): never {
    throw containerForward({ container: 'ModuleList' })
  }
}
