/** @file The clusters of a drawing as steps that a writer follows, so that deep nesting takes no deep stack. */
import type { DrawnNode } from './drawGraph.ts'

export type ScopeStep =
  | { readonly kind: 'open'; readonly key: string; readonly label: string; readonly depth: number }
  | { readonly kind: 'node'; readonly node: DrawnNode; readonly depth: number }
  | { readonly kind: 'close'; readonly depth: number }

interface Scope {
  readonly label: string
  readonly nodes: DrawnNode[]
  readonly inner: Map<string, Scope>
}

const emptyScope = (label: string): Scope => ({ label, nodes: [], inner: new Map() })

/** Opens each scope once, though its nodes may lie apart: its own nodes first, then the scopes in it, in graph order. */
export function drawScopes(nodes: readonly DrawnNode[]): readonly ScopeStep[] {
  const steps: ScopeStep[] = []
  const open: ({ readonly scope: Scope; readonly depth: number } | { readonly closes: number })[] = [
    { scope: scopeTree(nodes), depth: 0 },
  ]
  let scopes = 0
  for (let next = open.pop(); next; next = open.pop()) {
    if ('closes' in next) {
      steps.push({ kind: 'close', depth: next.closes })
      continue
    }
    const { scope, depth } = next
    if (depth > 0) {
      steps.push({ kind: 'open', key: `s${scopes++}`, label: scope.label, depth: depth - 1 })
      open.push({ closes: depth - 1 })
    }
    for (const node of scope.nodes) steps.push({ kind: 'node', node, depth })
    for (const inner of [...scope.inner.values()].reverse()) open.push({ scope: inner, depth: depth + 1 })
  }
  return steps
}

function scopeTree(nodes: readonly DrawnNode[]): Scope {
  const root = emptyScope('')
  for (const node of nodes) {
    let scope = root
    for (const label of node.scope) {
      const inner = scope.inner.get(label) ?? emptyScope(label)
      scope.inner.set(label, inner)
      scope = inner
    }
    scope.nodes.push(node)
  }
  return root
}
