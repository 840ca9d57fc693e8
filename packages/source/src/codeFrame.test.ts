import { describe, expect, it } from 'vitest'
import { codeFrame } from './codeFrame.ts'

const carets = (
  text: string,
  ...places: [{ line: number; column: number }, { line: number; column: number }?]
) =>
  codeFrame(text, ...places)
    ?.split('\n')
    .find((line) => line.includes('^'))

describe('the marker of a code frame', () => {
  it('covers what is between two places', () => {
    expect(carets('if (x > 0) {}', { line: 1, column: 5 }, { line: 1, column: 10 })).toBe('    |     ^^^^^')
  })

  it('covers the name at a place without an end, a constructor with its `new`, and one character of anything else', () => {
    expect(carets('tf.relu(x)', { line: 1, column: 4 })).toBe('    |    ^^^^')
    expect(carets('throw new Error()', { line: 1, column: 7 })).toBe('    |       ^^^^^^^^^')
    expect(carets('(f)(x)', { line: 1, column: 4 })).toBe('    |    ^')
    expect(carets('', { line: 1, column: 1 })).toBe('    | ^')
  })

  it('covers the rest of the first line where the end is on another', () => {
    expect(carets('a(b,  \n  c)', { line: 1, column: 1 }, { line: 2, column: 5 })).toBe('    | ^^^^')
  })

  it('does not go on behind a line that is cut', () => {
    const marker = carets(`${'a'.repeat(300)}(x)`, { line: 1, column: 100 })
    expect(marker?.length).toBeLessThan(110)
  })
})
