/** @file The meaning of a graph in one call, against which emitted code and passes are tested. */
import type { Graph } from '@tsfx/ir'
import { Interpreter, type InterpretOptions } from './interpreter.ts'
import type { Value } from './value.ts'

/**
 * Computes the graph's result from its inputs by placeholder target, e.g. `{ x: tensor }`. Each intermediate tensor is
 * disposed after its last use; the result is the caller's, as that of any op.
 * @throws what `Interpreter.run` does.
 */
export const interpret = (
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  options: InterpretOptions = {},
): Value => new Interpreter(graph, options).run(inputs)
