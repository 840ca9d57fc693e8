import { describe, expect, it } from 'vitest'
import { noticeText } from './noticeText.ts'

describe('noticeText', () => {
  it('makes no link of what a model is called', () => {
    expect(noticeText('[click](command:evil)')).toBe('[click] (command:evil)')
    expect(noticeText('](command:x) [](command:y)')).toBe('] (command:x) [] (command:y)')
  })

  it('writes out what would hide or turn text, on one line', () => {
    expect(noticeText('a\n  fix: b')).toBe('a fix: b')
    expect(noticeText('a\u001b[31m\u202eb\rc\u2028d')).toBe('a\\u{1b}[31m\\u{202e}b\\u{d}c\\u{2028}d')
  })

  it('leaves other text as it is', () => {
    expect(noticeText('Net: 8 ops, [batch, 6, 6, 1] -> [batch, 3] (é 网)')).toBe(
      'Net: 8 ops, [batch, 6, 6, 1] -> [batch, 3] (é 网)',
    )
  })
})
