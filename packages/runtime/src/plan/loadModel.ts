/**
 * @file `load` of emitted modules: weights read and checked against the module's digest, then the model made
 * with the ops of the chosen engine.
 */
import { notPlanned } from '../diagnostics.generated.ts'
import type { QuantizedOps } from '../quantizedOps.ts'
import type { RoundingMode } from '../rounding.ts'
import { scalarOps } from '../scalarOps.ts'
import { loadWeights } from '../weights/loadWeights.ts'
import type { UrlLike } from '../weights/readWeights.ts'
import type { WeightFile } from '../weights/weightFile.ts'
import { ScalarExecutor } from './executor.ts'
import { type InputShapes, type IslandTensors, PlanRunner } from './planRunner.ts'
import type { Plan } from './planStep.ts'

/** What an emitted module knows about itself. */
export interface ModelDescription {
  readonly weights: UrlLike | Uint8Array
  /** SHA-256 of the weight file, in hex. */
  readonly digest: string
  readonly rounding: RoundingMode
  readonly inputs: InputShapes
}

export interface LoadOptions {
  /** `plan` (default) records forward once and checks each call; `scalar` runs each op as it is called. */
  readonly engine?: 'plan' | 'scalar' | undefined
  /** TensorFlow.js, where the module has float islands. */
  readonly tf?: unknown
  /** In place of the file beside the module. */
  readonly weights?: UrlLike | Uint8Array | undefined
}

type Forward = (...inputs: never[]) => unknown
type ModelClass<Model> = new (q: QuantizedOps, weights: WeightFile, tf: never) => Model

const runners = new WeakMap<object, PlanRunner>()

/**
 * A ready instance of an emitted model.
 * @throws TSFX6020 when the weights are not those the module was written for; TSFX6010, TSFX6011, TSFX6012 and
 *   TSFX6023 when they cannot be read; whatever an op of forward throws while it is recorded
 */
export async function loadModel<Model extends { forward: Forward }>(
  ModelClass: ModelClass<Model>,
  { weights: source, digest, rounding, inputs }: ModelDescription,
  { engine = 'plan', tf, weights = source }: LoadOptions = {},
): Promise<Model> {
  const file = await loadWeights({ weights: source, digest }, { weights })
  if (engine === 'scalar') return new ModelClass(scalarOps(rounding), file, tf as never)

  const runner = new PlanRunner(
    rounding,
    inputs,
    new ScalarExecutor(rounding),
    tf as IslandTensors | undefined,
  )
  const model = new ModelClass(runner.ops, file, tf as never)
  const forward = model.forward.bind(model) as Parameters<PlanRunner['recordDeclared']>[0]
  runner.recordDeclared(forward)
  Object.defineProperty(model, 'forward', {
    value: (...args: Parameters<typeof forward>) => runner.call(forward, args),
  })
  runners.set(model, runner)
  return model
}

/** The first plan recorded for `model`, when it was loaded or first called. @throws TSFX6024 when it has none */
export function planOf(model: object): Plan {
  const plan = runners.get(model)?.plan
  if (!plan) throw notPlanned()
  return plan
}
