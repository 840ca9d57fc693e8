/** @file What an argument of a printed call is, before it is printed: a value, a weight, a dim, a plain literal, or a list or record of such. */
import { DimPolynomial, type Graph, isArgList, isArgRecord, Ref } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import type { Weight, Weights } from './weights.ts'
import { wholeValue } from './wholeValue.ts'

export type Plain = number | string | boolean | null | undefined

export type ArgForm =
  | { readonly kind: 'plain'; readonly value: Plain }
  | { readonly kind: 'dim'; readonly dim: DimPolynomial }
  | { readonly kind: 'value'; readonly ref: Ref }
  | { readonly kind: 'weight'; readonly weight: Weight }
  | { readonly kind: 'list'; readonly items: readonly PrintArg[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, PrintArg])[] }

export function formOf(
  arg: PrintArg,
  { graph, weights }: { readonly graph: Graph; readonly weights: Weights },
): ArgForm {
  if (typeof arg !== 'object' || arg === null) return { kind: 'plain', value: arg }
  if (arg instanceof DimPolynomial) return { kind: 'dim', dim: arg }
  if (arg instanceof Ref) {
    const node = graph.node(arg.node)
    const weight = node.kind === 'get_attr' ? weights.bareAt(node.target) : null
    return weight ? { kind: 'weight', weight } : { kind: 'value', ref: arg }
  }
  const whole = wholeValue(graph, arg)
  if (whole) return { kind: 'value', ref: whole }
  if (isArgList(arg)) return { kind: 'list', items: arg }
  const weight = isArgRecord(arg) ? weights.layerOf(arg) : null
  return weight ? { kind: 'weight', weight } : { kind: 'record', entries: Object.entries(arg) }
}
