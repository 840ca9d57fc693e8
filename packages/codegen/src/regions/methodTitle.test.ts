import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { type BlockSpec, repeated } from '../testing/repeatedGraph.ts'
import { layerName } from './methodTitle.ts'

const PRELU: BlockSpec = { activation: 'prelu' }
const FOUR: readonly BlockSpec[] = [{}, {}, {}, {}]
/** The names of methods, for blocks of one class. */
const names = (specs: readonly BlockSpec[], className?: string) => {
  const modules =
    className === undefined
      ? {}
      : Object.fromEntries(specs.map((_, i) => [`blocks.${i}`, className] as const))
  return [...moduleContext(repeated(specs, { modules }), { name: 'net' }).methods.values()].map(
    ({ name }) => name,
  )
}

describe('the name of a method', () => {
  it('is that of the class', () => {
    expect(names(FOUR, 'ResidualBlock')).toEqual(['residualBlock'])
  })

  it('is what it computes where the class is a container, or not known', () => {
    expect(names(FOUR, 'Sequential')).toEqual(['linearLeakyReluAdd'])
    expect(names(FOUR)).toEqual(['linearLeakyReluAdd'])
  })

  it('says what a variant has more or less than the most common one', () => {
    expect(names([...FOUR, PRELU, PRELU, PRELU], 'Block')).toEqual(['block', 'blockWithPrelu'])
    expect(names([PRELU, PRELU, PRELU, ...FOUR], 'Block')).toEqual(['blockWithPrelu', 'block'])
  })

  it('is no member of the class, and nothing that all objects have', () => {
    expect(names(FOUR, 'Blocks')).toEqual(['blocks_1'])
    expect(names(FOUR, 'Forward')).toEqual(['forward_1'])
    expect(names(FOUR, 'ToString')).toEqual(['toString_1'])
    expect(names(FOUR, '__proto__')).toHaveLength(1)
    expect(names(FOUR, '*/ evil()')).toEqual(['_evil_'])
  })
})

describe('the name of a layer', () => {
  it.each([
    ['Conv2d', 'conv'],
    ['DepthwiseConv2d', 'conv'],
    ['BatchNorm2d', 'norm'],
    ['Linear', 'linear'],
    ['Sequential', null],
    ['lower', null],
  ])('of class %s is %s', (className, name) => {
    const { graph } = moduleContext(repeated([{}], { modules: { a: className } }), { name: 'net' })
    expect(layerName('a', graph)).toBe(name)
  })
})
