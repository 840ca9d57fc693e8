/**
 * @file Random models whose modules repeat on several levels: lists in lists, Sequentials in Sequentials, literals that differ, weights
 * that are tied or read early. What is emitted computes the bits of the graph, type-checks without unused names, is captured as the
 * same ops, and fits its lines.
 */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module, ModuleList, ReLU, ReLU6, Sequential } from '@tsfx/nn'
import fc from 'fast-check'
import {
  calibrate,
  convert,
  type EmittedFiles,
  emit,
  fuse,
  type Graph,
  interpret,
  prepare,
  trace,
} from 'tsfx'
import { beforeAll, expect, it } from 'vitest'
import { importEmitted, typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'

type Tensor2D = tf.Tensor2D
interface Emitted {
  load(options?: {
    tf: typeof tf
  }): Promise<{ forward(x: Tensor2D): { dataSync?(): Float32Array; data: Float32Array } }>
}

/** A module by what it is made of; `kind` says of which. */
type Spec =
  | { readonly kind: 'unit'; readonly act: number }
  | { readonly kind: 'pair'; readonly adds: boolean }
  | { readonly kind: 'layers'; readonly six: boolean }
  | {
      readonly kind: 'stack'
      readonly name: string
      readonly inner: Spec
      readonly tail: Spec
      readonly size: number
      readonly way: 'on' | 'back' | 'early' | 'all'
    }
  | { readonly kind: 'fork'; readonly left: Spec; readonly right: Spec }
  | { readonly kind: 'sequential'; readonly inner: Spec; readonly size: number }

const SIZE = 4
const ACTS = [tf.relu, tf.tanh, tf.sigmoid, (x: Tensor2D) => tf.mul(x, 0.5) as Tensor2D]
/** Names that emitted code has for itself, too. */
const NAMES = ['items', 'blocks', 'layers', 'x', 'q', 'weights']

const linear = () => new Linear({ inFeatures: SIZE, outFeatures: SIZE })

class Unit extends Module {
  readonly l = linear()
  readonly act: number
  constructor(act: number) {
    super()
    this.act = act
  }
  forward(x: Tensor2D): Tensor2D {
    return ACTS[this.act]!(this.l.forward(x) as Tensor2D) as Tensor2D
  }
}

class Pair extends Module {
  readonly a = linear()
  readonly b = linear()
  readonly adds: boolean
  readonly alpha: number
  constructor(adds: boolean, alpha: number) {
    super()
    this.adds = adds
    this.alpha = alpha
  }
  forward(x: Tensor2D): Tensor2D {
    const y = this.b.forward(tf.leakyRelu(this.a.forward(x) as Tensor2D, this.alpha)) as Tensor2D
    return this.adds ? tf.add(x, y) : tf.relu(y)
  }
}

type Layer = Module & { forward(x: Tensor2D): Tensor2D }

class Stack extends Module {
  readonly way: string
  readonly tail: Layer
  readonly list: string
  constructor(
    { name, way }: { readonly name: string; readonly way: string },
    modules: readonly Layer[],
    tail: Layer,
  ) {
    super()
    this.list = name
    this.way = way
    Object.assign(this, { [name]: new ModuleList([...modules]) })
    this.tail = tail
  }
  forward(x: Tensor2D): Tensor2D {
    const modules = [...(Reflect.get(this, this.list) as Iterable<Layer>)]
    const results: Tensor2D[] = []
    let y = this.way === 'early' ? (tf.matMul(x, firstWeight(modules.at(-1)!)) as Tensor2D) : x
    for (const module of this.way === 'back' ? modules.reverse() : modules) {
      y = module.forward(y)
      results.push(y)
    }
    return this.tail.forward(this.way === 'all' ? tf.addN(results) : y)
  }
}

class Fork extends Module {
  readonly left: Layer
  readonly right: Layer
  constructor(left: Layer, right: Layer) {
    super()
    this.left = left
    this.right = right
  }
  forward(x: Tensor2D): Tensor2D {
    return tf.sub(this.left.forward(x), this.right.forward(x))
  }
}

const firstWeight = (module: Layer): Tensor2D =>
  [...module.namedVariables()].find(([, { rank }]) => rank === 2)![1] as unknown as Tensor2D

/** The module; `vary` is another number for each, by which literals differ. */
function moduleOf(spec: Spec, vary: () => number): Layer {
  const each = <T>(size: number, make: () => T) => Array.from({ length: size }, make)
  switch (spec.kind) {
    case 'unit':
      return new Unit(spec.act) as Layer
    case 'pair':
      return new Pair(spec.adds, vary() % 3 === 0 ? 0.3 : 0.1) as Layer
    case 'layers':
      return new Sequential(
        linear(),
        new ReLU(),
        linear(),
        spec.six ? new ReLU6() : new ReLU(),
      ) as unknown as Layer
    case 'stack':
      return new Stack(
        spec,
        each(spec.size, () => moduleOf(spec.inner, vary)),
        moduleOf(spec.tail, vary),
      ) as Layer
    case 'fork':
      return new Fork(moduleOf(spec.left, vary), moduleOf(spec.right, vary)) as Layer
    case 'sequential':
      return new Sequential(...each(spec.size, () => moduleOf(spec.inner, vary))) as unknown as Layer
  }
}

const spec: fc.Memo<Spec> = fc.memo((depth) => {
  const unit = fc.record({ kind: fc.constant('unit' as const), act: fc.nat(ACTS.length - 1) })
  const pair = fc.record({ kind: fc.constant('pair' as const), adds: fc.boolean() })
  const layers = fc.record({ kind: fc.constant('layers' as const), six: fc.boolean() })
  if (depth <= 1) return fc.oneof(unit, pair, layers)
  const inner = spec(depth - 1)
  const stack = fc.record({
    kind: fc.constant('stack' as const),
    name: fc.constantFrom(...NAMES),
    inner,
    tail: inner,
    size: fc.integer({ min: 1, max: 4 }),
    way: fc.constantFrom('on' as const, 'on' as const, 'back' as const, 'early' as const, 'all' as const),
  })
  const fork = fc.record({ kind: fc.constant('fork' as const), left: inner, right: inner })
  const sequential = fc.record({
    kind: fc.constant('sequential' as const),
    inner,
    size: fc.integer({ min: 2, max: 5 }),
  })
  return fc.oneof({ weight: 3, arbitrary: stack }, fork, sequential, unit, pair, layers)
})

class Net extends Module {
  readonly stages: ModuleList<Layer>
  readonly more: Layer
  constructor(stage: Spec, more: Spec, isTied: boolean) {
    super()
    let count = 0
    const vary = () => count++
    const stages = [0, 1, 2, 3].map(() => moduleOf(stage, vary))
    // The third is the second once more.
    if (isTied) stages[2] = stages[1]!
    this.stages = new ModuleList(stages)
    this.more = moduleOf(more, vary)
  }
  forward(x: Tensor2D): Tensor2D {
    let y = x
    for (const stage of this.stages) y = stage.forward(y)
    return this.more.forward(y)
  }
}

const bits = (value: { dataSync?(): Float32Array; data: Float32Array }) => [
  ...(value.dataSync?.() ?? value.data),
]
const opsOf = (graph: Graph) =>
  graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)
const shape = { x: ['batch', SIZE] } as const

beforeAll(async () => {
  await tf.setBackend('wasm')
})

/** A model is traced, quantized, emitted twice and run: which takes several times as long as a chain. */
const RUNS = Math.ceil(Number(process.env.TSFX_FUZZ_RUNS ?? 60) / 5)

/** Found by fuzzing: a list whose items have literals, read like lists that a method takes whole. */
const UNITS = { kind: 'stack', name: 'items', inner: { kind: 'unit', act: 0 }, size: 3, way: 'on' } as const
const FOUND: [Spec, Spec, boolean][] = [
  [
    {
      kind: 'stack',
      name: 'items',
      inner: { ...UNITS, tail: { kind: 'pair', adds: false } },
      tail: { ...UNITS, inner: { kind: 'unit', act: 1 }, tail: { kind: 'layers', six: false } },
      size: 2,
      way: 'early',
    },
    { ...UNITS, tail: { kind: 'pair', adds: false }, size: 1, way: 'all' },
    true,
  ],
]

it('nested modules that repeat', async () => {
  const kept: EmittedFiles[] = []
  const check = async (graph: Graph, isInteger: boolean) => {
    const files = emit(graph, { name: 'net' })
    kept.push(files)
    const text = files['net.fx.ts'] as string
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
    const { load } = await importEmitted<Emitted>(files)
    const x = tf.tensor2d(
      Array.from({ length: 2 * SIZE }, (_, i) => Math.sin(i * 7)),
      [2, SIZE],
    )
    const model = await load(isInteger ? { tf } : undefined)
    expect(bits(model.forward(x))).toEqual(bits(interpret(graph, { x }, { tf }) as never))
    if (!isInteger) expect(opsOf(trace(model as never, shape, { verify: false }))).toEqual(opsOf(graph))
  }
  await fc.assert(
    fc.asyncProperty(spec(3), spec(2), fc.boolean(), async (stage, more, isTied) => {
      const graph = trace(new Net(stage, more, isTied).eval(), shape, { verify: false })
      await check(graph, false)
      const fused = fuse(graph)
      const prepared = prepare(fused, { backend: 'wasm' })
      const sample = { x: tf.randomNormal([3, SIZE], 0, 1, 'float32', 3) }
      await check(convert(prepared, await calibrate(prepared, [sample])), true)
    }),
    { numRuns: RUNS, examples: FOUND },
  )
  expect(typeErrorsOfEach(kept).flat()).toEqual([])
}, 600_000)
