import { containerForward } from '../diagnostics.generated.ts'
import { Module } from '../module.ts'

/** Modules by name, for a forward that chooses among them; their paths are the names. */
export class ModuleDict<T extends Module = Module> extends Module {
  readonly items: Map<string, T>

  constructor(items: Readonly<Record<string, T>> = {}) {
    super()
    this.items = new Map(Object.entries(items))
  }

  /** The module of that name. */
  get(name: string): T | undefined {
    return this.items.get(name)
  }

  /** Adds a module, or puts another in its place. */
  set(name: string, module: T): this {
    this.items.set(name, module)
    return this
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.items[Symbol.iterator]()
  }

  protected override *fields(): Iterable<readonly [string | number, unknown]> {
    for (const field of super.fields()) if (field[1] !== this.items) yield field
    yield* this.items.entries()
  }

  /** @throws TSFX0805 always */
  override forward(): never {
    throw containerForward({ container: 'ModuleDict' })
  }
}
