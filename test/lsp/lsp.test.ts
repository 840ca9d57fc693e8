/** @file The language server over standard input and output, as an editor drives it. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandResult, GeneratedForm } from '@tsfx/lsp'
import { writeNpy } from 'tsfx/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Location } from 'vscode-languageserver/node'
import { project } from '../cli/models.ts'
import { LspClient, positionAt } from './client.ts'

const NET = `import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Linear, Module, manualSeed } from '@tsfx/nn'

manualSeed(7)

class Block extends Module {
  conv = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    return tf.relu(this.conv.forward(x))
  }
}

/** @tsfx --input x:?,6,6,1 --data images.npy */
export class Net extends Module {
  stem = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same' })
  blocks = [new Block(), new Block()]
  head = new Linear({ inFeatures: 4, outFeatures: 3 })

  override forward(x: tf.Tensor4D): tf.Tensor {
    let edges = tf.relu(this.stem.forward(x))
    for (const block of this.blocks) edges = block.forward(edges)
    const features = tf.mean(edges, [1, 2]) as tf.Tensor2D
    return this.head.forward(features)
  }
}
`

const images = writeNpy(
  Float32Array.from({ length: 16 * 36 }, (_, i) => ((i * 7919) % 101) / 100),
  [16, 6, 6, 1],
)

describe('tsfx lsp', () => {
  const folder = project({ 'net.ts': NET, 'images.npy': images })
  const uri = pathToFileURL(join(folder, 'net.ts')).href
  let client: LspClient

  beforeAll(async () => {
    client = await LspClient.start(folder)
  })
  afterAll(async () => {
    expect(await client.stop()).toBe(0)
  })

  it('finds nothing in a model that can be captured', async () => {
    expect(await client.open(uri, NET)).toEqual([])
  })

  it('finds a hazard while it is typed, in a text that is not saved', async () => {
    const [finding, ...more] = await client.replace(
      uri,
      '    const features',
      '    if (edges) return edges\n    const features',
    )
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      source: 'tsfx',
      code: 'TSFX1101',
      severity: 1,
      range: { start: { line: 22, character: 8 }, end: { line: 22, character: 13 } },
    })
    expect(finding?.message).toContain('tf.where')
    expect(finding?.codeDescription?.href).toMatch(/^file:.*TSFX1101\.md$/)
  })

  it('goes on through a text that does not parse, and back', async () => {
    await client.replace(
      uri,
      '    const features',
      '    const broken = tf.relu(edges, {[\n    const features',
    )
    await client.replace(uri, '    if (edges) return edges\n', '')
    expect(await client.replace(uri, '    const broken = tf.relu(edges, {[\n', '')).toEqual([])
    expect(client.textOf(uri)).toBe(NET)
  })

  it('puts lenses above exported models', async () => {
    const lenses = await client.request<
      { range: unknown; command: { title: string; command: string; arguments: unknown[] } }[]
    >('textDocument/codeLens', { textDocument: { uri } })
    expect(lenses.map(({ command }) => command.title)).toEqual([
      'trace',
      'show generated',
      'show int8',
      'quantize',
    ])
    expect(lenses[0]).toMatchObject({
      range: { start: { line: 14, character: 0 } },
      command: { command: 'tsfx.trace', arguments: [{ uri, exportName: 'Net' }] },
    })
  })

  it('says nothing on hover before a run', async () => {
    expect(await client.hover(uri, client.at(uri, 'tf.relu(this.stem', 4))).toBeNull()
  })

  it('shows shapes on hover after a trace', async () => {
    const result = await client.command('tsfx.trace', uri, 'Net')
    expect(result).toMatchObject({ kind: 'done', summary: 'Net: 8 ops, [batch, 6, 6, 1] -> [batch, 3]' })
    expect(await client.hover(uri, client.at(uri, 'tf.relu(this.stem', 4))).toBe(
      '**tsfx** `Net`\n\n`edges`: `[batch, 6, 6, 4] float32`',
    )
    const block = await client.hover(uri, client.at(uri, 'tf.relu(this.conv', 4))
    expect(block).toContain('in `blocks.0`: `[batch, 6, 6, 4] float32`')
    expect(block).toContain('in `blocks.1`')
  })

  it('shows the shape of a module that is called, for each instance', async () => {
    const text = await client.hover(uri, client.at(uri, 'block.forward', 2))
    expect(text).toContain('in `blocks.0`: `[batch, 6, 6, 4] float32`')
    expect(text).toContain('in `blocks.1`: `[batch, 6, 6, 4] float32`')
  })

  it('shows generated code as a virtual document', async () => {
    const result = await client.command('tsfx.showGenerated', uri, 'Net')
    expect(result.kind === 'done' && result.documents.map(({ form }) => form)).toEqual([
      'float',
      'floatGraph',
    ])
    expect(client.shown.at(-1)).toBe(documentOf(result, 'float'))
    expect(await contentOf(documentOf(result, 'float'))).toContain('tf.relu(')
    expect(await contentOf(documentOf(result, 'floatGraph'))).toMatch(/^<svg/)
  })

  it('shows scales and noise on hover after a quantization', async () => {
    const result = await client.command('tsfx.quantize', uri, 'Net')
    expect(result).toMatchObject({ kind: 'done', summary: expect.stringContaining('[batch, 3]') })
    expect(await client.hover(uri, client.at(uri, 'tf.relu(this.stem', 4))).toMatch(
      /`edges`: `\[batch, 6, 6, 4\] float32` {2}\nint8, scale [\d.e-]+, zero point -128, SQNR \d+\.\d dB on 8 rows$/,
    )
    expect(await client.hover(uri, client.at(uri, 'this.stem.forward', 12))).toContain(
      'int8: computed inside of `edges` (`q.conv2d`)',
    )
  })

  it('leads from generated code to the source, and shows the same on hover', async () => {
    const result = await client.command('tsfx.showInt8', uri, 'Net', { show: false })
    const int8 = documentOf(result, 'int8')
    const text = await contentOf(int8)
    const position = positionAt(text, text.search(/q\.conv2d/))
    const locations = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri: int8 },
      position,
    })
    expect(locations.map((location) => location.uri)).toEqual([uri])
    expect(locations[0]?.range.start.line).toBe(client.at(uri, 'tf.relu(this.stem').line)
    expect(await client.hover(int8, position)).toContain('SQNR')
  })

  it('leads from a call in the source to what was generated of it, in each form', async () => {
    const params = { textDocument: { uri }, position: client.at(uri, 'tf.mean(', 4) }
    const found = await client.request<Location[]>('textDocument/implementation', params)
    expect(new Set(found.map((location) => location.uri)).size).toBe(2)
    for (const { uri: target, range } of found) {
      const lines = (await contentOf(target)).split('\n')
      expect(lines[range.start.line]).toMatch(/(tf|q)\.mean\(/)
    }
    expect(await client.request('textDocument/definition', params)).toEqual(found)
  })

  it('leads to each statement of a call, to the op before what converts its input', async () => {
    const linesOf = async (piece: string, within: number) => {
      const position = client.at(uri, piece, within)
      const params = { textDocument: { uri }, position }
      const found = await client.request<Location[]>('textDocument/implementation', params)
      const texts = found.map(async ({ uri: target, range }) =>
        ((await contentOf(target)).split('\n')[range.start.line] as string).trim(),
      )
      return Promise.all(texts)
    }
    const stem = await linesOf('this.stem.forward', 12)
    expect(stem[0]).toMatch(/tf\.fused\.conv2d\(/)
    const int8 = stem.filter((line) => line.includes('q.'))
    expect(int8[0]).toMatch(/q\.conv2d\(/)
    // Beginnings of statements alone, though one of them has several lines.
    for (const line of stem) expect(line).toMatch(/^(const|let|return|\w+ =)/)
  })

  it('says on hover that the text has changed since', async () => {
    await client.replace(uri, 'manualSeed(7)', 'manualSeed(8)')
    expect(await client.hover(uri, client.at(uri, 'tf.mean(', 4))).toContain('stale')
    await client.replace(uri, 'manualSeed(8)', 'manualSeed(7)')
    expect(await client.hover(uri, client.at(uri, 'tf.mean(', 4))).not.toContain('stale')
  })

  const contentOf = async (document: string): Promise<string> =>
    (await client.request<{ text: string }>('workspace/textDocumentContent', { uri: document })).text
})

function documentOf(result: CommandResult, form: GeneratedForm): string {
  const found = result.kind === 'done' ? result.documents.find((one) => one.form === form) : undefined
  if (!found) throw new Error(`there is no ${form}: ${JSON.stringify(result)}`)
  return found.uri
}
