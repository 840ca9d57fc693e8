import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Arg, type Args, type FxNode, type Graph, graphToJson, printGraph, Ref, verify } from '@tsfx/ir'
import { bindTfjs, defineOp, opCatalog, registerOp } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from '../graphs.fixture.ts'
import { runPasses } from '../manager/runPasses.ts'
import { applyPass } from './applyPass.fixture.ts'
import type { NewArgs } from './opCall.ts'
import { Transformer, transformerPass } from './transformer.ts'

/** An op of the user's: x * sigmoid(1.702 x). */
const gelu = defineOp({
  name: 'transformerTest.gelu',
  summary: 'The sigmoid approximation of gelu.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: ({ tf }, { x }) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702))),
  capture: [],
  print: ({ x }) => ({ callee: 'gelu', args: [x] }),
})

const seen: number[] = []
const log = defineOp({
  name: 'transformerTest.log',
  summary: 'Notes the sum of its input.',
  domain: 'any',
  pure: false,
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: (_, { x }) => {
    seen.push(tf.sum(x as tf.Tensor).dataSync()[0]!)
    return x
  },
  capture: [],
  print: ({ x }) => ({ callee: 'log', args: [x] }),
})

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
  registerOp(gelu)
  registerOp(log)
})

const show = (graph: Graph) => `\n${printGraph(graph, { places: false })}\n`
const names = (graph: Graph) => graph.nodes.map((node) => node.name)
const x5 = (g: GraphBuilder, name = 'x') => g.input(name, [BATCH, 5])

function transform(transformer: Transformer, graph: Graph): Graph {
  const { graph: after, patches, inverse } = transformer.transform(graph)
  verify(after, opCatalog)
  expect(graphToJson(after.apply(inverse))).toEqual(graphToJson(graph))
  expect(graphToJson(graph.apply(patches))).toEqual(graphToJson(after))
  return after
}

describe('Transformer', () => {
  const model = () =>
    buildGraph((g) => {
      const x = x5(g)
      const h = g.op('linear', 'h', { x, weight: g.param('fc.weight', [5, 5]) }, { scope: 'fc' })
      const r = g.op('relu', 'r', { x: h }, { scope: 'act', comment: 'the nonlinearity' })
      const d = g.op('dropout', 'd', { x: r, rate: 0 })
      return { sum: g.op('add', 'sum', { a: d, b: h }), r }
    })

  it('changes nothing by itself', () => {
    const before = model()
    expect(new Transformer().transform(before).graph).toBe(before)
  })

  it('swaps an op in place, which keeps its identity', () => {
    class Swap extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        return super.callFunction(node.isOp('relu') ? node.with({ target: 'relu6' }) : node, args)
      }
    }
    const before = model()
    const after = transform(new Swap(), before)
    expect(after.find('r')!.target).toBe('relu6')
    expect(after.find('r')!.id).toBe(before.find('r')!.id)
    expect(after.find('r')!.meta.from?.map(({ target }) => target)).toEqual(['relu'])
    expect(names(after)).toEqual(names(before))
  })

  it('swaps an op by a call, which takes over name, scope and comment', () => {
    class Swap extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        return node.isOp('relu') ? this.call('relu6', args) : super.callFunction(node, args)
      }
    }
    const after = transform(new Swap(), model())
    const { target, scope, meta } = after.find('r')!
    expect({ target, scope, comment: meta.comment }).toEqual({
      target: 'relu6',
      scope: 'act',
      comment: 'the nonlinearity',
    })
    expect(meta.from?.map(({ name }) => name)).toEqual(['r'])
    expect(names(after)).toEqual(names(model()))
  })

  it('decomposes gelu', () => {
    class DecomposeGelu extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        if (!node.isOp(gelu.name)) return super.callFunction(node, args)
        const { x } = args
        const gate = this.call('sigmoid', { x: this.call('mul', { a: x, b: 1.702 }) })
        return this.call('mul', { a: x, b: gate })
      }
    }
    const before = buildGraph((g) => {
      const once = g.op(gelu.name, 'once', { x: x5(g) }, { scope: 'act' })
      return g.op(gelu.name, 'twice', { x: once })
    })
    const after = transform(new DecomposeGelu(), before)
    expect(after.find('mul')?.meta.pass).toBe('DecomposeGelu')
    const byAnother = transform(new (class extends DecomposeGelu {})(), before)
    expect(byAnother.find('mul')?.meta.pass).toBe('Transformer')
    expect(show(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        _constant = get_attr _constant  : float32[]
        mul = mul(x, _constant)         : float32[batch, 5]
        sigmoid = sigmoid(mul)          : float32[batch, 5]
        once = mul(x, sigmoid)          : float32[batch, 5]
        mul_2 = mul(once, _constant)    : float32[batch, 5]
        sigmoid_1 = sigmoid(mul_2)      : float32[batch, 5]
        twice = mul(once, sigmoid_1)    : float32[batch, 5]
        return twice
      "
    `)
    expect(difference(before, after)).toBeNull()
    expect(
      after.nodes.filter(({ kind }) => kind === 'call_function').every(({ meta }) => meta.from?.length === 1),
    ).toBe(true)
    expect(transform(new DecomposeGelu(), after)).toBe(after)
  })

  it('drops dropout, by giving its input in its place', () => {
    class DropDropout extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        return node.isOp('dropout') ? args.x! : super.callFunction(node, args)
      }
    }
    const before = model()
    const after = transform(new DropDropout(), before)
    expect(names(after)).toEqual(names(before).filter((name) => name !== 'd'))
    expect(difference(before, after)).toBeNull()
  })

  it('puts a logging op behind each node of a scope, and before its users', () => {
    class Log extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        const y = super.callFunction(node, args)
        return node.scope === 'act' ? this.call(log.name, { x: y }) : y
      }
    }
    const before = model()
    const after = transform(new Log(), before)
    expect(after.nodes.map(({ target }) => target).slice(3, 6)).toEqual(['relu', log.name, 'dropout'])
    seen.length = 0
    expect(difference(before, after)).toBeNull()
    expect(seen).toHaveLength(1)
  })

  it('puts something behind inputs and parameters, and inputs stay in front', () => {
    class Stubs extends Transformer {
      protected override placeholder(node: FxNode) {
        return this.call('quantStub', { x: super.placeholder(node) })
      }
      protected override getAttr(node: FxNode) {
        return this.call('tanh', { x: super.getAttr(node) })
      }
      protected override output(_node: FxNode, args: Args): Arg {
        return { result: this.call('deQuantStub', { x: args.value }) }
      }
    }
    const before = buildGraph((g) => {
      const [a, b] = [x5(g, 'a'), x5(g, 'b')]
      return g.op('mul', 'y', { a: g.op('add', 's', { a, b }), b: g.param('w', [5]) })
    })
    const after = transform(new Stubs(), before)
    expect(show(after)).toMatchInlineSnapshot(`
      "
      Net(a: float32[batch, 5], b: float32[batch, 5])
        quantStub = quantStub(a)         : float32[batch, 5]
        quantStub_1 = quantStub(b)       : float32[batch, 5]
        s = add(quantStub, quantStub_1)  : float32[batch, 5]
        w = get_attr w                   : float32[5]
        tanh = tanh(w)                   : float32[5]
        y = mul(s, tanh)                 : float32[batch, 5]
        deQuantStub = deQuantStub(y)     : float32[batch, 5]
        return {result: deQuantStub}
      "
    `)
  })

  it('gives several outputs, and items of them', () => {
    class Pairs extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        if (!node.isOp('sigmoid')) return super.callFunction(node, args)
        return [this.call('relu', args), this.call('tanh', args)]
      }
    }
    const before = buildGraph((g) => {
      const y = g.op('sigmoid', 'y', { x: x5(g) })
      const id = y.node
      const pair = { kind: 'tuple', items: [g.edit.node(id).type!, g.edit.node(id).type!] } as const
      // As an op with two results would be.
      g.edit.update(id, { type: pair })
      return [new Ref(id, 1), new Ref(id, 0)]
    })
    const after = new Pairs().transform(before).graph
    const [first, second] = after.output!.args.value as readonly Ref[]
    expect([after.node(first!.node).target, after.node(second!.node).target]).toEqual(['tanh', 'relu'])
  })

  it('refuses a value that has not the items that are used, and names the user', () => {
    const giving = (value: (first: Ref) => Arg) => {
      class Giving extends Transformer {
        protected override callFunction(node: FxNode, args: Args): Arg {
          return node.isOp('sigmoid') ? value(this.call('relu', args)) : super.callFunction(node, args)
        }
      }
      return new Giving()
    }
    const before = buildGraph((g) => {
      const y = g.op('sigmoid', 'y', { x: x5(g) })
      const { type } = g.edit.node(y.node)
      g.edit.update(y.node, { type: { kind: 'tuple', items: [type!, type!] } })
      return g.op('sub', 'difference', { a: new Ref(y.node, 0), b: new Ref(y.node, 1) })
    })
    const refusal = (index: number) =>
      `TSFX0013 difference uses item ${index} of a value that has no such item now`
    expect(() => giving((first) => [first]).transform(before)).toThrow(refusal(1))
    expect(() => giving((first) => new Ref(first.node, 0)).transform(before)).toThrow(refusal(0))
    expect(() => giving(() => 1).transform(before)).toThrow(refusal(0))
  })

  it('infers types that follow from a change, and no others', () => {
    class Wider extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        return node.name === 'wide'
          ? this.call('concat', { xs: [args.x!, args.x!], axis: 1 })
          : super.callFunction(node, args)
      }
    }
    const before = buildGraph((g) => {
      const x = x5(g)
      return [g.op('tanh', 't', { x: g.op('relu', 'wide', { x }) }), g.op('relu', 'same', { x })]
    })
    const after = transform(new Wider(), before)
    expect(show(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        wide = concat(xs=[x, x], axis=1)  : float32[batch, 10]
        t = tanh(wide)                    : float32[batch, 10]
        same = relu(x)                    : float32[batch, 5]
        return [t, same]
      "
    `)
    expect(after.find('same')).toBe(before.find('same'))
  })

  it('visits opaque modules', () => {
    class Replace extends Transformer {
      protected override callModule(node: FxNode, args: Args) {
        return node.target === 'old' ? this.call('relu', args) : super.callModule(node, args)
      }
    }
    const before = buildGraph((g) => {
      const x = x5(g)
      const { type } = g.edit.node(x.node)
      const call = (target: string, arg: Arg) =>
        new Ref(g.edit.append({ kind: 'call_module', target, args: { x: arg }, type }).id)
      return call('kept', call('old', x))
    })
    expect(transform(new Replace(), before).nodes.map(({ target }) => target)).toEqual([
      'x',
      'relu',
      'kept',
      'output',
    ])
  })

  it('is a pass: with facts, provenance and a record of its own', () => {
    class Swap extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        return node.isOp('relu') ? this.call('relu6', args) : super.callFunction(node, args)
      }
    }
    const pass = transformerPass(new Swap(), { name: 'swap', summary: 'Swaps.' })
    const { graph, records } = runPasses(model(), [pass])
    expect(graph.find('r')!.meta.pass).toBe('swap')
    expect(records.map(({ name }) => name)).toEqual(['swap'])
    expect(applyPass(graph, pass).graph).toBe(graph)
  })

  it('names the class, the method and the node when a value is missing (TSFX2037), and can be used again', () => {
    class Forgetful extends Transformer {
      protected override callFunction(node: FxNode, args: Args): Arg {
        if (node.isOp('relu')) return undefined as never
        return super.callFunction(node, args)
      }
    }
    const error = errorOf(() => new Forgetful().transform(model()))
    expect([error.code, error.summary, error.place.node]).toEqual([
      'TSFX2037',
      'Forgetful.callFunction returned nothing for r',
      'r',
    ])
  })

  it('refuses calls that cannot be, and calls outside a transformation', () => {
    class Wrong extends Transformer {
      make(op: string, args: Readonly<Record<string, unknown>>) {
        return this.call(op, args as NewArgs)
      }
    }
    class Inside extends Wrong {
      readonly #op: string
      readonly #args: Readonly<Record<string, unknown>>
      constructor(op: string, args: Readonly<Record<string, unknown>>) {
        super()
        this.#op = op
        this.#args = args
      }
      protected override output() {
        return this.make(this.#op, this.#args)
      }
    }
    const codeOf = (op: string, args: Readonly<Record<string, unknown>>) => {
      const error = errorOf(() => new Inside(op, args).transform(model()))
      return [error.code, error.summary]
    }
    expect(codeOf('relu7', {})).toEqual(['TSFX2031', "there is no op 'relu7'; did you mean 'relu'?"])
    expect(codeOf('add', { a: 1 })).toEqual([
      'TSFX2032',
      "add needs the argument 'b', which output does not give",
    ])
    expect(codeOf('relu', { x: 1, y: 2 })).toEqual(['TSFX0511', "relu: there is no argument 'y'"])
    const outside = errorOf(() => new Wrong().make('relu', {}))
    expect([outside.code, outside.summary]).toEqual([
      'TSFX2038',
      'Wrong makes a call of relu while it transforms no graph',
    ])
  })

  it('takes a chain of 20,000 nodes', () => {
    class Swap extends Transformer {
      protected override callFunction(node: FxNode, args: Args) {
        return node.isOp('relu') ? this.call('relu6', args) : super.callFunction(node, args)
      }
    }
    const before = buildGraph((g) => {
      let x = x5(g)
      for (let i = 0; i < 20_000; i++) x = g.op('relu', 'r', { x })
      return x
    })
    const { graph } = new Swap().transform(before)
    expect(graph.nodes).toHaveLength(20_002)
    expect(graph.nodesOf('relu6')).toHaveLength(20_000)
  })
})
