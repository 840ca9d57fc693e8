/**
 * @file Value numbering (Cocke and Schwartz 1970): two computations are the same when their keys are equal, and a key
 * is made of the op and the keys' representatives of its inputs. One walk in execution order, O(nodes + refs).
 */
import { type Arg, type Args, equalTypes, type FxNode, type ParamHandle } from '@tsfx/ir'
import { type Op, opNamed } from '@tsfx/ops'
import { argKey } from './argKey.ts'

export class ValueNumbering {
  readonly #params: ReadonlyMap<string, ParamHandle>
  readonly #first = new Map<string, FxNode>()

  constructor(params: ReadonlyMap<string, ParamHandle>) {
    this.#params = params
  }

  /**
   * The node before that has the same value, or null; then `node`, whose refs lead to such first nodes, is one itself.
   * Inputs, opaque modules, impure ops and ops that the registry does not know are never the same as another.
   */
  firstLike(node: FxNode): FxNode | null {
    const key = this.#keyOf(node)
    if (key === null) return null
    const first = this.#first.get(key)
    if (first) return equalTypes(first.type, node.type) ? first : null
    this.#first.set(key, node)
    return null
  }

  #keyOf(node: FxNode): string | null {
    if (node.kind === 'get_attr') return this.#keyOfParam(node.target)
    const op = node.kind === 'call_function' ? opNamed(node.target) : null
    return op?.pure ? `call ${op.name} ${argKey(canonicalArgs(op, node.args))}` : null
  }

  /**
   * Two paths with one digest hold the same bytes, or the same live variable: the digest covers dtype and shape, and
   * names a variable by its identity. What it does not cover is how stored integers stand for reals.
   */
  #keyOfParam(path: string): string {
    const handle = this.#params.get(path)
    if (!handle) return `path ${path}`
    const { q } = handle
    const scheme = q ? argKey([q.scale, q.zeroPoint, q.axes, q.qmin, q.qmax]) : ''
    return `param ${handle.kind} ${handle.digest} ${scheme}`
  }
}

/** Defaults filled in, two inputs that may change places in one order. */
function canonicalArgs(op: Op, args: Args): Args {
  const canonical = op.normalize(args)
  if (!op.commutative) return canonical
  const [first, second] = op.commutative
  const [a, b] = [canonical[first] as Arg, canonical[second] as Arg]
  return argKey(a) <= argKey(b) ? canonical : { ...canonical, [first]: b, [second]: a }
}
