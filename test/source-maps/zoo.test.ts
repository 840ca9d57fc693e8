/** @file The maps of all that is emitted for the zoo: each statement leads to the user's code, and each place of it that made a node is led to. */
import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { createSourceLookup } from '@tsfx/source'
import {
  calibrate,
  convert,
  type EmittedFiles,
  emit,
  fuse,
  type Graph,
  prepare,
  trace,
  tracedSources,
} from 'tsfx'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { ZOO, type ZooModel } from '../end-to-end/zooModels.ts'
import { readMap, type Segment, segmentAt } from './readMap.mjs'

interface Emitted {
  readonly graph: Graph
  readonly files: EmittedFiles
}

/** Beside the sources of the zoo, as `zoo/out`. */
const outDir = fileURLToPath(new URL('../../packages/zoo/out/', import.meta.url))
const KINDS = ['float', 'int8'] as const
const emitted = new Map<string, Emitted>()

const emitTo = (graph: Graph): Emitted => ({ graph, files: emit(graph, { name: 'net', outDir }) })

async function quantized(graph: Graph, { input }: ZooModel): Promise<Graph> {
  const one = Object.fromEntries(
    Object.entries(input).map(([name, dims]) => [
      name,
      tf.randomUniform(
        dims.map((dim) => (typeof dim === 'number' ? dim : 4)),
        0,
        1,
        'float32',
        7,
      ),
    ]),
  )
  const prepared = prepare(fuse(graph), { backend: 'wasm' })
  return convert(prepared, await calibrate(prepared, [one]))
}

beforeAll(async () => {
  await tf.setBackend('cpu')
  for (const model of ZOO) {
    const graph = trace(model.small().eval(), model.input, { verify: false, lookup: createSourceLookup() })
    emitted.set(`${model.name} float`, emitTo(graph))
    emitted.set(`${model.name} int8`, emitTo(await quantized(graph, model)))
  }
})

const sources = new Map<string, readonly string[]>()
/** The lines of a source as a map names it. */
function linesOf(source: string): readonly string[] {
  const url = new URL(source, new URL('../../packages/zoo/out/net.fx.ts', import.meta.url))
  const lines = sources.get(url.href) ?? readFileSync(url, 'utf8').split('\n')
  sources.set(url.href, lines)
  return lines
}

/** Statements of a class's methods that call an op or a method: where they begin, lines from 1, columns from 0. */
function steps(
  code: string,
): readonly { readonly line: number; readonly column: number; readonly text: string }[] {
  const tree = ts.createSourceFile('net.fx.ts', code, ts.ScriptTarget.Latest, true)
  const found: { line: number; column: number; text: string }[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isConstructorDeclaration(node) ||
      (ts.isMethodDeclaration(node) && node.name.getText() === 'dispose')
    )
      return
    const isStep =
      (ts.isVariableStatement(node) || ts.isReturnStatement(node) || ts.isExpressionStatement(node)) &&
      /^(const .*= |let .*= |return |\w+ = )(tf\.(?!tidy|engine)|q\.|this\.\w+\()/.test(node.getText())
    // A loop on one line is one step.
    if (isStep && !ts.isForOfStatement(node.parent)) {
      const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart())
      found.push({ line: line + 1, column: character, text: node.getText() })
    }
    ts.forEachChild(node, visit)
  }
  const [module] = tree.statements.filter(ts.isClassDeclaration)
  visit(module!)
  return found
}

/** Methods beside those that each module has. */
const methodsOf = (code: string): number =>
  [...code.matchAll(/^(?: {2}| {4})(\w+)\(.*\{$/gm)].filter(
    ([, method]) => !['constructor', 'forward', 'dispose'].includes(method!),
  ).length

describe.each(ZOO.flatMap(({ name }) => KINDS.map((kind) => `${name} ${kind}`)))('%s', (name) => {
  const mapOf = (file: string): readonly Segment[] => readMap(String(emitted.get(name)!.files[`${file}.map`]))

  it.each(['net.fx.ts', 'net.fx.js'])('leads each statement of %s to a call of the source', (file) => {
    const segments = mapOf(file)
    const all = steps(String(emitted.get(name)!.files[file]))
    expect(all.length).toBeGreaterThan(3)
    for (const { line, column, text } of all) {
      const segment = segmentAt(segments, line, column)
      expect(segment, `${line}:${column} ${text}`).toMatchObject({ line, column })
      const { source, originalLine, originalColumn } = segment as Required<Segment>
      expect(source, text).toMatch(/^\.\.\/src\/\w+\.ts$/)
      expect(linesOf(source!)[originalLine - 1]?.slice(originalColumn), text).toMatch(/^[\w.]+[(<]|^x\./)
    }
  })

  it.each(['net.fx.ts', 'net.fx.js'])('leads each call of a method in %s to a call of the module', (file) => {
    const segments = mapOf(file)
    const code = String(emitted.get(name)!.files[file])
    const lines = code.split('\n').map((text, i) => ({ text, line: i + 1 }))
    const calls = lines.filter(({ text }) => /^ {4,}.*\bthis\.\w+\(/.test(text))
    expect(calls.length > 0).toBe(methodsOf(code) > 0)
    for (const { text, line } of calls) {
      const segment = segmentAt(segments, line, text.search(/\S/))
      expect(segment, text).toMatchObject({ source: expect.stringMatching(/^\.\.\/src\/\w+\.ts$/) })
      const { source, originalLine, originalColumn } = segment as Required<Segment>
      expect(linesOf(source!)[originalLine - 1]?.slice(originalColumn), text).toMatch(/^forward\(/)
    }
  })

  it('leads to each place that made a node', () => {
    const { graph } = emitted.get(name)!
    const places = graph.nodes
      .filter(({ kind }) => kind === 'call_function' || kind === 'call_module')
      .flatMap(({ loc }) => (loc ? [`${loc.file.split('/').at(-1)}:${loc.line}:${loc.column - 1}`] : []))
    for (const file of ['net.fx.ts', 'net.fx.js']) {
      const mapped = new Set(
        mapOf(file).map(
          ({ source, originalLine, originalColumn }) =>
            `${source?.split('/').at(-1)}:${originalLine}:${originalColumn}`,
        ),
      )
      expect(places.filter((place) => !mapped.has(place))).toEqual([])
    }
  })

  it('leads in an editor to each place that a node goes back to, with no two from one position', () => {
    const segments = mapOf('net.fx.ts')
    const places = emitted
      .get(name)!
      .graph.nodes.flatMap((node) => (node.kind === 'get_attr' ? [] : tracedSources(node)))
      .filter(({ kind }) => kind === 'call_function' || kind === 'call_module')
      .flatMap(({ loc }) => (loc ? [`${loc.file.split('/').at(-1)}:${loc.line}:${loc.column - 1}`] : []))
    const mapped = new Set(
      segments.map(
        ({ source, originalLine, originalColumn }) =>
          `${source?.split('/').at(-1)}:${originalLine}:${originalColumn}`,
      ),
    )
    expect(places.filter((place) => !mapped.has(place))).toEqual([])
    expect(new Set(segments.map(({ line, column }) => `${line}:${column}`)).size).toBe(segments.length)
  })

  it('names variables of the source, where it names any', () => {
    for (const { source, originalLine, name: variable } of mapOf('net.fx.ts')) {
      // The integers of a value, and what they become again, have its name and a sign behind it; its name may be that of an op.
      if (source === null || variable === null || /(Q|Real)$/.test(variable)) continue
      const words = linesOf(source).join('\n').match(/\w+/g)
      expect(words, `${variable}, ${source}:${originalLine}`).toContain(variable)
    }
  })
})

describe('sourcesContent', () => {
  it('is the text of the files, where it is given by reading them', () => {
    const { graph } = emitted.get('MobileNetV2 float')!
    const files = emit(graph, { name: 'net', outDir, sourcesContent: (file) => readFileSync(file, 'utf8') })
    const { sources, sourcesContent } = JSON.parse(String(files['net.fx.js.map']))
    expect(sourcesContent).toEqual(sources.map((source: string) => linesOf(source).join('\n')))
  })
})
