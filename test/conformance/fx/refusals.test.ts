/** @file What is refused while a graph is edited, run or read, and the text that says so: the text is part of the contract. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  type Arg,
  type CallArgs,
  type Edit,
  type FxNode,
  freezeArg,
  Graph,
  Interpreter,
  interpret,
  type NodeId,
  opCatalog,
  Ref,
  type Value,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { batch, chain, idOf, named, refusal, reluAdd, sketch, withNode } from './graphs.fixture.ts'

const NOWHERE = 99 as NodeId
const call = (name: string, x: Ref) => ({ kind: 'call_function', target: 'relu', name, args: { x } }) as const
const editing = (recipe: (edit: Edit, id: (name: string) => NodeId) => unknown): string => {
  const base = reluAdd()
  return refusal(() => base.edit((edit) => recipe(edit, (name) => idOf(base, name))))
}
/** What `verify` says of the graph that `recipe` leaves. */
const verifying = (base: Graph, recipe: (edit: Edit, id: (name: string) => NodeId) => unknown): string =>
  refusal(() => verify(base.edit((edit) => recipe(edit, (name) => idOf(base, name))).graph, opCatalog))

describe('an edit refuses', () => {
  it('to erase a node that still has users, and names them', () => {
    expect(editing((edit, id) => edit.erase(id('x')))).toBe(
      'TSFX0003: x cannot be erased: it is still used by y, z',
    )
  })

  it('to erase a node that is not in the graph', () => {
    expect(editing((edit) => edit.erase(NOWHERE))).toBe(
      'TSFX0002: node 99 is not in graph Net at this point of the edit',
    )
  })

  it('to erase a node a second time', () => {
    const base = reluAdd()
    const { id } = named(base, 'z')
    const twice = () =>
      base.edit((edit) => {
        edit.replaceAllUsesWith(id, idOf(base, 'y'))
        edit.erase(id)
        edit.erase(id)
      })
    expect(refusal(twice)).toBe(`TSFX0002: node ${id} is not in graph Net at this point of the edit`)
  })

  it('to insert at a node of another graph', () => {
    const foreign = idOf(chain(9), 'r_8')
    expect(editing((edit, id) => edit.insertBefore(foreign, call('a', new Ref(id('x')))))).toBe(
      `TSFX0002: node ${foreign} is not in graph Net at this point of the edit`,
    )
  })

  it('to replace uses by a node of another graph', () => {
    const foreign = idOf(chain(9), 'r_8')
    expect(editing((edit, id) => edit.replaceAllUsesWith(id('y'), foreign))).toBe(
      `TSFX0002: node ${foreign} is not in graph Net at this point of the edit`,
    )
  })

  it('arguments that use a node of another graph', () => {
    expect(editing((edit, id) => edit.setArgs(id('y'), { x: new Ref(NOWHERE) }))).toMatch(
      /^TSFX0002: node 99, which y uses, is not in graph Net/,
    )
  })

  it.each<[string, unknown, string]>([
    ['a tensor', tf.scalar(1), 'is a Tensor; tensors and typed arrays are parameters: edit.setParam'],
    ['a node instead of a use of it', named(chain(1), 'x'), 'is the node x itself; write new Ref(node.id)'],
    ['undefined', undefined, 'is undefined; write null for what is left out'],
    ['a function', () => 1, 'is a function'],
    [
      'a typed array',
      new Float32Array(2),
      'is a Float32Array; tensors and typed arrays are parameters: edit.setParam',
    ],
  ])('as an argument %s', (_, arg, problem) => {
    expect(editing((edit, id) => edit.setArgs(id('y'), { x: arg as Arg }))).toBe(
      `TSFX0008: argument x of y ${problem}`,
    )
  })

  it('to write into the arguments of a node', () => {
    const { args } = named(reluAdd(), 'z') as { args: Record<string, unknown> }
    expect(() => {
      args.a = 1
    }).toThrow(TypeError)
    expect(() => {
      delete args.b
    }).toThrow(TypeError)
  })

  it('to write into a list among the arguments', () => {
    const graph = sketch((g) => g.op('concat', { xs: [g.input('x')] }, { name: 'joined' }))
    const { xs } = named(graph, 'joined').args as unknown as { xs: unknown[] }
    expect(() => xs.push(1)).toThrow(TypeError)
    expect(() => xs.splice(0, 1)).toThrow(TypeError)
    const frozen = freezeArg({ pads: [[1, 2]] }) as { pads: number[][] }
    expect(() => frozen.pads[0]!.push(3)).toThrow(TypeError)
  })

  it('to write into a node or its meta', () => {
    const node = named(reluAdd(), 'y') as unknown as { name: string; meta: { comment: string } }
    expect(() => {
      node.name = 'other'
    }).toThrow(TypeError)
    expect(() => {
      node.meta.comment = 'other'
    }).toThrow(TypeError)
  })

  it('to write into the list of nodes', () => {
    expect(() => (reluAdd().nodes as unknown[]).pop()).toThrow(TypeError)
  })
})

describe('verify refuses', () => {
  it('a name that is no identifier', () => {
    const graph = reluAdd()
    const y = named(graph, 'y').with({ name: 'not a name' })
    expect(refusal(() => verify(withNode(graph, y)))).toBe(
      'TSFX0004: graph Net is broken: "not a name" has a name that is no legal identifier',
    )
  })

  it('two nodes of one name', () => {
    const graph = reluAdd()
    const y = named(graph, 'y').with({ name: 'x' })
    expect(refusal(() => verify(withNode(graph, y)))).toBe(
      'TSFX0004: graph Net is broken: x has a name that another node has',
    )
  })

  it('a value used before it is defined, naming both', () => {
    const graph = reluAdd()
    const y = named(graph, 'y').with({ args: { x: new Ref(idOf(graph, 'z')) } })
    expect(refusal(() => verify(withNode(graph, y)))).toBe(
      'TSFX0004: graph Net is broken: y uses z, which does not come before it',
    )
  })

  it('an op that nobody registered', () => {
    expect(verifying(reluAdd(), (edit, id) => edit.update(id('y'), { target: 'relux' }))).toBe(
      "TSFX0007: y calls 'relux', which is no registered op",
    )
  })

  it('an argument that the op does not have', () => {
    const base = reluAdd()
    const recipe = (edit: Edit, id: (name: string) => NodeId) =>
      edit.setArgs(id('y'), { x: new Ref(id('x')), slope: 1 })
    expect(verifying(base, recipe)).toBe("TSFX0014: y (relu) has bad arguments: there is no argument 'slope'")
  })

  it('a number where the op takes a value', () => {
    expect(verifying(reluAdd(), (edit, id) => edit.setArgs(id('y'), { x: 3 }))).toBe(
      'TSFX0014: y (relu) has bad arguments: x must be a value, not 3',
    )
  })

  it('a value where the op takes a number', () => {
    const base = sketch((g) => g.op('concat', { xs: [g.input('x')] }, { name: 'joined' }))
    const recipe = (edit: Edit, id: (name: string) => NodeId) =>
      edit.setArgs(id('joined'), { xs: [new Ref(id('x'))], axis: new Ref(id('x')) })
    expect(verifying(base, recipe)).toBe(
      'TSFX0014: joined (concat) has bad arguments: axis must be an integer',
    )
  })

  it('a parameter that is not there', () => {
    const base = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [1, 2]) }))
    expect(verifying(base, (edit) => edit.removeParam('bias'))).toBe(
      "TSFX0004: graph Net is broken: bias reads 'bias', which is no parameter",
    )
  })

  it('to read a parameter that is not there', () => {
    const base = reluAdd()
    expect(refusal(() => base.edit((edit) => edit.getAttrBefore(idOf(base, 'y'), 'bias')))).toMatch(
      /^TSFX0017: .*bias/,
    )
  })

  it('a type that does not follow from the inputs', () => {
    const type = { kind: 'tensor', dtype: 'float32', shape: [5] } as const
    expect(verifying(reluAdd(), (edit, id) => edit.update(id('y'), { type }))).toBe(
      'TSFX0004: graph Net is broken: y (relu) is typed float32[5], but its inputs make it float32[2]',
    )
  })

  it('shapes that do not go together', () => {
    const base = sketch((g) => g.op('add', { a: g.input('x', [batch, 3]), b: g.input('w', [3]) }))
    const type = { kind: 'tensor', dtype: 'float32', shape: [4] } as const
    expect(verifying(base, (edit, id) => edit.update(id('w'), { type }))).toMatch(
      /^TSFX0004: graph Net is broken: add \(add\) does not fit its inputs: add: .*\[batch, 3\].*\[4\]/,
    )
  })

  it('a graph without an output', () => {
    const { graph } = Graph.empty({ name: 'Net' }).edit((edit) =>
      edit.append({ kind: 'placeholder', target: 'x' }),
    )
    expect(refusal(() => verify(graph))).toBe('TSFX0004: graph Net is broken: there is no output node')
  })

  it('an output that is not last', () => {
    const base = reluAdd()
    expect(
      verifying(base, (edit, id) => edit.insertAfter(id('output'), call('late', new Ref(id('x'))))),
    ).toBe('TSFX0004: graph Net is broken: output is an output and not the last node')
  })

  it('a second placeholder of one input', () => {
    const base = sketch((g) => [g.input('x'), g.input('w')])
    expect(verifying(base, (edit, id) => edit.update(id('w'), { target: 'x' }))).toBe(
      "TSFX0004: graph Net is broken: w is a second placeholder of 'x'",
    )
  })

  it('a quantized value that flows into a float op', () => {
    const base = reluAdd()
    const q = { scale: [1], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
    const type = { kind: 'tensor', dtype: 'int8', shape: [2], q } as const
    expect(verifying(base, (edit, id) => edit.update(id('x'), { type }))).toBe(
      'TSFX0004: graph Net is broken: y (relu) computes in float, but x is int8[2]{1, 0}',
    )
  })

  it('and names the node and its place in the source', () => {
    const loc = { file: 'src/net.ts', line: 4, column: 9 }
    const graph = sketch((g) => g.op('relu', { x: g.input('x') }, { name: 'y', loc }))
    const broken = graph.edit((edit) => edit.update(idOf(graph, 'y'), { target: 'relux' })).graph
    expect(() => verify(broken, opCatalog)).toThrow(/node: y[\s\S]*src\/net\.ts:4:9/)
  })
})

describe('a run refuses', () => {
  it('an input that is missing, by its name', () => {
    expect(refusal(() => interpret(reluAdd(), {}, { tf }))).toMatch(/^TSFX0512: input 'x' is missing$/)
  })

  it('an input that forward does not take', () => {
    const inputs = { x: tf.zeros([2]), mask: tf.zeros([2]) }
    expect(refusal(() => interpret(reluAdd(), inputs, { tf }))).toBe(
      "TSFX0512: input 'mask' is no input of Net, which takes 'x'",
    )
  })

  it('an input of another shape, showing both', () => {
    expect(refusal(() => interpret(reluAdd(), { x: tf.zeros([3]) }, { tf }))).toBe(
      "TSFX0512: input 'x' has shape [3], but [2] is expected",
    )
  })

  it('an opaque module that nobody can call', () => {
    const graph = sketch((g) => g.module('gate', g.input('x')))
    expect(refusal(() => interpret(graph, { x: tf.zeros([2]) }, { tf }))).toMatch(/^TSFX0514: .*'gate'/)
  })

  it('a call of an op that nobody registered', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'y'), { target: 'relux' }))
    expect(refusal(() => interpret(graph, { x: tf.zeros([2]) }, { tf }))).toMatch(/^TSFX0515: .*'relux'/)
  })

  it('an op that throws, naming the node, the op and the cause', () => {
    class Failing extends Interpreter {
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        if (node.name === 'z') throw new RangeError('out of cheese')
        return super.callFunction(node, args)
      }
    }
    const run = () => new Failing(reluAdd(), { tf }).run({ x: tf.zeros([2]) })
    expect(refusal(run)).toBe('TSFX0513: add failed while computing z: out of cheese')
  })
})
