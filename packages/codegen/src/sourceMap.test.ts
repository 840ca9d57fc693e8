import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { writeEmitted } from './testing/emittedModule.ts'
import { batch, buildGraph, MODEL_FILE } from './testing/graphBuilder.ts'

const graph = buildGraph((g) => {
  const x = g.input('x', [batch, 8, 8, 3])
  const filter = g.param('conv.weight', [3, 3, 3, 4])
  const bias = g.param('conv.bias', [4])
  const features = g.call(
    'conv2d',
    { x, filter, bias, pad: 'same', dilations: [2, 2], activation: 'relu6' },
    { name: 'features', line: 9, meta: { variable: 'features' } },
  )
  const pooled = g.call(
    'maxPool',
    { x: features, filterSize: 2, strides: 2, pad: 'valid' },
    { name: 'pooled', line: 10, meta: { variable: 'pooled' } },
  )
  g.output(g.call('relu', { x: pooled }, { line: 12 }))
})
const files = emit(graph, { name: 'net', outDir: '/project/out' })

/** Where `text` of the emitted file comes from. */
function origin(file: string, text: string) {
  const lines = (files[file] as string).split('\n')
  const line = lines.findIndex((candidate) => candidate.includes(text))
  expect(line).toBeGreaterThanOrEqual(0)
  return originalPositionFor(new TraceMap(files[`${file}.map`] as string), {
    line: line + 1,
    column: lines[line]!.indexOf(text),
  })
}

describe.each(['net.fx.ts', 'net.fx.js'])('the map of %s', (file) => {
  it('leads each statement to its line of the model, over all its lines', () => {
    expect(origin(file, 'const features')).toMatchObject({
      source: '../model.ts',
      line: 9,
      column: 4,
      name: 'features',
    })
    expect(origin(file, 'dilations: 2')).toMatchObject({ line: 9 })
    expect(origin(file, 'const pooled')).toMatchObject({ line: 10, name: 'pooled' })
    expect(origin(file, 'return tf.relu')).toMatchObject({ line: 12 })
  })

  it('claims nothing else', () => {
    for (const text of ['constructor(', 'dispose(', 'const { conv }'])
      expect(origin(file, text)).toMatchObject({ line: null })
  })
})

describe('the options', () => {
  it('keep texts of sources out of the maps, unless they are given', () => {
    expect(files['net.fx.js.map']).not.toContain('sourcesContent')
    const text = 'export class Net {} // </script>'
    const given = emit(graph, {
      name: 'net',
      outDir: '/project/out',
      sourcesContent: (file) => (file === MODEL_FILE ? text : null),
    })
    for (const file of ['net.fx.ts.map', 'net.fx.js.map']) {
      expect(given[file]).not.toContain('</script')
      expect(JSON.parse(String(given[file]))).toEqual({
        ...JSON.parse(String(files[file])),
        sourcesContent: [text],
      })
    }
    expect(emit(graph, { name: 'net', outDir: '/project/out', sourcesContent: () => null })).toEqual(files)
  })

  it('lead JavaScript to the emitted TypeScript, which then names no map itself', () => {
    const generated = emit(graph, { name: 'net', outDir: '/project/out', sourceMap: 'generated' })
    const ts = String(generated['net.fx.ts'])
    expect(ts).not.toContain('sourceMappingURL')
    expect(generated['net.fx.ts.map']).toBe(files['net.fx.ts.map'])
    const js = String(generated['net.fx.js']).split('\n')
    const line = js.findIndex((candidate) => candidate.includes('const pooled'))
    expect(
      originalPositionFor(new TraceMap(String(generated['net.fx.js.map'])), {
        line: line + 1,
        column: js[line]!.indexOf('const'),
      }),
    ).toMatchObject({
      source: 'net.fx.ts',
      line: ts.split('\n').findIndex((candidate) => candidate.includes('const pooled')) + 1,
    })
  })
})

describe('a stack trace', () => {
  it('shows the line of the model', () => {
    const folder = writeEmitted({
      ...emit(graph, { name: 'net', runtime: './runtime.js' }),
      'runtime.js': 'export const [loadWeights, checkInputs] = [null, () => {}]',
      'run.js': `import { Net } from './net.fx.js'
        import * as tf from '@tensorflow/tfjs-core'
        import '@tensorflow/tfjs-backend-cpu'
        const net = new Net({ tensor: (path, shape) => tf.zeros(shape) })
        try { net.forward(tf.zeros([1, 8, 8, 5])) } catch (error) { console.log(error.stack) }`,
    })
    const stack = execFileSync(process.execPath, ['--enable-source-maps', join(folder, 'run.js')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(stack).toContain(`${MODEL_FILE}:9:5`)
  })
})
