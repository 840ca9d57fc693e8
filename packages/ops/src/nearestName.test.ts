import { describe, expect, it } from 'vitest'
import { didYouMean, nearestName } from './nearestName.ts'

describe('nearestName', () => {
  it.each([
    ['imag', ['mask', 'image'], 'image'],
    ['sigmoidd', ['relu', 'sigmoid'], 'sigmoid'],
    ['conv2D', ['conv1d', 'conv2d'], 'conv2d'],
    ['tahn', ['relu', 'tanh'], 'tanh'],
    ['y', ['x'], 'x'],
    ['gate', ['relu', 'mean'], null],
    ['x', [], null],
  ] as const)('of %s among %j is %s', (name, names, nearest) => {
    expect(nearestName(name, names)).toBe(nearest)
  })

  it('ends a sentence, or leaves it', () => {
    expect(didYouMean('imag', ['image'])).toBe("; did you mean 'image'?")
    expect(didYouMean('gate', ['relu'])).toBe('')
  })
})
