/** @file Untyped graphs of made-up ops, for the tests of edits that take whole regions. */
import { type Arg, Ref } from './arg.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import { Graph } from './graph.ts'
import { named } from './graphs.fixture.ts'
import { printGraph } from './printGraph.ts'

export const call = (edit: Edit, target: string, args: Record<string, Arg>, name = target): FxNode =>
  edit.append({ kind: 'call_function', target, name, args })

/** A graph of one placeholder for each of `inputs` and what `build` adds; its result is returned. */
export const graphOf = (
  inputs: readonly string[],
  build: (edit: Edit, refs: readonly Ref[]) => Arg,
  name = 'inner',
): Graph =>
  Graph.empty({ name }).edit((edit) => {
    const refs = inputs.map((target) => new Ref(edit.append({ kind: 'placeholder', target }).id))
    edit.append({ kind: 'output', target: 'output', args: { value: build(edit, refs) } })
  }).graph

/** a = f(x), b = g(a), c = h(a, b), returned. */
export const diamond = (): Graph =>
  graphOf(
    ['x'],
    (edit, [x]) => {
      const a = call(edit, 'f', { x: x! }, 'a')
      const b = call(edit, 'g', { x: new Ref(a.id) }, 'b')
      return new Ref(call(edit, 'h', { a: new Ref(a.id), b: new Ref(b.id) }, 'c').id)
    },
    'Net',
  )

export const lines = (graph: Graph): string[] =>
  printGraph(graph, { places: false })
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/ +:.*/, '').trim())

export const ids = (graph: Graph, ...names: string[]): NodeId[] => names.map((name) => named(graph, name).id)
