/** @file A model that is itself compiled TypeScript with a source map: emitted code leads to the TypeScript, not to what was made of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { readMap, segmentAt } from './readMap.mjs'
import { images, lineOf, NET, runAll, writeProject } from './userProject.ts'

/** Lines that JavaScript does not have, so that no line of the two is the same. */
const SOURCE = NET.replace(
  'class Block',
  'export interface Sizes {\n  readonly width: number\n}\n\nclass Block',
)

/** `<folder>/net.js` as `tsc` makes it of `src/net.ts`, with its map beside it or in it. */
function compiled(folder: string, map: 'sourceMap' | 'inlineSourceMap'): Record<string, string> {
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: 'net.ts',
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      [map]: true,
      sourceRoot: '../src/',
      removeComments: true,
    },
  })
  return {
    [`${folder}/net.js`]: outputText,
    ...(sourceMapText && { [`${folder}/net.js.map`]: sourceMapText }),
  }
}

describe('a compiled model', () => {
  let folder: string
  beforeAll(() => {
    folder = writeProject({
      'src/net.ts': SOURCE,
      'images.npy': images(8),
      ...compiled('beside', 'sourceMap'),
      ...compiled('inside', 'inlineSourceMap'),
    })
    const trace = ['trace', '--input', 'x:?,6,6,1', '--name', 'net']
    runAll(
      [
        [...trace, 'beside/net.js#SmallNet', '--out', 'out/beside'],
        [...trace, 'inside/net.js#SmallNet', '--out', 'out/inside'],
        [
          'quantize',
          'beside/net.js#SmallNet',
          '--calibration',
          'images.npy',
          '--out',
          'out/int8',
          '--name',
          'net',
        ],
      ],
      folder,
    )
  })

  it.each(['beside', 'inside', 'int8'])(
    'gives code with names, comments and places of the TypeScript: %s',
    (out) => {
      const [code, map] = ['.fx.ts', '.fx.ts.map'].map((end) =>
        readFileSync(join(folder, `out/${out}/net${end}`), 'utf8'),
      )
      expect(code).toContain('// edges first')
      const lines = code!.split('\n')
      const line = lines.findIndex((text) => text.includes('edges =') || text.includes('parts = '))
      expect(segmentAt(readMap(map!), line + 1, lines[line]!.search(/\S/))).toMatchObject({
        source: '../../src/net.ts',
        originalLine: lineOf('const edges =', SOURCE),
      })
    },
  )

  it('gives stacks of the TypeScript', () => {
    const run = `import * as tf from '@tensorflow/tfjs-core'
      import '@tensorflow/tfjs-backend-cpu'
      const net = await (await import('./out/beside/net.fx.js')).load()
      delete net.head
      net.forward(tf.zeros([1, 6, 6, 1]))`
    const { stderr } = runNode(['--enable-source-maps', '--input-type=module', '-e', run], folder)
    expect(stderr).toContain(`${join(folder, 'src/net.ts')}:${lineOf('return this.head', SOURCE)}`)
  })
})
