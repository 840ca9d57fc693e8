import { describe, expect, it } from 'vitest'
import { interceptModules } from './interceptModules.ts'
import { moduleTree } from './moduleTree.ts'

class Layer {
  readonly factor: number
  constructor(factor: number) {
    this.factor = factor
  }
  forward(x: number): number {
    return x * this.factor
  }
}

describe('interceptModules', () => {
  it('sends calls through enter, and gives own and inherited methods back', () => {
    const own = { forward: (x: number) => x + 1 }
    const { forward } = own
    const frozen = Object.freeze(new Layer(5))
    const model = { double: new Layer(2), own, frozen }
    const calls: string[] = []
    const restore = interceptModules(moduleTree(model), ({ path, args, run }) => {
      calls.push(`${path}(${args.join()})`)
      return run(args)
    })
    expect([model.double.forward(3), own.forward(3), frozen.forward(3)]).toEqual([6, 4, 15])
    expect(calls).toEqual(['double(3)', 'own(3)'])
    restore()
    expect(Object.keys(model.double)).toEqual(['factor'])
    expect(Object.hasOwn(model.double, 'forward')).toBe(false)
    expect(own.forward).toBe(forward)
    model.double.forward(1)
    expect(calls).toHaveLength(2)
  })
})
