/** @file Emitted code as text and as a module that runs: names, literals, freeing, imports. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  defineOp,
  type EmitOptions,
  emit,
  type Graph,
  graphFromJson,
  graphToJson,
  interpret,
  type Json,
  printedRecordCall,
  printGraph,
  registerOp,
  trace,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import {
  importEmitted,
  typeErrors,
  writeEmitted,
} from '../../../packages/codegen/src/testing/emittedModule.ts'
import { batch, chain, idOf, reluAdd, sketch } from './graphs.fixture.ts'

interface Model {
  forward(...inputs: unknown[]): tf.Tensor
  dispose(): void
}
interface Emitted {
  load(opaque?: Record<string, unknown>): Promise<Model>
}

const text = (graph: Graph, options: Partial<EmitOptions> = {}): string =>
  emit(graph, { name: 'net', ...options })['net.fx.ts'] as string
const loaded = async (graph: Graph): Promise<Model> =>
  (await importEmitted<Emitted>(emit(graph, { name: 'net' }))).load()
const numbers = (value: unknown): readonly number[] => [...(value as tf.Tensor).dataSync()]
/** The statements of `forward`, without indentation. */
const statements = (graph: Graph): readonly string[] => {
  const body = /forward\([\s\S]*?\{\n([\s\S]*?)\n {2}\}\n/.exec(text(graph))![1]!
  return body.split('\n').map((line) => line.trim())
}

registerOp(
  defineOp({
    name: 'conformance.gate',
    summary: 'max(x, level): an op of a user with a number of its own.',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {
      level: {
        doc: 'The least value.',
        expects: 'a number',
        default: 0,
        parse: (value: unknown) => (typeof value === 'number' ? value : undefined),
      },
    },
    infer: ({ x }) => x,
    evaluate: ({ tf }, { x, level }) => tf.maximum(x, level),
    capture: [],
    print: ({ x, level }) => printedRecordCall('gate', { x, level }),
    importFrom: 'file:///project/ops/gate.ts',
  }),
)

describe('names in emitted code', () => {
  it('are those of the nodes, one const for each value that is used later', () => {
    expect(statements(reluAdd())).toEqual([
      'checkInputs({ x }, arguments, { x: [2] });',
      'return tf.tidy(() => {',
      'const y = tf.relu(x);',
      'return tf.add(y, x) as tf.Tensor1D;',
      '});',
    ])
  })

  it('stay apart from parameters of forward and named sizes', async () => {
    const graph = sketch((g) => {
      const x = g.input('x', [batch, 4])
      const y = g.op('reshape', { x, shape: [4, batch] }, { name: 'batch' })
      return g.op('relu', { x: y }, { name: 'batch' })
    })
    expect(statements(graph)).toEqual([
      "const { batch } = checkInputs({ x }, arguments, { x: ['batch', 4] });",
      'return tf.tidy(() => {',
      'const batch_1 = tf.reshape(x, [4, batch]) as tf.Tensor2D;',
      'return tf.relu(batch_1);',
      '});',
    ])
    expect((await loaded(graph)).forward(tf.zeros([3, 4])).shape).toEqual([4, 3])
  })

  it('stay legal where the name of an input is a word of the language', () => {
    expect(text(sketch((g) => g.op('relu', { x: g.input('class') })))).toContain(
      'forward(class_: tf.Tensor1D)',
    )
  })

  it('give the class a name that hides no global', () => {
    const graph = graphFromJson({
      ...(graphToJson(chain(1)) as Record<string, Json>),
      meta: { name: 'Promise', file: null, inputs: {}, rounding: null, guards: [], modules: {}, calls: {} },
    })
    expect(text(graph)).toMatch(/export class Promise\w+ \{/)
  })

  it('give a function of any name a class and a module that run', async () => {
    const odd = Object.defineProperty((x: tf.Tensor) => tf.relu(x), 'name', { value: 'my-net <1>' })
    const graph = trace(odd, { x: [2] }, { lookup: null })
    expect(graph.meta.name).toBe('my-net <1>')
    expect(typeErrors(emit(graph, { name: 'net' }))).toEqual([])
    expect(numbers((await loaded(graph)).forward(tf.tensor1d([-1, 2])))).toEqual([0, 2])
  })

  it('that are words of the language stay fields of that name', async () => {
    const graph = sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('class.default', [2, 3]) }))
    expect(text(graph)).toContain('readonly class: { default: tf.Tensor1D };')
    expect(numbers((await loaded(graph)).forward(tf.tensor1d([1, 1])))).toEqual([2, 3])
  })

  it('of modules become fields, and fields of fields', () => {
    const graph = sketch((g) => {
      const weight = g.param('blocks.0.scale', [2, 3])
      return g.op('mul', { a: g.input('x'), b: weight })
    })
    expect(text(graph)).toContain('readonly blocks: [{ scale: tf.Tensor1D }];')
    expect(statements(graph)).toContain('return tf.mul(x, blocks[0].scale) as tf.Tensor1D;')
  })
})

describe('values in emitted code', () => {
  it.each([
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [Number.NaN, 'NaN'],
    [-0, '-0'],
    [1e-9, '1e-9'],
    [0.1, '0.1'],
    [12345678, '12345678'],
  ])('the number %d is written so that it comes back', (level, literal) => {
    const graph = sketch((g) => g.op('conformance.gate', { x: g.input('x'), level }))
    expect(statements(graph)).toContain(`return gate({ x, level: ${literal} }) as tf.Tensor1D;`)
    expect(Object.is(runInNewContext(literal), level)).toBe(true)
  })

  it('infinite and missing numbers in weights come back bit for bit', async () => {
    const data = [Number.POSITIVE_INFINITY, Number.NaN]
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', data) }))
    expect(numbers((await loaded(graph)).forward(tf.tensor1d([1, 1])))).toEqual(data)
  })

  it('plain values beside tensors are returned as they are', async () => {
    const graph = sketch((g) => ({ y: g.op('relu', { x: g.input('x') }), text: 'a "b"', k: 2, none: null }))
    const { y, ...plain } = (await loaded(graph)).forward(tf.tensor1d([-1, 2])) as unknown as Record<
      string,
      unknown
    >
    expect(numbers(y)).toEqual([0, 2])
    expect(plain).toEqual({ text: 'a "b"', k: 2, none: null })
    expect(typeErrors(emit(graph, { name: 'net' }))).toEqual([])
  })

  it('a tuple is written as one, a list of one value too', () => {
    const graph = sketch((g) => [g.op('relu', { x: g.input('x') }, { name: 'y' })])
    expect(text(graph)).toContain('forward(x: tf.Tensor1D): [tf.Tensor1D] {')
    expect(statements(graph)).toContain('return [y];')
  })

  it('records and tuples are written in the signature as the user returned them', () => {
    const graph = sketch((g) => {
      const x = g.input('x', [batch, 2])
      return { both: [x, g.op('relu', { x })] }
    })
    expect(text(graph)).toContain('): { both: [tf.Tensor2D, tf.Tensor2D] } {')
  })

  it('a list of values is an array argument', () => {
    const graph = sketch((g) => g.op('concat', { xs: [g.input('a'), g.input('b')] }))
    expect(statements(graph)).toContain('return tf.concat([a, b]);')
  })
})

describe('an emitted module', () => {
  it('of a graph without ops returns its input', async () => {
    const graph = sketch((g) => g.input('x'))
    expect(statements(graph)).toContain('return x;')
    expect(numbers((await loaded(graph)).forward(tf.tensor1d([1, 2])))).toEqual([1, 2])
  })

  it('computes what the graph computes', async () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const y = g.op('tanh', { x: g.op('add', { a: x, b: g.param('bias', [0.5, -0.25]) }) })
      return g.op('mul', { a: y, b: x })
    })
    const x = tf.tensor1d([0.3, 0.7])
    expect(numbers((await loaded(graph)).forward(x))).toEqual(numbers(interpret(graph, { x }, { tf })))
  })

  it('type-checks under strict', () => {
    expect(typeErrors(emit(reluAdd(), { name: 'net' }))).toEqual([])
  })

  it('is the same bytes for equal graphs', () => {
    expect(emit(reluAdd(), { name: 'net' })).toEqual(emit(reluAdd(), { name: 'net' }))
  })

  it('shows an edit of the graph at once: there is nothing to recompile', () => {
    const base = reluAdd()
    expect(text(base)).toContain('tf.relu(x)')
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'y'), { target: 'tanh' }))
    expect(text(graph)).toContain('tf.tanh(x)')
    expect(text(base)).toContain('tf.relu(x)')
  })

  it('traces to the graph that it was emitted from', async () => {
    const graph = sketch((g) => g.op('exp', { x: g.op('relu', { x: g.input('x') }) }))
    const again = trace(await loaded(graph), { x: [2] }, { lookup: null })
    expect(printGraph(again, { places: false })).toBe(printGraph(graph, { places: false }))
  })

  it('can be a leaf of another model', async () => {
    const net = await loaded(chain(2))
    const model = { net, forward: (x: tf.Tensor) => tf.exp(net.forward(x)) }
    const graph = trace(model, { x: [2] }, { lookup: null, isLeaf: (_, path) => path === 'net' })
    expect(graph.nodes.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      'placeholder x',
      'call_module net',
      'call_function exp',
      'output output',
    ])
  })

  it('frees what it makes and keeps what it returns', async () => {
    const net = await loaded(chain(30))
    const x = tf.tensor1d([1, 2])
    const before = tf.memory().numTensors
    const y = net.forward(x)
    expect(tf.memory().numTensors).toBe(before + 1)
    expect(y.isDisposed).toBe(false)
  })

  it('computes a node that nothing uses, and frees its value', async () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.op('dropout', { x, rate: 0.5, seed: 1 }, { name: 'noise' })
      return g.op('relu', { x })
    })
    expect(statements(graph)).toContain('tf.dropout(x, 0.5, undefined, 1) as tf.Tensor1D;')
    const net = await loaded(graph)
    const x = tf.tensor1d([1, 2])
    const before = tf.memory().numTensors
    net.forward(x)
    expect(tf.memory().numTensors).toBe(before + 1)
  })

  it('frees its weights when it is disposed', async () => {
    const before = tf.memory().numTensors
    const net = await loaded(sketch((g) => g.op('mul', { a: g.input('x'), b: g.param('w', [2, 3]) })))
    expect(tf.memory().numTensors).toBe(before + 1)
    net.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('holds the weights that the graph reads and no others', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      g.param('unused', [1, 2])
      return g.op('mul', { a: x, b: g.param('used', [1, 2]) })
    })
    const { graph: without } = graph.edit((edit) => {
      edit.erase(idOf(graph, 'unused'))
      edit.removeParam('unused')
    })
    expect(text(without)).not.toContain('unused')
    expect(text(without)).toContain("w.tensor('used', [2], tf)")
  })

  it('takes an opaque module from its caller, by path', async () => {
    const graph = sketch((g) =>
      g.op('relu', {
        x: g.module('gate', g.input('x'), { meta: { origin: { module: './gate.ts', export: 'Gate' } } }),
      }),
    )
    const module = await importEmitted<Emitted>(emit(graph, { name: 'net', outDir: '/project/out' }))
    const net = await module.load({ gate: { forward: (x: tf.Tensor) => tf.neg(x) } })
    expect(numbers(net.forward(tf.tensor1d([-3, 3])))).toEqual([3, 0])
  })

  it('names inputs in lists and records as the user did', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('pair.0'), b: g.input('pair.1') }), {
      inputs: { pair: ['pair.0', 'pair.1'] },
    })
    expect(text(graph)).toContain('forward(pair: [tf.Tensor1D, tf.Tensor1D]): tf.Tensor1D {')
    expect(statements(graph)).toContain('return tf.add(pair[0], pair[1]) as tf.Tensor1D;')
  })
})

describe('imports and header', () => {
  const gated = () => sketch((g) => g.op('conformance.gate', { x: g.input('x'), level: 1 }))

  it("the function of a user's op is imported, relative to the output folder", () => {
    expect(text(gated(), { outDir: '/project/out' })).toContain("import { gate } from '../ops/gate.ts';")
  })

  it("a user's op computes in the emitted module", async () => {
    const files = emit(gated(), { name: 'net', outDir: '/project/out' })
    const js = (files['net.fx.js'] as string).replace('../ops/gate.ts', './gate.js')
    const folder = writeEmitted({ ...files, 'net.fx.js': js })
    writeFileSync(
      join(folder, 'gate.js'),
      "import * as tf from '@tensorflow/tfjs-core'; export const gate = ({ x, level }) => tf.maximum(x, level)",
    )
    const module = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'net.fx.js')).href)) as Emitted
    expect(numbers((await module.load()).forward(tf.tensor1d([0, 5])))).toEqual([1, 5])
  })

  it('the runtime is imported from where the user says', () => {
    expect(text(reluAdd(), { runtime: './my-runtime.js' })).toContain(
      "import { checkInputs, loadWeights } from './my-runtime.js';",
    )
  })

  it('the class has the name that the user gives', () => {
    expect(text(reluAdd(), { className: 'Detector' })).toContain('export class Detector {')
  })

  it('the first line says what it was generated from and how to do it again', () => {
    const graph = sketch((g) => g.input('x'), { file: '/project/src/net.ts' })
    expect(text(graph).split('\n')[0]).toBe(
      '// Generated by tsfx from Net (net.ts); do not edit. Regenerate with: tsfx trace',
    )
  })

  it('the shapes stand above forward', () => {
    expect(text(sketch((g) => g.op('relu', { x: g.input('x', [batch, 3]) })))).toContain(
      '/** [batch, 3] -> [batch, 3] */',
    )
  })

  it('comments of the user stay above their statement', () => {
    const graph = sketch((g) => {
      const y = g.op('relu', { x: g.input('x') }, { name: 'y', meta: { comment: 'only what is positive' } })
      return g.op('exp', { x: y })
    })
    const lines = statements(graph)
    expect(lines[lines.indexOf('const y = tf.relu(x);') - 1]).toBe('// only what is positive')
  })
})
