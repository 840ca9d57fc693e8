import { describe, expect, it } from 'vitest'
import { innermostUserPlace } from './userPlace.ts'

const thrown = (...frames: readonly string[]): Error =>
  Object.assign(new Error('no'), {
    stack: ['Error: no', ...frames.map((frame) => `    at ${frame}`)].join('\n'),
  })

describe('innermostUserPlace', () => {
  it('is the first frame that is neither of Node nor of a library nor of tsfx', () => {
    const error = thrown(
      'resolve (node:internal/modules/esm/resolve:873:9)',
      'f (/home/me/app/node_modules/pkg/index.js:1:2)',
      `g (${import.meta.url}:3:4)`,
      'Net.forward (file:///home/me/app/packages/model/src/my%20net.ts:12:5)',
      'run (/home/me/app/run.js:1:1)',
    )
    expect(innermostUserPlace(error)).toEqual({
      file: '/home/me/app/packages/model/src/my net.ts',
      line: 12,
      column: 5,
    })
  })

  it('is the line above the message of a file that Node cannot link', () => {
    const error = Object.assign(new SyntaxError('no'), {
      stack: "file:///home/me/net.mjs:3\nimport { x } from './y.mjs'\n         ^\nSyntaxError: no",
    })
    expect(innermostUserPlace(error)).toEqual({ file: '/home/me/net.mjs', line: 3, column: 1 })
  })

  it('is null for what is no error, and for an error of tsfx', () => {
    expect(innermostUserPlace('no')).toBeNull()
    expect(innermostUserPlace(thrown(`g (${import.meta.url}:3:4)`))).toBeNull()
  })
})
