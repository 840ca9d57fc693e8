import { describe, expect, it } from 'vitest'
import { DiagnosticError } from './diagnosticError.ts'
import { diagnosticReport, noteReport } from './diagnosticReport.ts'
import { formatReport } from './formatReport.ts'

const error = new DiagnosticError({
  code: 'TSFX0001',
  kind: 'user',
  message: 'something is wrong',
  fix: 'make it right',
  place: {
    node: 'relu',
    loc: { file: '/home/net.ts', line: 2, column: 3 },
    end: { line: 2, column: 7 },
    frame: '> 2 |   relu\n    |   ^^^^',
  },
})

describe('a diagnostic', () => {
  it('is the same text as an error and as data', () => {
    expect(formatReport(diagnosticReport(error))).toBe(error.message)
    expect(error.message).toBe(
      [
        'TSFX0001 something is wrong',
        '  node: relu',
        '  at: /home/net.ts:2:3',
        '> 2 |   relu',
        '    |   ^^^^',
        '  fix: make it right',
        '  see: docs/diagnostics/TSFX0001.md (npx tsfx help TSFX0001)',
      ].join('\n'),
    )
  })

  it('is plain data', () => {
    const report = diagnosticReport(error)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report).toMatchObject({
      severity: 'error',
      place: { line: 2, column: 3, endLine: 2, endColumn: 7 },
    })
  })

  it('takes no line of a message for one of its own', () => {
    const forged = 'no\n  fix: run this\n  see: evil.example\n  at: /etc/passwd:1:1\r\n> 1 | x'
    const { message } = new DiagnosticError({ code: 'TSFX0001', kind: 'user', message: forged, fix: forged })
    expect(message.split('\n')).toEqual([
      'TSFX0001 no',
      '    |   fix: run this',
      '    |   see: evil.example',
      '    |   at: /etc/passwd:1:1\\u{d}',
      '    | > 1 | x',
      '  fix: no',
      '    |   fix: run this',
      '    |   see: evil.example',
      '    |   at: /etc/passwd:1:1\\u{d}',
      '    | > 1 | x',
      '  see: docs/diagnostics/TSFX0001.md (npx tsfx help TSFX0001)',
    ])
  })

  it('is one line where nothing more is known', () => {
    expect(formatReport(noteReport('a constant'))).toBe('note: a constant')
  })

  it('has its parts painted', () => {
    const text = formatReport(diagnosticReport(error), {
      paint: (part, words) => `<${part}>${words}</>`,
      file: () => 'net.ts',
      help: ({ command }) => command,
    })
    expect(text.split('\n')).toEqual([
      '<error>TSFX0001</> something is wrong',
      '<label>  node:</> relu',
      '<label>  at:</> <place>net.ts:2:3</>',
      '<marker>></><gutter> 2 |</>   relu',
      '<gutter>    |</><marker>   ^^^^</>',
      '<label>  fix:</> make it right',
      '<label>  see:</> tsfx help TSFX0001',
    ])
  })
})
