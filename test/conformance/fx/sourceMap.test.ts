/** @file The map from emitted lines to the user's source. */
import { type EmitOptions, emit, type Graph, type NodeFields } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { idOf, sketch } from './graphs.fixture.ts'

const at = (line: number, variable?: string): Partial<NodeFields> => ({
  loc: { file: '/project/net.ts', line, column: 3 },
  meta: variable === undefined ? {} : { variable },
})
const text = (graph: Graph, options: Partial<EmitOptions> = {}): string =>
  emit(graph, { name: 'net', ...options })['net.fx.ts'] as string

describe('the source map', () => {
  const graph = sketch((g) => {
    const y = g.op('relu', { x: g.input('x') }, { name: 'y', ...at(7, 'y') })
    return g.op('exp', { x: g.op('tanh', { x: y }, { name: 'z', ...at(9, 'hidden') }) }, at(12))
  })
  interface SourceMap {
    sources: string[]
    names: string[]
    mappings: string
  }
  const mapOf = (options: Partial<EmitOptions>, given = graph): SourceMap =>
    JSON.parse(emit(given, { name: 'net', ...options })['net.fx.ts.map'] as string) as SourceMap
  /** For each line that is mapped: what it says, and the line of the source that it comes from. */
  const mappedLines = (options: Partial<EmitOptions> = {}): readonly (readonly [string, number])[] => {
    const lines = text(graph, options).split('\n')
    let source = 0
    return mapOf(options)
      .mappings.split(';')
      .flatMap((segments, i) => {
        const [first] = segments.split(',').filter((segment) => decode(segment).length >= 4)
        for (const segment of segments.split(',')) source += decode(segment)[2] ?? 0
        return first ? [[lines[i]!.trim(), source + 1] as const] : []
      })
  }
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  /** Base 64 numbers with continuation and sign bits, as the source map specification says. */
  const decode = (segment: string): readonly number[] => {
    const values: number[] = []
    let [value, shift] = [0, 0]
    for (const digit of segment) {
      const bits = DIGITS.indexOf(digit)
      value |= (bits & 31) << shift
      shift += 5
      if (bits & 32) continue
      values.push(value & 1 ? -(value >> 1) : value >> 1)
      ;[value, shift] = [0, 0]
    }
    return values
  }

  it('leads each statement to the line of the user', () => {
    expect(mappedLines()).toEqual([
      ['const y = tf.relu(x);', 7],
      ['const z = tf.tanh(y);', 9],
      ['return tf.exp(z);', 12],
    ])
  })

  it('still does so when the header is another', () => {
    const options = { runtime: './a/very/long/path/to/a/runtime/of/my/own.js', className: 'Another' }
    expect(mappedLines(options)).toEqual(mappedLines())
  })

  it("names the user's variables, and the file of the model", () => {
    const { names, sources } = mapOf({ outDir: '/project/out' })
    // What was returned as it was made has none.
    expect(names).toEqual(['y', 'hidden'])
    expect(sources).toEqual(['../net.ts'])
  })

  it('follows a node that was moved', () => {
    const late = at(20, 'a')
    const moved = sketch((g) => {
      const x = g.input('x')
      const a = g.op('relu', { x }, { name: 'a', ...late })
      return [a, g.op('exp', { x }, { name: 'b', ...at(3, 'b') })]
    })
    const { graph: swapped } = moved.edit((edit) => edit.moveBefore(idOf(moved, 'b'), idOf(moved, 'a')))
    expect(text(swapped).indexOf('const b')).toBeLessThan(text(swapped).indexOf('const a'))
    expect(mapOf({}, swapped).names).toEqual(['b', 'a'])
  })
})
