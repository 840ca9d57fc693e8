/**
 * @file The one decision function: what of a graph is quantized, where, and with which parameters. `prepare` carries
 * the plan out, `explain` prints it.
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import type { Backend } from '../backends/backend.ts'
import { getBackend } from '../backends/getBackend.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import { QConfigMapping } from '../qconfigMapping.ts'
import { decideNode, type NodeDecision } from './decideNode.ts'
import { keepMovementsInFloat } from './keepMovementsInFloat.ts'
import { type PointSites, placePoints } from './placePoints.ts'
import { qconfigSubjects, requireMatchingRules } from './qconfigSubjects.ts'

export interface PlanOptions {
  /** Name of the engine. Default: `wasm`. */
  readonly backend?: string | Backend
  /** What is quantized how. Default: everything, by the backend's `defaultQConfig`. */
  readonly qconfig?: QConfigMapping
}

export interface QuantizationPlan {
  readonly backend: Backend
  /** One per call, in execution order. */
  readonly decisions: ReadonlyMap<NodeId, NodeDecision>
  readonly sites: PointSites
}

/**
 * Plans the quantization of a typed graph.
 * @throws TSFX3007 and TSFX3011 for a request that cannot be satisfied, TSFX3008 for an unknown backend, TSFX3012 for
 * a rule that names nothing in the graph.
 */
export function planQuantization(graph: Graph, options: PlanOptions = {}): QuantizationPlan {
  const backend =
    typeof options.backend === 'object' ? options.backend : getBackend(options.backend ?? 'wasm')
  const mapping = options.qconfig ?? new QConfigMapping().setGlobal(defaultQConfig(backend))
  const subjects = qconfigSubjects(graph)
  requireMatchingRules(mapping, subjects.values())
  const decided = new Map<NodeId, NodeDecision>()
  for (const node of graph.nodes) {
    const subject = subjects.get(node.id)
    if (subject && !isStub(node))
      decided.set(node.id, decideNode(graph, node, backend, mapping.decidingRule(subject)))
  }
  const decisions = keepMovementsInFloat(graph, decided)
  return { backend, decisions, sites: placePoints(graph, decisions) }
}

/** The stubs that a user wrote, `nn.QuantStub` and `nn.DeQuantStub`: borders, not computations. */
export const isStub = (node: FxNode): boolean => node.isOp('quantStub') || node.isOp('deQuantStub')
