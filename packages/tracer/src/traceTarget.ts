/** @file What can be traced: an instance with `forward`, a Keras model, or a plain function. */
import { notAModel, wrongArity } from './diagnostics.generated.ts'
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
  const { receiver, forward, label } = findForward(model)
  const parameters = parameterNames(forward)
  const missing = inputNames.length < forward.length
  const tooMany = parameters !== null && inputNames.length > parameters.length
  if (missing || tooMany) {
    throw wrongArity({
      model: label,
      parameters: parameters?.join(', ') || `${forward.length} parameters`,
      inputs: inputNames.join(', ') || 'nothing',
    })
  }
  return { name: name ?? label, parameters, run: (inputs) => forward.apply(receiver, [...inputs]) }
}

function findForward(model: unknown): { receiver: unknown; forward: Forward; label: string } {
  if (typeof model === 'function') {
    if (/^class\b/.test(Function.prototype.toString.call(model))) {
      throw notAModel({ what: `the class ${model.name}, not an instance of it` })
    }
    return { receiver: undefined, forward: model as Forward, label: model.name || 'forward' }
  }
  if (typeof model !== 'object' || model === null) throw notAModel({ what: String(model) })
  const named = model.constructor?.name
  const label = named && named !== 'Object' ? named : 'Model'
  if ('forward' in model && typeof model.forward === 'function') {
    return { receiver: model, forward: model.forward as Forward, label }
  }
  // A Keras model: `predict` would cut the input into batches.
  if ('predict' in model && 'apply' in model && typeof model.apply === 'function') {
    const apply = model.apply.bind(model) as (inputs: unknown) => unknown
    return { receiver: model, forward: (inputs) => apply(inputs), label }
  }
  throw notAModel({ what: `an object of ${label} without a method forward` })
}
