/** @file Which module a node belongs to that convert inserts: it must not come between the calls of another. */
import type { Edit, FxNode, NodeId } from '@tsfx/ir'

/** What stands beside calls of the user's: inserted by a pass, or read. */
const BESIDE: ReadonlySet<string> = new Set(['quantStub', 'deQuantStub', 'observe', 'quantize', 'dequantize'])

/** The innermost module that the calls before and behind the node `id` are both in: a quantize before a block is not of the block. */
export function scopeAt(edit: Edit, id: NodeId): string {
  const before = scopeOfCall(edit.previous(id), (node) => edit.previous(node.id))
  const behind = scopeOfCall(edit.next(id), (node) => edit.next(node.id))
  const [first, second] = [before.split('.'), behind.split('.')]
  const differs = first.findIndex((key, i) => key !== second[i])
  return (differs < 0 ? first : first.slice(0, differs)).join('.')
}

function scopeOfCall(start: FxNode | null, step: (node: FxNode) => FxNode | null): string {
  for (let node = start; node; node = step(node)) {
    const isCall = node.kind === 'call_module' || (node.kind === 'call_function' && !BESIDE.has(node.target))
    if (isCall) return node.scope
  }
  return ''
}
