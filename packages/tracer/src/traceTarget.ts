/** @file What can be traced: an instance with `forward`, a Keras model, or a plain function. */
import { notAModel, wrongArity } from './diagnostics.generated.ts'
import { isKerasModel, type KerasModel, kerasInputNames } from './kerasFields.ts'
import { parameterNames } from './parameterNames.ts'

type Forward = (this: unknown, ...inputs: unknown[]) => unknown

export interface TraceTarget {
  readonly name: string
  /** Names of forward's parameters, where they can be told. */
  readonly parameters: readonly string[] | null
  readonly run: (inputs: readonly unknown[]) => unknown
}

/**
 * Finds what to run.
 * @throws TSFX1002 when the value has no forward, TSFX1012 when the inputs given are not forward's parameters.
 */
export function traceTarget(model: unknown, inputNames: readonly string[], name?: string): TraceTarget {
  const { label, parameters, required, run } = findForward(model)
  const missing = inputNames.length < required
  const tooMany = parameters !== null && inputNames.length > parameters.length
  if (missing || tooMany) {
    throw wrongArity({
      model: label,
      parameters: parameters?.join(', ') || `${required} parameters`,
      inputs: inputNames.join(', ') || 'nothing',
    })
  }
  return { name: name ?? label, parameters, run }
}

export interface FoundForward extends Omit<TraceTarget, 'name'> {
  readonly label: string
  /** How many inputs it needs at least. */
  readonly required: number
}

/**
 * The forward of a model, whatever its kind.
 * @throws TSFX1002 when the value has none.
 */
export function findForward(model: unknown): FoundForward {
  if (typeof model === 'function') {
    if (/^class\b/.test(Function.prototype.toString.call(model))) {
      throw notAModel({ what: `the class ${model.name}, not an instance of it` })
    }
    return method(model as Forward, undefined, model.name || 'forward')
  }
  if (typeof model !== 'object' || model === null) throw notAModel({ what: String(model) })
  const named = model.constructor?.name
  const label = named && named !== 'Object' ? named : 'Model'
  if ('forward' in model && typeof model.forward === 'function') {
    return method(model.forward as Forward, model, label)
  }
  if (isKerasModel(model)) return kerasForward(model)
  throw notAModel({ what: `an object of ${label} without a method forward` })
}

const method = (forward: Forward, receiver: unknown, label: string): FoundForward => ({
  label,
  parameters: parameterNames(forward),
  required: forward.length,
  run: (inputs) => forward.apply(receiver, [...inputs]),
})

/** `apply`, and not `predict`, which would cut the input into batches. It takes several inputs as one list. */
const kerasForward = (model: KerasModel): FoundForward => ({
  label: model.name,
  parameters: kerasInputNames(model),
  required: model.inputs.length,
  run: (inputs) => model.apply(inputs.length === 1 ? inputs[0] : [...inputs]),
})
