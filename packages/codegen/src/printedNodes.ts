/** @file The printed call of each node that makes one: the op's own printed form, or a call of an opaque module. */
import { type FxNode, type Graph, legalIdentifier, type NodeId, type Origin } from '@tsfx/ir'
import { opNamed, type PrintedCall } from '@tsfx/ops'
import { opaqueModule, unimportableCall, unprintableOp } from './diagnostics.generated.ts'
import type { EmitOptions } from './emit.ts'
import { inlineScalars } from './inlineScalars.ts'
import { relativePath } from './relativePath.ts'
import { RESERVED_NAMES } from './reservedNames.ts'

export interface Imported {
  /** Name of the export. */
  readonly name: string
  /** Name in the emitted module. */
  readonly local: string
  readonly module: string
  readonly typeOnly: boolean
}

export interface PrintedNodes {
  /** Calls by node; that of an opaque module is a call of its `forward`. */
  readonly calls: ReadonlyMap<NodeId, PrintedCall>
  /** Functions of the user's that the calls need, and classes of opaque modules. */
  readonly imports: readonly Imported[]
  /** Opaque modules: their class's local name, by path. The emitted class takes them as an argument. */
  readonly opaque: ReadonlyMap<string, string>
}

/** @throws TSFX4001 for an op that is not registered, TSFX4002 and TSFX4006 for a call that cannot be imported. */
export function printNodes(graph: Graph, options: EmitOptions): PrintedNodes {
  const calls = new Map<NodeId, PrintedCall>()
  const imports = new Map<string, Imported>()
  const opaque = new Map<string, string>()
  for (const node of graph.nodes) {
    if (node.kind === 'call_module') {
      const { module, export: name } = originOf(graph, node)
      opaque.set(node.target, importOnce(imports, name, moduleSpecifier(module, options), true))
      calls.set(node.id, { callee: 'forward', args: Object.values(node.args) })
    } else if (node.kind === 'call_function') {
      const { call, from } = printOp(node)
      const callee =
        from === null ? call.callee : importOnce(imports, call.callee, moduleSpecifier(from, options), false)
      calls.set(node.id, inlineScalars({ ...call, callee }, node, graph))
    }
  }
  return { calls, imports: [...imports.values()], opaque }
}

/** The call, and where its callee is exported; null for `tf.x` and `q.x`. */
function printOp(node: FxNode): { readonly call: PrintedCall; readonly from: string | null } {
  const op = opNamed(node.target)
  if (!op) throw unprintableOp({ op: node.target }, { node: node.name, loc: node.loc })
  const call = op.print(node.args)
  if (op.importFrom === null && !/^(tf|q)\./.test(call.callee)) {
    throw unimportableCall({ op: op.name, callee: call.callee }, { node: node.name, loc: node.loc })
  }
  return { call, from: op.importFrom }
}

function originOf(graph: Graph, node: FxNode): Origin {
  const { origin } = node.meta
  const refuse = (problem: string) =>
    opaqueModule({ path: node.target, problem }, { node: node.name, loc: node.loc })
  if (!origin) throw refuse('has no known origin')
  // `loadModel` makes integer modules by itself and has no modules to give.
  if (graph.meta.rounding !== null) throw refuse('stands in an integer graph')
  return origin
}

/** A file becomes relative to the output folder; a package specifier stays. */
const moduleSpecifier = (from: string, { outDir }: EmitOptions): string =>
  /^(file:|[/\\]|[A-Za-z]:[/\\])/.test(from) ? relativePath(outDir, from) : from

/** The local name of an export; two modules may export the same name, and one that this module has itself. */
function importOnce(imports: Map<string, Imported>, name: string, module: string, typeOnly: boolean): string {
  const key = JSON.stringify([module, name, typeOnly])
  const known = imports.get(key)
  if (known) return known.local
  const base = legalIdentifier(name)
  const taken = new Set([...RESERVED_NAMES, ...[...imports.values()].map(({ local }) => local)])
  let local = base
  for (let i = 1; taken.has(local); i++) local = `${base}_${i}`
  imports.set(key, { name, local, module, typeOnly })
  return local
}
