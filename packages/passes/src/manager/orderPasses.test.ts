import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { checkPassOrder } from './checkPassOrder.ts'
import { orderPasses } from './orderPasses.ts'
import { chain, holds, passNamed } from './passes.fixture.ts'
import { untilStable } from './passGroup.ts'
import { runPasses } from './runPasses.ts'

const [p, q] = [holds('p'), holds('q')]
const names = (passes: readonly { name: string }[]): string => passes.map(({ name }) => name).join(' ')

describe('orderPasses', () => {
  it('puts what ensures a fact before what requires it, and leaves the rest as given', () => {
    const passes = [
      passNamed('free'),
      passNamed('late', { requires: [q] }),
      passNamed('middle', { requires: [p], ensures: [q] }),
      passNamed('other'),
      passNamed('early', { ensures: [p] }),
    ]
    expect(names(orderPasses(passes))).toBe('free other early middle late')
    expect(orderPasses(orderPasses(passes))).toEqual(orderPasses(passes))
  })

  it('is content with one of several passes that ensure a fact', () => {
    const cleanUp = passNamed('cleanUp', { ensures: [p] })
    const passes = [cleanUp, passNamed('work', { requires: [p] }), cleanUp]
    expect(names(orderPasses(passes))).toBe('cleanUp work cleanUp')
  })

  it('takes a fact that nothing in the list ensures to hold in the input', () => {
    expect(names(orderPasses([passNamed('a', { requires: [p] }), passNamed('b')]))).toBe('a b')
    expect(names(orderPasses([passNamed('own', { requires: [p], ensures: [p] })]))).toBe('own')
  })

  it('lets a pass that keeps a fact wait for nothing that keeps it too', () => {
    const [a, b] = ['a', 'b'].map((name) => passNamed(name, { requires: [p], ensures: [p] }))
    expect(names(orderPasses([a!, b!]))).toBe('a b')
    expect(() => checkPassOrder([a!, b!])).not.toThrow()
    expect(names(orderPasses([a!, b!, passNamed('makes', { ensures: [p] })]))).toBe('makes a b')
  })

  it('keeps constraints, also of several runs of one pass and of passes inside groups', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => passNamed(name))
    expect(names(orderPasses([a!, b!, a!, c!], [{ before: 'a', after: 'b' }]))).toBe('a a b c')
    const group = untilStable('group', [a!, b!])
    expect(names(orderPasses([group, c!], [{ before: 'c', after: 'b' }]))).toBe('c group')
    expect(names(orderPasses([group, c!], [{ before: 'a', after: 'b' }]))).toBe('group c')
  })

  it('spells out a cycle, without the passes that only wait for it (TSFX2006)', () => {
    const waiting = passNamed('waiting', { requires: [q] })
    const first = passNamed('first', { requires: [p], ensures: [q] })
    const second = passNamed('second', { ensures: [p] })
    const error = errorOf(() => orderPasses([waiting, first, second], [{ before: 'first', after: 'second' }]))
    expect([error.code, error.summary]).toEqual([
      'TSFX2006',
      "passes cannot be ordered: first has to come after second (which ensures 'p'), " +
        'second has to come after first (a constraint puts first before second)',
    ])
  })

  it('refuses a name that no pass has (TSFX2007)', () => {
    const error = errorOf(() => orderPasses([passNamed('a')], [{ before: 'a', after: 'b' }]))
    expect([error.code, error.summary]).toEqual([
      'TSFX2007',
      "constraints names pass 'b', which the pipeline does not have; it has a",
    ])
  })

  it('refuses a constraint of a pass on itself, or on a group around it (TSFX2014)', () => {
    const [a, b] = [passNamed('a'), passNamed('b')]
    const steps = [a, untilStable('group', [b])]
    const problems = [
      { before: 'a', after: 'a' },
      { before: 'group', after: 'b' },
      { before: 'b', after: 'group' },
    ].flatMap((constraint) =>
      [orderPasses, checkPassOrder].map((judge) => {
        const { code, summary } = errorOf(() => judge(steps, [constraint]))
        return `${code} ${summary}`
      }),
    )
    expect([...new Set(problems)]).toEqual([
      'TSFX2014 a constraint puts a before a, and pass a is both',
      'TSFX2014 a constraint puts group before b, and pass b is both',
      'TSFX2014 a constraint puts b before group, and pass b is both',
    ])
  })

  it('finds an order of any passes that have one, which the check of given orders accepts', () => {
    const facts = Array.from({ length: 6 }, (_, i) => holds(`f${i}`))
    // Pass i requires facts of earlier passes only, so the list before the shuffle is an order.
    const passes = fc
      .array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 6 })
      .map((rows) =>
        rows.map((requires, i) =>
          passNamed(`p${i}`, {
            requires: requires.filter((fact) => fact < i).map((fact) => facts[fact]!),
            ensures: [facts[i]!],
          }),
        ),
      )
    const shuffled = passes.chain((list) =>
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    )
    fc.assert(
      fc.property(shuffled, (list) => {
        const ordered = orderPasses(list)
        checkPassOrder(ordered)
        expect(new Set(ordered)).toEqual(new Set(list))
      }),
    )
  })
})

describe('checkPassOrder', () => {
  it('looks into groups', () => {
    const group = untilStable('group', [passNamed('needs', { requires: [p] })])
    expect(errorOf(() => checkPassOrder([group, passNamed('gives', { ensures: [p] })])).code).toBe('TSFX2001')
    expect(() => checkPassOrder([passNamed('gives', { ensures: [p] }), group])).not.toThrow()
  })

  it('refuses a list against a constraint (TSFX2008)', () => {
    const passes = [passNamed('a'), passNamed('b'), passNamed('a')]
    expect(errorOf(() => checkPassOrder(passes, [{ before: 'a', after: 'b' }])).code).toBe('TSFX2008')
    expect(() => checkPassOrder(passes.slice(0, 2), [{ before: 'a', after: 'b' }])).not.toThrow()
  })
})

describe('untilStable', () => {
  it('requires what its passes do not give each other, and ensures all they ensure', () => {
    const group = untilStable('group', [
      passNamed('a', { requires: [p], ensures: [q] }),
      passNamed('b', { requires: [q, p] }),
    ])
    expect([names(group.requires), names(group.ensures)]).toEqual(['p', 'q'])
  })
  it.each([Number.NaN, 0, -1, 1.5, Number.POSITIVE_INFINITY])('refuses %d rounds (TSFX2015)', (maxRounds) => {
    expect(errorOf(() => untilStable('group', [], { maxRounds })).summary).toBe(
      `maxRounds must be a whole number from 1 on, not ${maxRounds}`,
    )
    // Also of a group that was made by hand.
    const group = { ...untilStable('group', [passNamed('a')]), maxRounds }
    expect(errorOf(() => runPasses(chain(), [group])).code).toBe('TSFX2015')
  })
})
