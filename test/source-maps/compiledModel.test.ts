/** @file A model that is itself compiled TypeScript with a source map: emitted code leads to the TypeScript, not to what was made of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { readMap, segmentAt } from './readMap.mjs'
import { emittedProject, lineOf, NET } from './userProject.ts'

/** Lines that JavaScript does not have, so that no line of the two is the same. */
const SOURCE = NET.replace(
  'class Block',
  'export interface Sizes {\n  readonly width: number\n}\n\nclass Block',
)

/** `dist/net.js` as `tsc` makes it of `src/net.ts`, with its map beside it or in it. */
function compiled(form: 'beside' | 'inside'): Record<string, string> {
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: 'net.ts',
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      [form === 'beside' ? 'sourceMap' : 'inlineSourceMap']: true,
      sourceRoot: '../src/',
      removeComments: true,
    },
  })
  return {
    'src/net.ts': SOURCE,
    'dist/net.js': outputText,
    ...(sourceMapText && { 'dist/net.js.map': sourceMapText }),
  }
}

describe.each(['beside', 'inside'] as const)('a compiled model with its map %s', (form) => {
  let folder: string
  beforeAll(() => {
    folder = emittedProject(compiled(form), 'dist/net.js')
  })

  it.each(['float', 'int8'])('gives %s code with names, comments and places of the TypeScript', (kind) => {
    const [code, map] = ['.fx.ts', '.fx.ts.map'].map((end) =>
      readFileSync(join(folder, `out/${kind}/net${end}`), 'utf8'),
    )
    expect(code).toContain('// edges first')
    const lines = code!.split('\n')
    const line = lines.findIndex((text) => text.includes('const edges ='))
    expect(segmentAt(readMap(map!), line + 1, lines[line]!.indexOf('const'))).toMatchObject({
      source: '../../src/net.ts',
      originalLine: lineOf('const edges =', SOURCE),
    })
  })

  it('gives stacks of the TypeScript', () => {
    const run = `import * as tf from '@tensorflow/tfjs-core'
      import '@tensorflow/tfjs-backend-cpu'
      const net = await (await import('./out/float/net.fx.js')).load()
      delete net.head
      net.forward(tf.zeros([1, 6, 6, 1]))`
    const { stderr } = runNode(['--enable-source-maps', '--input-type=module', '-e', run], folder)
    expect(stderr).toContain(`${join(folder, 'src/net.ts')}:${lineOf('return this.head', SOURCE)}`)
  })
})
