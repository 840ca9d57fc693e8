/** @file docs/cli.md says of the command line what is so: commands, events, fields. */
import { readFileSync } from 'node:fs'
import { DiagnosticError, diagnosticReport } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { openOutput } from '../../packages/tsfx/src/cli/commandOutput.ts'
import { dispatch } from '../../packages/tsfx/src/cli/dispatch.ts'

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')

describe('docs/cli.md', () => {
  it('names every command that there is', async () => {
    const printed: string[] = []
    await dispatch(['--help'], { ...openOutput(false), print: (text) => printed.push(text) })
    const commands = [...printed.join('\n').matchAll(/^ {2}tsfx (\w+)/gm)].map(([, name]) => name)
    expect(commands.length).toBeGreaterThan(6)
    for (const command of commands.filter((name) => name !== 'lsp'))
      expect(page).toMatch(new RegExp(`tsfx ${command} `))
  })

  it('lists the fields of a diagnostic', () => {
    const report = diagnosticReport(
      new DiagnosticError({ code: 'TSFX7000', kind: 'user', message: '', fix: '' }),
    )
    const [, listed = ''] = /interface Diagnostic \{\n([\s\S]*?)\n\}/.exec(page) ?? []
    expect([...listed.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name)).toEqual(Object.keys(report))
  })

  it('lists the events of tsfx watch', () => {
    const source = readFileSync(
      new URL('../../packages/tsfx/src/node/watch/watchEvent.ts', import.meta.url),
      'utf8',
    )
    const events = [...source.matchAll(/readonly event: '(\w+)'/g)].map(([, name]) => name)
    const listed = [...page.matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name)
    for (const event of events) expect(listed).toContain(event)
  })
})
