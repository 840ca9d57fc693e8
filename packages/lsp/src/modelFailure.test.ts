import { describe, expect, it } from 'vitest'
import { modelFailure } from './modelFailure.ts'

const fixOf = (stderr: string, signal: string | null = null) =>
  modelFailure({ kind: 'crashed', exitCode: signal ? null : 1, signal, stderr }, 'Net')[0]?.fix

describe('modelFailure', () => {
  it('shows the message of an error that ended the process, and the line of the user', () => {
    const own = new URL('./performModelJob.ts', import.meta.url).pathname
    const stderr = `/home/me/net.ts:7
    throw new Error('late')
    ^

Error: late
  of the second line
    at node:internal/timers:1:2
    at Net.forward (/home/me/net.ts:7:11)
    at performModelJob (${own}:12:3)
    at lib (/home/me/node_modules/lib/index.js:1:1)

Node.js v20.19.0`
    expect(fixOf(stderr)).toMatch(
      /was: Error: late\n {2}of the second line\n {4}at Net\.forward \(\/home\/me\/net\.ts:7:11\)$/,
    )
  })

  it('shows the last lines of any other text', () => {
    expect(fixOf('1\n2\n3\n4\n5\n6\n7\n')).toMatch(/was: 3\n4\n5\n6\n7$/)
    expect(fixOf('')).toMatch(/was: nothing$/)
  })
})
