import { describe, expect, it } from 'vitest'
import { DiagnosticError } from './diagnosticError.ts'

describe('an error of the runtime', () => {
  it('takes no line of a message for one of its own, and obeys no control', () => {
    const { message, summary } = new DiagnosticError({
      code: 'TSFX6000',
      kind: 'user',
      message: 'no weight a\n  fix: run this\n  see: evil.example\u001b[2J',
      fix: 'one\n  see: two',
    })
    expect(message.split('\n')).toEqual([
      'TSFX6000 no weight a',
      '    |   fix: run this',
      '    |   see: evil.example\\u{1b}[2J',
      '  fix: one',
      '    |   see: two',
      '  see: docs/diagnostics/TSFX6000.md (npx tsfx help TSFX6000)',
    ])
    expect(summary).toContain('\n  fix: run this')
  })
})
