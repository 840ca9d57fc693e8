/**
 * @file Emitted code of a hostile model, by running it: it loads, computes what the graph computes, has no type error, and nothing
 * of the model's texts is executed or steps out of where it stands.
 */
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import * as fc from 'fast-check'
import { type EmittedFiles, emit, type Graph, interpret } from 'tsfx'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { importEmitted, typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'
import { readMap } from '../source-maps/readMap.mjs'
import { hostileFile, hostileGraph, hostileInput, hostileInt8 } from './hostileModel.ts'
import { anyHostileText, HOSTILE, injected } from './hostileTexts.ts'

interface Model {
  forward(x: unknown): Record<string, { readonly data?: Float32Array } & tf.Tensor>
}
interface Module {
  load(): Promise<Model>
}
interface Emitted {
  readonly text: string
  readonly graph: Graph
  readonly files: EmittedFiles
}

const OUT = '/project/out'

async function emitBoth(text: string): Promise<readonly Emitted[]> {
  const float = hostileGraph(text)
  const int8 = await hostileInt8(float, text)
  return [float, int8].map((graph) => ({ text, graph, files: emit(graph, { name: 'net', outDir: OUT }) }))
}

/** Values by key, of tensors and of what an all-integer module gives. */
const valuesOf = (results: Record<string, unknown>): readonly (readonly [string, readonly number[]])[] =>
  Object.entries(results).map(([key, value]) => {
    const { data } = value as { data: unknown }
    return [
      key,
      Array.from(ArrayBuffer.isView(data) ? (data as Float32Array) : (value as tf.Tensor).dataSync()),
    ]
  })

/** Runs the module beside the graph. */
async function runs({ text, graph, files }: Emitted): Promise<void> {
  // The runner of the tests would look for the files that the maps name.
  const js = String(files['net.fx.js']).replace(/\n[^\n]*\n$/, '\n')
  const { load } = await importEmitted<Module>({ ...files, 'net.fx.js': js })
  const model = await load()
  const input = hostileInput(text)
  // An integer module has each tensor as a parameter of its own.
  const isInteger = graph.meta.rounding !== null
  const found = model.forward(isInteger ? Object.values(input)[0] : input)
  const expected = interpret(graph, { [graph.placeholders[0]!.target]: Object.values(input)[0]! }, { tf })
  expect(valuesOf(found)).toEqual(valuesOf(expected as never))
  expect(Object.keys(found)).toEqual(text === 'first' ? ['first'] : [text, 'first'])
  expect(injected.hacked).toBeUndefined()
}

/** What an editor shows differently from what stands there; words of some scripts need the joiners. */
const UNSEEN = /[^\P{C}\n\u200c\u200d]|[\p{Zl}\p{Zp}]/u

function standsAlone({ text, files }: Emitted): void {
  for (const file of ['net.fx.ts', 'net.fx.js', 'net.fx.ts.map', 'net.fx.js.map']) {
    const content = String(files[file])
    expect(UNSEEN.exec(content)?.[0], file).toBeUndefined()
    expect(content.toLowerCase(), file).not.toContain('</script')
    expect(content, file).not.toContain('<!--')
    // The one comment that tools obey is the last line.
    expect(content.match(/^\s*\/\/[#@] ?source.*$/gm) ?? []).toEqual(
      file.endsWith('.map') ? [] : [`//# sourceMappingURL=${file}.map`],
    )
    if (!file.endsWith('.map')) continue
    const { sources } = JSON.parse(content) as { sources: readonly string[] }
    const base = pathToFileURL(`${OUT}/${file}`)
    const path = (source: string) => posix.normalize(decodeURIComponent(new URL(source, base).pathname))
    const wanted = posix.normalize(
      hostileFile(text)
        .replaceAll('\\', '/')
        .replace(/\p{Surrogate}/gu, '\ufffd'),
    )
    expect(sources.map(path)).toEqual([wanted])
    readMap(content)
  }
}

afterEach(() => {
  delete injected.hacked
})

describe('emitted code', () => {
  const emitted: Emitted[] = []
  let errors: readonly (readonly string[])[]
  beforeAll(async () => {
    for (const text of HOSTILE) emitted.push(...(await emitBoth(text)))
    errors = typeErrorsOfEach(emitted.map(({ files }) => files))
  })

  it.each(HOSTILE.map((text, i) => [text.slice(0, 60), i] as const))('%j is data', async (_, i) => {
    for (const at of [2 * i, 2 * i + 1]) {
      expect(errors[at]).toEqual([])
      await runs(emitted[at]!)
      standsAlone(emitted[at]!)
    }
  })

  it('is data whatever the text', async () => {
    const seen: EmittedFiles[] = []
    await fc.assert(
      fc.asyncProperty(anyHostileText, async (text) => {
        for (const one of await emitBoth(text)) {
          await runs(one)
          standsAlone(one)
          seen.push(one.files)
        }
      }),
      { numRuns: Number(process.env.TSFX_FUZZ_RUNS ?? 8), endOnFailure: true },
    )
    expect(typeErrorsOfEach(seen).flat()).toEqual([])
  })
})
