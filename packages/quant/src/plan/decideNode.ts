/**
 * @file Whether one call is quantized, as far as the call itself decides it: what the rules ask for, what the backend
 * can do, and what its inputs are. `prepare` and `explain` read the same decisions, so they cannot differ.
 */
import { type FxNode, type Graph, printType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type Backend, opSupport } from '../backends/backend.ts'
import { requireQConfig } from '../backends/checkQConfig.ts'
import { noIntegerForm } from '../diagnostics.generated.ts'
import type { QConfig } from '../qconfig.ts'
import type { QConfigRule } from '../qconfigMapping.ts'
import { dataInputs, type IntegerRole, integerRoleOf, parameterOf, roleOf, typeOfRef } from './nodeInputs.ts'

export type Domain = 'quantized' | 'float'

/** What happens to one call, and why. */
export interface NodeDecision {
  readonly requested: Domain
  readonly effective: Domain
  /** The rule that decided, or the obstacle, in words. */
  readonly reason: string
  /** The qconfig in force; null leaves float. */
  readonly qconfig: QConfig | null
}

/** Passes that make an op go away, so that it need not stay in float. */
const REMOVED_BY: Readonly<Record<string, string>> = {
  batchNorm: 'run foldBatchNorm before prepare',
  dropout: 'run removeDropout before prepare',
}

/**
 * Decides one call of `graph`.
 * @throws TSFX3007 when the backend cannot give the node what its rule asks for, TSFX3011 when a rule names an op
 * that has no integer form.
 */
export function decideNode(
  graph: Graph,
  node: FxNode,
  backend: Backend,
  rule: QConfigRule | null,
): NodeDecision {
  const qconfig = rule?.qconfig ?? null
  if (qconfig === null) {
    const reason = rule ? `rule '${rule.label}' leaves it in float` : 'no rule names it'
    return { requested: 'float', effective: 'float', reason, qconfig }
  }
  const obstacle = obstacleOf(graph, node, backend, qconfig)
  if (obstacle === null)
    return { requested: 'quantized', effective: 'quantized', reason: `rule '${rule!.label}'`, qconfig }
  if (obstacle.permanent && namesOp(rule!)) {
    throw noIntegerForm({ op: node.target, rule: rule!.label, reason: obstacle.reason }, placeOf(node))
  }
  return { requested: 'quantized', effective: 'float', reason: obstacle.reason, qconfig }
}

/** The name of a node with the module that calls it, and its place in the source. */
export const placeOf = (node: FxNode) => ({
  node: node.scope ? `${node.name} in ${node.scope}` : node.name,
  loc: node.loc,
})

interface Obstacle {
  readonly reason: string
  /** Of the op itself, whatever its inputs. */
  readonly permanent: boolean
}

const namesOp = ({ scope }: QConfigRule): boolean => scope.kind === 'opType' || scope.kind === 'pathOpIndex'

function obstacleOf(graph: Graph, node: FxNode, backend: Backend, qconfig: QConfig): Obstacle | null {
  const permanent = (reason: string): Obstacle => ({ reason, permanent: true })
  if (node.kind === 'call_module') return permanent(`module ${node.target} is opaque`)
  const role = roleOf(node)
  if (!role) return permanent(`${node.target} is no registered op`)
  const support = opSupport(backend, node.target, role)
  if (support.kind === 'float') {
    const advice = REMOVED_BY[node.target]
    return permanent(advice ? `${support.reason}: ${advice}` : support.reason)
  }
  const integer = integerRoleOf(node)
  if (!integer || !opNamed(integer.integer)) return permanent(`${node.target} has no integer op`)
  requireQConfig(qconfig, backend, role, placeOf(node))
  const reason = inputProblem(graph, node, integer) ?? attributeProblem(node, integer)
  return reason === null ? null : { reason, permanent: false }
}

function inputProblem(graph: Graph, node: FxNode, role: IntegerRole): string | null {
  for (const { argument, item, ref } of dataInputs(node, role)) {
    const type = typeOfRef(graph, ref)
    if (type?.kind !== 'tensor' || type.dtype !== 'float32') {
      return `its input ${item === null ? argument : `${argument}[${item}]`} is ${printType(type)}, not a float32 tensor`
    }
  }
  if (role.kind !== 'weighted') return null
  for (const argument of [role.weight, role.bias]) {
    const arg = argument === null ? null : (node.args[argument] ?? null)
    if (arg === null) continue
    const parameter = parameterOf(graph, arg)
    if (!parameter) return `its ${argument} is computed, not a parameter`
    if (parameter.dtype !== 'float32') return `its ${argument} is ${parameter.dtype}, not float32`
  }
  return null
}

/** An attribute that the integer op does not have must be left at its default. */
function attributeProblem(node: FxNode, role: IntegerRole): string | null {
  const integer = opNamed(role.integer)
  for (const [name, attr] of Object.entries(opNamed(node.target)?.attrs ?? {})) {
    if (integer && name in integer.attrs) continue
    const value = node.args[name] ?? null
    if (JSON.stringify(value) !== JSON.stringify(attr.default ?? null)) {
      return `${role.integer} has no ${name}, which is ${JSON.stringify(value)}`
    }
  }
  return null
}
