/** @file Small graphs for the tests of the interpreter, and what they compute. */
import * as tf from '@tensorflow/tfjs-core'
import { type Arg, type Edit, Graph, type NewNode, type NodeId, Ref, tensorType } from '@tsfx/ir'
import { eachTensor } from './eachTensor.ts'
import { bytesParam } from './paramValue.ts'
import { opNamed } from './registry.ts'
import type { Value } from './value.ts'

/** Appends nodes of a graph under construction, as refs. */
class Builder {
  readonly #edit: Edit

  constructor(edit: Edit) {
    this.#edit = edit
  }

  input(name = 'x', shape: Parameters<typeof tensorType>[1] = [4]): Ref {
    return this.#append({ kind: 'placeholder', target: name, name, type: tensorType('float32', shape) })
  }

  param(path: string, values: readonly number[]): Ref {
    this.#edit.setParam(path, bytesParam(Float32Array.from(values), 'float32', [values.length]))
    return this.#append({ kind: 'get_attr', target: path })
  }

  call(target: string, args: Readonly<Record<string, Arg>>, more: Partial<NewNode> = {}): Ref {
    const normal = opNamed(target)?.normalize(args) ?? args
    return this.#append({ kind: 'call_function', target, name: target, args: normal, ...more })
  }

  module(target: string, args: Readonly<Record<string, Arg>>): Ref {
    return this.#append({ kind: 'call_module', target, name: target, args })
  }

  output(value: Arg): void {
    this.#append({ kind: 'output', target: 'output', args: { value } })
  }

  #append(node: NewNode): Ref {
    return new Ref(this.#edit.append(node).id)
  }
}

export const build = (make: (builder: Builder) => void): Graph =>
  Graph.empty({ inputs: { x: 'x' } }).edit((edit) => make(new Builder(edit))).graph

export const idOf = (graph: Graph, name: string): NodeId => graph.find(name)!.id
export const numbers = (value: Value | undefined): number[] => [...(value as tf.Tensor).dataSync()]
export const dispose = (value: Value): void => eachTensor(value, (tensor) => tensor.dispose())

/** `tanh(relu(x) + bias)`. */
export const network = (): Graph =>
  build((g) => {
    const hidden = g.call('relu', { x: g.input() })
    g.output(g.call('tanh', { x: g.call('add', { a: hidden, b: g.param('bias', [1, 2, 3, 4]) }) }))
  })

/** `length` relus in a row. */
export const chain = (length: number): Graph =>
  build((g) => {
    let x = g.input()
    for (let i = 0; i < length; i++) x = g.call('relu', { x })
    g.output(x)
  })

export const input = (): tf.Tensor => tf.tensor1d([1, -2, 3, -4])
