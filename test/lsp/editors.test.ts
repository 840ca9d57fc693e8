/** @file Quick fixes applied, names that are hostile, and an editor without virtual documents. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CodeAction, Diagnostic, Location, TextEdit } from 'vscode-languageserver/node'
import { project } from '../cli/models.ts'
import { LspClient } from './client.ts'

const GATED = `import * as tf from '@tensorflow/tfjs-core'

export class Gated {
  forward(x: tf.Tensor2D): tf.Tensor {
    const scaled = x * 2
    if (tf.greater(x, 0)) return tf.relu(x)
    return Math.abs(x)
  }
}
`

/** What a file may be called. */
const NAMES = ["it's 100% #1 文件.ts", 'tsfx:a b [c] {d} & e;f=g?`$(x)`.ts']

/** A name of its own, as both are written into one folder. */
const exportOf = (name: string): string => `Net${NAMES.indexOf(name)}`

const hostile = (name: string): string => `import * as tf from '@tensorflow/tfjs-core'
/** @tsfx --input x:?,4 */
export class ${exportOf(name)} {
  forward(x: tf.Tensor2D) {
    return tf.relu(x) // ${name}
  }
}
`

describe('tsfx lsp, in an editor without virtual documents', () => {
  const folder = project({
    'gated.ts': GATED,
    ...Object.fromEntries(NAMES.map((name) => [name, hostile(name)])),
  })
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href
  const uri = uriOf('gated.ts')
  let client: LspClient

  beforeAll(async () => {
    const capabilities = { window: { showDocument: { support: true } } }
    client = await LspClient.start(folder, { capabilities })
  })
  afterAll(async () => {
    expect(await client.stop()).toBe(0)
  })

  const actions = (diagnostics: readonly Diagnostic[], line = 2): Promise<CodeAction[]> => {
    const place = { line, character: 0 }
    const range = diagnostics[0]?.range ?? { start: place, end: place }
    return client.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics },
    })
  }
  const apply = (action: CodeAction | undefined): Promise<Diagnostic[]> => {
    const [edit, ...more] = action?.edit?.changes?.[uri] ?? []
    expect(more).toEqual([])
    return client.apply(uri, edit as TextEdit)
  }

  it('fixes each hazard that it finds, one after another, so that the result is traced', async () => {
    let found = await client.open(uri, GATED)
    expect(found.map(({ code }) => code)).toEqual(['TSFX1103', 'TSFX1101', 'TSFX1111'])
    const titles: string[] = []
    while (found.length > 0) {
      const [action] = await actions([found[0] as Diagnostic])
      titles.push(action?.title ?? 'nothing')
      found = await apply(action)
    }
    expect(titles).toEqual([
      'Write tf.mul(x, 2)',
      'Write return tf.where(tf.greater(x, 0), tf.relu(x), tf.abs(tf.cas…',
    ])
    // The dtype of x is not known here, and tf.abs of integers would stay one of integers.
    expect(client.textOf(uri)).toContain(
      "    return tf.where(tf.greater(x, 0), tf.relu(x), tf.abs(tf.cast(x, 'float32')))\n",
    )

    const [comment] = await actions([])
    expect(comment?.title).toBe('Write how Gated is traced, in a @tsfx comment')
    expect(await apply(comment)).toEqual([])
    expect(client.textOf(uri)).toContain('/** @tsfx --input x:?,10 */\nexport class Gated')
    writeFileSync(join(folder, 'gated.ts'), client.textOf(uri))
    expect(await client.command('tsfx.trace', uri, 'Gated')).toMatchObject({
      kind: 'done',
      summary: expect.stringContaining('[batch, 10] -> [batch, 10]'),
    })
  })

  it('writes generated code beside the source, and leads from there to it and back', async () => {
    const result = await client.command('tsfx.showGenerated', uri, 'Gated')
    const written = uriOf('gated.fx.ts')
    expect(result).toMatchObject({ kind: 'done', documents: [{ uri: written, form: 'float' }] })
    expect(client.shown).toEqual([written])
    const text = readFileSync(join(folder, 'gated.fx.ts'), 'utf8')
    await client.openQuietly(written, text)
    const position = client.at(written, 'tf.relu(', 3)
    const [there] = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri: written },
      position,
    })
    expect(there?.uri).toBe(uri)
    expect(there?.range.start).toEqual(client.at(uri, 'relu(x)'))
    const back = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri },
      position: client.at(uri, 'relu(x)', 1),
    })
    expect(back.map((location) => [location.uri, location.range.start.line])).toEqual([
      [written, position.line],
    ])
    expect(await client.hover(written, position)).toContain('[batch, 10] float32')
  })

  it('writes over nothing that tsfx did not make', async () => {
    writeFileSync(join(folder, 'gated.fx.ts'), 'export const mine = 1\n')
    const result = await client.command('tsfx.showGenerated', uri, 'Gated')
    expect(result).toMatchObject({ kind: 'failed', diagnostics: [{ code: 'TSFX8008' }] })
    expect(readFileSync(join(folder, 'gated.fx.ts'), 'utf8')).toBe('export const mine = 1\n')
  })

  it('writes over no code of another model', async () => {
    const text = (...names: readonly string[]) => {
      const models = names.map(
        (name) => `/** @tsfx --input x:?,4 */\nexport const ${name} = (x: tf.Tensor2D) => tf.relu(x)\n`,
      )
      return ["import * as tf from '@tensorflow/tfjs-core'\n", ...models].join('')
    }
    const models = { 'both.ts': text('Twin', 'twin'), 'one.ts': text('Same'), 'two.ts': text('Same') }
    for (const [name, content] of Object.entries(models)) {
      writeFileSync(join(folder, name), content)
      await client.openQuietly(uriOf(name), content)
    }
    const show = (name: string, exportName: string) =>
      client.command('tsfx.showGenerated', uriOf(name), exportName)
    const refused = { kind: 'failed', diagnostics: [{ code: 'TSFX8011' }] }
    expect(await show('both.ts', 'Twin')).toMatchObject(refused)
    expect(await show('both.ts', 'twin')).toMatchObject({
      ...refused,
      message: expect.stringContaining('both.ts#twin and both.ts#Twin would both be written as '),
    })
    expect(existsSync(join(folder, 'twin.fx.ts'))).toBe(false)
    expect(await show('one.ts', 'Same')).toMatchObject({ kind: 'done' })
    expect(await show('two.ts', 'Same')).toMatchObject(refused)
    expect(await show('one.ts', 'Same')).toMatchObject({ kind: 'done' })
  })

  it.each(NAMES)('takes a file called %s', async (name) => {
    const own = uriOf(name)
    expect(await client.open(own, hostile(name))).toEqual([])
    expect(await client.replace(own, 'return tf.relu(x)', 'return x ? tf.relu(x) : x')).toHaveLength(1)
    expect(await client.replace(own, 'x ? tf.relu(x) : x', 'tf.relu(x)')).toEqual([])
    expect(await client.command('tsfx.showGenerated', own, exportOf(name))).toMatchObject({ kind: 'done' })
    expect(await client.hover(own, client.at(own, 'tf.relu', 4))).toContain('[batch, 4] float32')
    const file = `${exportOf(name).toLowerCase()}.fx.ts`
    const written = uriOf(file)
    expect(existsSync(join(folder, file))).toBe(true)
    await client.openQuietly(written, readFileSync(join(folder, file), 'utf8'))
    const [there] = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri: written },
      position: client.at(written, 'tf.relu(', 3),
    })
    expect(there?.uri).toBe(own)
  })
})
