/** @file Compares what a user asks for with what a backend can do. Nothing is adjusted silently. */
import type { DiagnosticPlace } from '@tsfx/ir'
import type { QuantRole } from '@tsfx/ops'
import { unsupportedQConfig } from '../diagnostics.generated.ts'
import type { QConfig } from '../qconfig.ts'
import { checkQuantSpec, type QuantSpec, type WeightQuantSpec, weightSpecFor } from '../quantSpec.ts'
import type { Backend, StoredRange } from './backend.ts'

/** One request that a backend cannot satisfy. */
export interface QConfigProblem {
  readonly subject: 'activation' | 'weight'
  /** What was asked, as in `dtype uint8`. */
  readonly request: string
  /** What the backend can do instead. */
  readonly reason: string
}

/**
 * Everything in `qconfig` that `backend` cannot do for an op of `role`; empty when all can be done.
 * The weight is looked at only where the role has one, and nothing where the op stays float in any case.
 * @throws TSFX3006 when a spec is not valid for any backend.
 */
export function checkQConfig(
  qconfig: QConfig | null,
  backend: Backend,
  role: QuantRole,
): readonly QConfigProblem[] {
  if (qconfig === null || role.kind === 'floatOnly' || backend.roles[role.kind] === 'float') return []
  checkQuantSpec(qconfig.activation)
  const activation = activationProblems(qconfig.activation, backend)
  if (role.kind !== 'weighted') return activation
  checkQuantSpec(weightSpecFor(qconfig.weight, role.channelAxes))
  return [...activation, ...weightProblems(qconfig.weight, backend)]
}

/**
 * Refuses a qconfig of which `checkQConfig` reports a problem.
 * @throws TSFX3007 naming the first one
 */
export function requireQConfig(
  qconfig: QConfig | null,
  backend: Backend,
  role: QuantRole,
  place: DiagnosticPlace = {},
): void {
  const [problem] = checkQConfig(qconfig, backend, role)
  if (problem) throw unsupportedQConfig({ backend: backend.name, ...problem }, place)
}

function activationProblems(spec: QuantSpec, { activations }: Backend): QConfigProblem[] {
  const range = activations[spec.dtype]
  const problems: Omit<QConfigProblem, 'subject'>[] = []
  if (!range) {
    problems.push({
      request: `dtype ${spec.dtype}`,
      reason: `activations are ${Object.keys(activations).join(' or ')}`,
    })
  } else if (!within(spec, range)) {
    problems.push(rangeProblem(spec, range))
  }
  if (spec.axes.length > 0) {
    problems.push({
      request: `one scale per index of axes [${spec.axes}]`,
      reason: 'activations have one scale',
    })
  }
  return problems.map((problem) => ({ subject: 'activation', ...problem }))
}

function weightProblems(spec: WeightQuantSpec, { weights }: Backend): QConfigProblem[] {
  const problems: Omit<QConfigProblem, 'subject'>[] = []
  if (spec.dtype !== weights.dtype) {
    problems.push({ request: `dtype ${spec.dtype}`, reason: `weights are ${weights.dtype}` })
  } else if (!within(spec, weights.range)) {
    problems.push(rangeProblem(spec, weights.range))
  }
  if (!spec.symmetric && !weights.affine) {
    problems.push({ request: 'a zero point', reason: 'weights are symmetric' })
  }
  if (spec.perChannel && !weights.perChannel) {
    problems.push({ request: 'one scale per channel', reason: 'weights have one scale' })
  }
  return problems.map((problem) => ({ subject: 'weight', ...problem }))
}

const within = ({ qmin, qmax }: { qmin: number; qmax: number }, [low, high]: StoredRange): boolean =>
  qmin >= low && qmax <= high

const rangeProblem = ({ qmin, qmax }: { qmin: number; qmax: number }, [low, high]: StoredRange) => ({
  request: `stored range ${qmin}..${qmax}`,
  reason: `the range is ${low}..${high}`,
})
