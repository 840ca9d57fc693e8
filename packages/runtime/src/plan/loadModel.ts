/**
 * @file `load` of emitted modules: weights read and checked against the module's digest, then the model made
 * with the ops of the chosen engine.
 */
import { checkChoice } from '../checkOptions.ts'
import { notPlanned } from '../diagnostics.generated.ts'
import type { SizeRanges } from '../inputs/checkTensor.ts'
import type { TensorSpecs } from '../inputs/inputSpec.ts'
import type { QuantizedOps } from '../quantizedOps.ts'
import type { FloatInput } from '../quantizedTensor.ts'
import { checkRounding, type RoundingMode } from '../rounding.ts'
import { scalarOps } from '../scalarOps.ts'
import { loadWeights } from '../weights/loadWeights.ts'
import type { UrlLike } from '../weights/readWeights.ts'
import type { WeightFile } from '../weights/weightFile.ts'
import { ScalarExecutor } from './executor.ts'
import { checkArguments, type IslandTensors, modelInputs } from './modelInput.ts'
import { PlanRunner } from './planRunner.ts'
import type { Plan } from './planStep.ts'

/** What an emitted module knows about itself. */
export interface ModelDescription {
  readonly weights: UrlLike | Uint8Array
  /** SHA-256 of the weight file, in hex. */
  readonly digest: string
  readonly rounding: RoundingMode
  readonly inputs: TensorSpecs
  /** Sizes of named dims that forward takes. Default: any. */
  readonly sizes?: SizeRanges | undefined
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
 * @throws TSFX6006 for an engine or a rounding that there is not; TSFX6020 when the weights are not those the module was written for; TSFX6010, TSFX6011, TSFX6012 and
 *   TSFX6023 when they cannot be read; whatever an op of forward throws while it is recorded
 */
export async function loadModel<Model extends { forward: Forward }>(
  ModelClass: ModelClass<Model>,
  { weights: source, digest, rounding, inputs, sizes }: ModelDescription,
  { engine = 'plan', tf, weights = source }: LoadOptions = {},
): Promise<Model> {
  checkChoice('load', 'engine', engine, ['plan', 'scalar'])
  checkRounding(rounding)
  const file = await loadWeights({ weights: source, digest }, { weights })
  if (engine === 'scalar') {
    const model = new ModelClass(scalarOps(rounding), file, tf as never)
    const declared = modelInputs(inputs)
    return withForward(model, (forward, args) => {
      checkArguments(declared, args, sizes)
      return forward(...args)
    })
  }

  const executor = new ScalarExecutor(rounding)
  const runner = new PlanRunner({ rounding, inputs, sizes }, file, executor, tf as IslandTensors | undefined)
  const model = new ModelClass(runner.ops, file, tf as never)
  runner.recordDeclared(model.forward.bind(model) as BoundForward)
  runners.set(model, runner)
  return withForward(model, (forward, args) => runner.call(forward, args))
}

type BoundForward = (...inputs: FloatInput[]) => unknown

/** `model`, whose forward is called through `call`. */
function withForward<Model extends { forward: Forward }>(
  model: Model,
  call: (forward: BoundForward, args: readonly FloatInput[]) => unknown,
): Model {
  const forward = model.forward.bind(model) as BoundForward
  return Object.defineProperty(model, 'forward', { value: (...args: FloatInput[]) => call(forward, args) })
}

/** The first plan recorded for `model`, when it was loaded or first called. @throws TSFX6024 when it has none */
export function planOf(model: object): Plan {
  const plan = runners.get(model)?.plan
  if (!plan) throw notPlanned()
  return plan
}
