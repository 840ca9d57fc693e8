import { type Graph, verify } from '@tsfx/ir'
import { opCatalog } from './registry.ts'

/** `verify` with the registered ops: torch.fx's `graph.lint()`. @throws TSFX0004, TSFX0007, TSFX0014 naming the node and its place. */
export const lint = (graph: Graph): void => verify(graph, opCatalog)
