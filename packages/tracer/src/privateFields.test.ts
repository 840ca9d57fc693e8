import { describe, expect, it } from 'vitest'
import { classWithPrivateFields } from './privateFields.ts'

describe('classWithPrivateFields', () => {
  class Open {
    // A #comment, and a colour.
    readonly colour = '#fff'
    private readonly hidden = "it's #fine"
    text(): string {
      return this.colour + this.hidden
    }
  }
  class Base {
    readonly #secret = 1
    secret(): number {
      return this.#secret
    }
  }
  class Derived extends Base {}

  it('finds a class, and one that is extended', () => {
    expect(classWithPrivateFields([new Open(), new Base()])).toBe('Base')
    expect(classWithPrivateFields([new Derived()])).toBe('Base')
  })

  it('is not misled by comments, texts, lists, and objects of no class', () => {
    expect(classWithPrivateFields([new Open(), {}, [], new Map(), Object.create(null)])).toBeNull()
  })
})
