/** @file The ways between a model whose modules repeat and are fused, and what is generated of it. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeNpy } from 'tsfx/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Location } from 'vscode-languageserver/node'
import { project } from '../cli/models.ts'
import { LspClient, positionAt } from './client.ts'

const NET = `import * as tf from '@tensorflow/tfjs-core'
import { BatchNorm2d, Conv2d, Module } from '@tsfx/nn'

class Block extends Module {
  conv = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })
  norm = new BatchNorm2d({ channels: 4 })

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const change = this.conv.forward(x)
    const even = this.norm.forward(change)
    const edges = tf.relu(even)
    return tf.add(x, edges)
  }
}

/** @tsfx --input x:?,6,6,4 --data images.npy */
export class Net extends Module {
  conv = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })
  blocks = [new Block(), new Block(), new Block(), new Block()]

  override forward(x: tf.Tensor4D): tf.Tensor {
    let parts = x
    for (let i = 0; i < 2; i++) parts = tf.relu6(this.conv.forward(parts))
    for (const block of this.blocks) parts = block.forward(parts)
    return parts
  }
}
`

const images = writeNpy(
  Float32Array.from({ length: 4 * 144 }, (_, i) => ((i * 7919) % 101) / 100),
  [4, 6, 6, 4],
)

describe('a model whose modules repeat', () => {
  const folder = project({ 'net.ts': NET, 'images.npy': images })
  const uri = pathToFileURL(join(folder, 'net.ts')).href
  let client: LspClient

  beforeAll(async () => {
    client = await LspClient.start(folder)
    await client.open(uri, NET)
    expect(await client.command('tsfx.quantize', uri, 'Net')).toMatchObject({ kind: 'done' })
  })
  afterAll(() => client.stop())

  const contentOf = async (document: string): Promise<string> =>
    (await client.request<{ text: string }>('workspace/textDocumentContent', { uri: document })).text

  /** What was generated of a place, as the text from there to the end of the line. */
  async function generatedOf(
    piece: string,
    within: number,
  ): Promise<readonly (Location & { text: string })[]> {
    const params = { textDocument: { uri }, position: client.at(uri, piece, within) }
    const found = await client.request<Location[]>('textDocument/implementation', params)
    return Promise.all(
      found.map(async (location) => {
        const { line, character } = location.range.start
        const text = (await contentOf(location.uri)).split('\n')[line]!.slice(character)
        return { ...location, text }
      }),
    )
  }

  it('leads from the call of a block to the call of its method, and back', async () => {
    const found = await generatedOf('block.forward', 8)
    expect(new Set(found.map((location) => location.uri)).size).toBe(2)
    for (const { uri: document, range, text } of found) {
      expect(text).toMatch(/^for \(const \w+ of blocks\) \w+ = this\.block\(/)
      const position = positionAt(await contentOf(document), 0)
      const params = { textDocument: { uri: document }, position: { ...position, ...range.start } }
      const back = await client.request<Location[]>('textDocument/definition', params)
      expect(back.map((location) => location.range.start)).toEqual([client.at(uri, 'block.forward', 6)])
    }
  })

  it('leads from what was fused into a statement to its part of it, and back', async () => {
    for (const [piece, within, part] of [
      ['tf.relu(even', 4, /^activation: 'relu'/],
      ['this.norm.forward', 12, /^\w+\.conv\b/],
    ] as const) {
      const int8 = (await generatedOf(piece, within)).filter((location) => part.test(location.text))
      expect(int8, piece).toHaveLength(1)
      const { uri: document, range } = int8[0]!
      const params = { textDocument: { uri: document }, position: range.start }
      const back = await client.request<Location[]>('textDocument/definition', params)
      expect(back[0]?.range.start.line).toBe(client.at(uri, piece).line)
    }
  })

  it('finds each statement that a loop made, at what was fused into it', async () => {
    const found = await generatedOf('tf.relu6(', 4)
    expect(found.filter(({ text }) => /^activation: 'relu6'/.test(text))).toHaveLength(2)
  })
})
