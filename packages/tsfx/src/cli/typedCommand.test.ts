import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { typedCommand } from './typedCommand.ts'

describe('typedCommand', () => {
  it('is what was typed, without --json', () => {
    expect(typedCommand('trace', ['net.ts#Net', '--input', 'x:?,28,28,1', '--json', '--out', 'out'])).toBe(
      'tsfx trace net.ts#Net --input x:?,28,28,1 --out out',
    )
  })

  it('quotes what a shell would take apart', () => {
    expect(typedCommand('trace', ['my net.ts#Net', '--name', "it's", '$(rm)', '`x`'])).toBe(
      "tsfx trace 'my net.ts#Net' --name 'it'\\''s' '$(rm)' '`x`'",
    )
  })

  it('names no folder of this machine', () => {
    const here = process.cwd()
    expect(typedCommand('trace', [`${join(here, 'src/net.ts')}#Net`, `--out=${here}`, '--dump', here])).toBe(
      'tsfx trace src/net.ts#Net --out=. --dump .',
    )
  })
})
