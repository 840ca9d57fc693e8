/** @file `replaceOp`: calls of one op become calls of another, as torch.fx's `replace_target_nodes_with`. */
import type { Args, FxNode } from '@tsfx/ir'
import type { Pass } from '../manager/pass.ts'
import { knownOp } from './opCall.ts'
import { Transformer } from './transformer.ts'

/** The arguments of the new call, in any form that its op understands. */
export type MapArgs = (args: Args, node: FxNode) => Readonly<Record<string, unknown>>

/**
 * A pass that makes every call of `from` one of `to`; types follow. Without `mapArgs` the arguments stay as they are.
 * @throws TSFX2031 for an unknown op; while it runs, TSFX2032 for an argument left out, TSFX0511 for one that does not fit.
 */
export function replaceOp(from: string, to: string, mapArgs: MapArgs = (args) => args): Pass {
  for (const name of [from, to]) knownOp(name)
  return {
    name: 'replaceOp',
    summary: `Makes every call of ${from} a call of ${to}.`,
    requires: [],
    ensures: [],
    run: (edit, context) =>
      new ReplacedOp(from, to, mapArgs).run(edit, (opened, visit) => context.eachNode(opened, visit)),
  }
}

class ReplacedOp extends Transformer {
  readonly #from: string
  readonly #to: string
  readonly #mapArgs: MapArgs

  constructor(from: string, to: string, mapArgs: MapArgs) {
    super()
    this.#from = from
    this.#to = to
    this.#mapArgs = mapArgs
  }

  protected override callFunction(node: FxNode, args: Args) {
    if (node.target !== this.#from) return super.callFunction(node, args)
    return super.callFunction(node.with({ target: this.#to }), this.#mapArgs(args, node) as Args)
  }
}
