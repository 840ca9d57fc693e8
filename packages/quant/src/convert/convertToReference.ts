/**
 * @file From a calibrated graph to its reference form: quantize -> dequantize at every point, float ops between them.
 * It says exactly what is to be computed, runs like any float graph, and knows no kernel.
 */
import {
  type Edit,
  type FxNode,
  type Graph,
  type GraphRounding,
  type QParams,
  Ref,
  typeOfParam,
} from '@tsfx/ir'
import { bytesParam, type OutputAttr } from '@tsfx/ops'
import {
  HOOK_NAMES,
  hooksOf,
  opaqueOwner,
  type Pass,
  type PassDescription,
  type PassHooks,
  runPasses,
  typed,
  unownedPath,
} from '@tsfx/passes'
import type { CalibrationStats } from '../calibrate/calibrationStats.ts'
import { checkOptions, checkRounding } from '../checkOptions.ts'
import { notPrepared } from '../diagnostics.generated.ts'
import { integerRoleOf } from '../plan/nodeInputs.ts'
import { type Observation, observationsOf } from '../prepare/observation.ts'
import type { QuantSpec } from '../quantSpec.ts'
import { type FormNames, formOfValue } from './formOfValue.ts'
import { choosePointQParams, parameterValues } from './pointQParams.ts'
import { quantizeParameter } from './quantizeParameter.ts'
import { scopeAt } from './scopeAt.ts'

export interface ConvertOptions extends PassHooks {
  /** Requantization arithmetic. Default: what `prepare` wrote in the graph. */
  readonly rounding?: GraphRounding
}

export const convertToReferenceDescription: PassDescription = {
  name: 'convertToReference',
  summary: 'Replaces observers by quantize and dequantize, and weights by integers.',
  requires: [typed],
  ensures: [],
}

/**
 * Replaces each observer by quantize and dequantize, and each weight by 8-bit integers and dequantize. Stubs stay, as
 * the border of what is left in float.
 * @throws TSFX3014 when `stats` are of another graph, TSFX3004 for a point that saw nothing, TSFX3003 for a parameter
 * that is not finite, TSFX3021 for a bias that does not fit,
 * TSFX3018 for a graph without observers, TSFX3013 and TSFX3020 for options that there are not.
 */
export function convertToReference(
  prepared: Graph,
  stats: CalibrationStats,
  options: ConvertOptions = {},
): Graph {
  checkOptions('convert', options, ['rounding', ...HOOK_NAMES])
  const observations = observationsOf(prepared)
  if (observations.length === 0) throw notPrepared({ graph: prepared.meta.name })
  const rounding = options.rounding ?? prepared.meta.rounding ?? 'float32'
  checkRounding(rounding)
  const { qparams } = choosePointQParams(prepared, stats)
  const pass: Pass = {
    ...convertToReferenceDescription,
    run(edit: Edit): void {
      edit.setMeta({ rounding })
      for (const observation of observations) {
        const q = qparams.get(observation.name)!
        if (isWeight(prepared, observation)) storeWeight(edit, observation, q, rounding)
        else quantizeValue(edit, observation, q)
      }
    },
  }
  return runPasses(prepared, [pass], hooksOf(options)).graph
}

/** Whether layers use the observed parameter as their weight. */
function isWeight(prepared: Graph, { node, source }: Observation): boolean {
  if (source.kind !== 'get_attr') return false
  return prepared.users(node.id).some((id) => {
    const user = prepared.node(id)
    const role = integerRoleOf(user)
    const weight = role?.kind === 'weighted' ? user.args[role.weight] : null
    return weight instanceof Ref && weight.node === node.id
  })
}

function quantizeValue(edit: Edit, { node, source, spec }: Observation, q: QParams): void {
  const x = node.args.x as Ref
  const quantized = edit.insertBefore(node.id, {
    kind: 'call_function',
    target: 'quantize',
    args: { x, output: outputOf(spec, q) },
    ...formOfValue(edit, x, 'Q'),
    scope: scopeAt(edit, node.id),
    loc: source.loc,
  })
  becomeDequantize(edit, node, quantized, formOfValue(edit, x, 'Real'))
}

const outputOf = ({ dtype }: QuantSpec, { scale, zeroPoint, qmin, qmax }: QParams): OutputAttr => ({
  scale: scale[0]!,
  zeroPoint: zeroPoint[0]!,
  dtype,
  qmin,
  qmax,
})

/** The integers take the parameter's path when nothing else reads it; otherwise a new one. */
function storeWeight(
  edit: Edit,
  { node, source, spec }: Observation,
  q: QParams,
  rounding: GraphRounding,
): void {
  const handle = edit.param(source.target)!
  const stored = quantizeParameter(parameterValues(edit.base, handle), handle.shape, spec.dtype, q, rounding)
  const value = bytesParam(stored, spec.dtype, handle.shape, q)
  const alone =
    edit.users(source.id).length === 1 &&
    edit.readersOf(source.target).length === 1 &&
    opaqueOwner(edit.base, source.target) === null
  const path = alone ? source.target : unownedPath(edit, `${source.target}_${spec.dtype}`)
  edit.setParam(path, value)
  const type = typeOfParam(value.handle)
  const reader = alone
    ? edit.update(source.id, { type })
    : edit.getAttrBefore(node.id, path, { scope: source.scope, loc: source.loc })
  becomeDequantize(edit, node, reader, { name: `${source.name}Real`, meta: {} })
}

function becomeDequantize(edit: Edit, observer: FxNode, quantized: FxNode, names: FormNames): void {
  const args = { x: new Ref(quantized.id) }
  const { scope, loc } = quantized
  const meta = { pass: 'convertToReference', ...names.meta }
  edit.update(observer.id, { target: 'dequantize', args, name: names.name, type: null, scope, loc, meta })
}
