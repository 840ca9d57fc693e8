import { describe, expect, it } from 'vitest'
import { readModelTags } from './modelTag.ts'

const read = (text: string) => readModelTags('/models/net.ts', text)

describe('readModelTags', () => {
  it('reads options over several lines, with paths beside the source', () => {
    const [tag, ...more] = read(`
/**
 * A net.
 * @tsfx --input x:?,28,28,1 --input training=false
 *   --data "my digits.npy" --samples 256
 */
export class Net {}
`)
    expect(more).toEqual([])
    expect(tag).toMatchObject({
      exportName: 'Net',
      loc: { file: '/models/net.ts', line: 4, column: 4 },
      end: { line: 5, column: 42 },
      problem: null,
    })
    expect(tag?.options).toEqual({
      inputs: ['x:?,28,28,1', 'training=false'],
      data: '/models/my digits.npy',
      weights: null,
      samples: '256',
      backend: null,
      activations: null,
      rounding: null,
    })
  })

  it.each([
    ['a variable', '/** @tsfx --input x:1 */\nexport const Net = new Model()'],
    ['a default class', '/** @tsfx --input x:1 */\nexport default class Net {}', 'default'],
    ['a class in a list', '/** @tsfx --input x:1 */\nclass Net {}\nexport { Net as Other }', 'Other'],
    ['a name as default', '/** @tsfx --input x:1 */\nclass Net {}\nexport default Net', 'default'],
    ['a function', '/** @tsfx --input=x:1 */\nexport function Net(x) { return x }'],
    [
      'a text that does not compile',
      '/** @tsfx --input x:1 */\nexport class Net { forward(x) { return tf.( } }',
    ],
    ['a text with windows lines', '/**\r\n * @tsfx --input x:1\r\n */\r\nexport class Net {}\r\n'],
  ])('reads the tag of %s', (_, text, exportName = 'Net') => {
    expect(read(text).map((tag) => [tag.exportName, tag.options.inputs, tag.problem])).toEqual([
      [exportName, ['x:1'], null],
    ])
  })

  it.each([
    ['--out build', "'--out' is not one of its options"],
    ['--input', '--input has no value'],
    ['--input --data x.npy', '--input has no value'],
    ['--data a.npy --calibration b.npy', '--calibration is there twice'],
    ['--samples many', "--samples cannot be 'many'"],
    ['--rounding up', "--rounding cannot be 'up'"],
    ['x:?,28', "'x:?,28' is not one of its options"],
    ['--data "digits.npy', 'a quote is not closed'],
    ['--import evil.mjs', "'--import' is not one of its options"],
  ])('refuses %s', (words, problem) => {
    const [tag] = read(`/** @tsfx ${words} */\nexport class Net {}`)
    expect(tag?.problem).toMatchObject({ code: 'TSFX1113', place: { loc: { line: 1, column: 5 } } })
    expect(tag?.problem?.summary).toContain(problem)
  })

  it('takes no tag of what is not exported, and none that is no tag', () => {
    expect(read('/** @tsfx --input x:1 */\nclass Net {}')).toEqual([])
    expect(read('/** @tsfxed --input x:1 */\nexport class Net {}')).toEqual([])
    expect(read('// @tsfx --input x:1\nexport class Net {}')).toEqual([])
  })
})
