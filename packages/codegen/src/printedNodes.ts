/** @file The printed call of each node that makes one: the op's own printed form, or a call of an imported function. */
import { type FxNode, type Graph, legalIdentifier, type NodeId } from '@tsfx/ir'
import { opNamed, type PrintedCall } from '@tsfx/ops'
import { opaqueModule, unimportableCall, unprintableOp } from './diagnostics.generated.ts'
import type { EmitOptions } from './emit.ts'
import { relativePath } from './relativePath.ts'

export interface ImportedFunction {
  /** Name of the export. */
  readonly name: string
  /** Name in the emitted module. */
  readonly local: string
  readonly module: string
}

export interface PrintedNodes {
  readonly calls: ReadonlyMap<NodeId, PrintedCall>
  /** Functions of the user's that the calls need. */
  readonly imports: readonly ImportedFunction[]
}

interface Printed {
  readonly call: PrintedCall
  /** Where `call.callee` is exported; null for `tf.x` and `q.x`. */
  readonly from: string | null
}

/** @throws TSFX4001 for an op that is not registered, TSFX4002 and TSFX4006 for a call that cannot be imported. */
export function printNodes(graph: Graph, options: EmitOptions): PrintedNodes {
  const calls = new Map<NodeId, PrintedCall>()
  const imports = new Map<string, ImportedFunction>()
  for (const node of graph.nodes) {
    const printed = printNode(node)
    if (!printed) continue
    const { call, from } = printed
    const local =
      from === null ? call.callee : importFunction(imports, call.callee, moduleSpecifier(from, options))
    calls.set(node.id, { ...call, callee: local })
  }
  return { calls, imports: [...imports.values()] }
}

function printNode(node: FxNode): Printed | null {
  if (node.kind === 'call_function') {
    const op = opNamed(node.target)
    if (!op) throw unprintableOp({ op: node.target }, { node: node.name, loc: node.loc })
    const call = op.print(node.args)
    if (op.importFrom === null && !/^(tf|q)\./.test(call.callee)) {
      throw unimportableCall({ op: op.name, callee: call.callee }, { node: node.name, loc: node.loc })
    }
    return { call, from: op.importFrom }
  }
  if (node.kind !== 'call_module') return null
  const { origin } = node.meta
  if (!origin) throw opaqueModule({ path: node.target }, { node: node.name, loc: node.loc })
  return { call: { callee: origin.export, args: Object.values(node.args) }, from: origin.module }
}

/** A file becomes relative to the output folder; a package specifier stays. */
const moduleSpecifier = (from: string, { outDir }: EmitOptions): string =>
  /^(file:|[/\\]|[A-Za-z]:[/\\])/.test(from) ? relativePath(outDir, from) : from

/** The local name of an export; two modules may export the same name. */
function importFunction(imports: Map<string, ImportedFunction>, name: string, module: string): string {
  const key = JSON.stringify([module, name])
  const known = imports.get(key)
  if (known) return known.local
  const base = legalIdentifier(name)
  const taken = new Set([...imports.values()].map(({ local }) => local))
  let local = base
  for (let i = 1; taken.has(local); i++) local = `${base}_${i}`
  imports.set(key, { name, local, module })
  return local
}
