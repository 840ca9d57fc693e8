/**
 * @file Runs `forward` against its plan. The first run per input shape records (ops give data-free handles and
 * append a step); each later run steps through the plan, every call checked against it before it executes.
 */
import { foreignValue, opOutsideForward, planMismatch } from '../diagnostics.generated.ts'
import type { SizeRanges } from '../inputs/checkTensor.ts'
import type { TensorInput } from '../inputs/inputSpec.ts'
import { LeastRecentlyUsed } from '../leastRecentlyUsed.ts'
import { type Dispatch, floatTensor, opsOver } from '../ops.ts'
import type { QuantizedOps } from '../quantizedOps.ts'
import {
  allocate,
  type FloatInput,
  isQuantized,
  type QuantizedTensor,
  sizeOf,
  type Value,
  type ValueType,
} from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import { type Executor, outputTypeOf, typeOfValue } from './executor.ts'
import { frozenCopy } from './frozenCopy.ts'
import type { ModelDescription } from './loadModel.ts'
import { blankInput, checkArguments, type IslandTensors, modelInputs } from './modelInput.ts'
import type { Plan, PlanStep } from './planStep.ts'
import { sameOptions } from './sameOptions.ts'

/** Plans kept, one per combination of input shapes. */
const KEPT_PLANS = 16

/** Where the constants of a model are found once it is made: its weight file. */
export interface ConstantSource {
  readonly constants: readonly QuantizedTensor[]
}

type Forward = (...inputs: FloatInput[]) => unknown
type Operand = QuantizedTensor | FloatInput

/** One call of `forward` in progress. */
class Run {
  readonly steps: readonly PlanStep[] | undefined
  readonly recorded: PlanStep[] = []
  position = 0
  nextId = 0
  readonly #ids = new Map<object, number>()

  /** @param steps the plan to step through; without it, the run records. */
  constructor(inputs: readonly object[], constants: readonly object[], steps?: readonly PlanStep[]) {
    for (const value of [...inputs, ...constants]) this.name(value)
    this.steps = steps
  }

  /** Gives `value` the next id. */
  name(value: object): number {
    const id = this.nextId++
    this.#ids.set(value, id)
    return id
  }

  /** Ids of the operands of `op`. A new float tensor is the result of a float island. */
  idsOf(op: string, operands: readonly Operand[]): number[] {
    return operands.map((operand, index) => {
      const id = this.#ids.get(operand)
      if (id === undefined && isQuantized(operand)) throw foreignValue({ op, operand: index })
      return id ?? this.name(operand)
    })
  }
}

export class PlanRunner {
  readonly ops: QuantizedOps
  readonly #rounding: RoundingMode
  readonly #inputs: readonly TensorInput[]
  readonly #ranges: SizeRanges
  readonly #weights: ConstantSource
  readonly #executor: Executor
  readonly #tf: IslandTensors | undefined
  readonly #plans = new LeastRecentlyUsed<string, Plan>(KEPT_PLANS)
  #first: Plan | undefined
  #run: Run | undefined

  constructor(
    { rounding, inputs, sizes = {} }: Pick<ModelDescription, 'rounding' | 'inputs' | 'sizes'>,
    weights: ConstantSource,
    executor: Executor,
    tf?: IslandTensors,
  ) {
    this.#rounding = rounding
    this.#inputs = modelInputs(inputs)
    this.#ranges = sizes
    this.#weights = weights
    this.#executor = executor
    this.#tf = tf
    this.ops = opsOver(rounding, (...call) => this.#dispatch(...call))
  }

  /** The plan of the first recording. */
  get plan(): Plan | undefined {
    return this.#first
  }

  /**
   * Records `forward` at the declared shapes. When more than a batch (the first dim) is of any size, there is
   * nothing to record before the first call.
   */
  recordDeclared(forward: Forward): void {
    const shapes = this.#inputs.map(({ shape }) => shape)
    if (shapes.some((shape) => shape.slice(1).some((dim) => typeof dim !== 'number'))) return
    this.#planFor(
      shapes.map((shape) => shape.map((dim) => (typeof dim === 'number' ? dim : 1))),
      forward,
    )
  }

  /**
   * Calls `forward` along its plan, recorded first when these shapes are new.
   * @throws TSFX6021 when forward leaves the plan; TSFX6022 on an input of another shape or dtype
   */
  call(forward: Forward, args: readonly FloatInput[]): unknown {
    checkArguments(this.#inputs, args, this.#ranges)
    const shapes = this.#inputs.map((_, i) => args[i]!.shape)
    const plan = this.#planFor(shapes, forward)
    const run = new Run(args.slice(0, plan.inputs.length), plan.constants, plan.steps)
    const result = this.#during(run, () => forward(...args))
    const missed = plan.steps[run.position]
    if (missed)
      throw planMismatch({ step: run.position, expected: describe(missed), found: 'the end of forward' })
    return result
  }

  #during<T>(run: Run, body: () => T): T {
    this.#run = run
    try {
      return body()
    } finally {
      this.#run = undefined
    }
  }

  /** The plan for `shapes`; a batch, the first dim where it is declared as any size, is no part of the key. */
  #planFor(shapes: readonly (readonly number[])[], forward: Forward): Plan {
    const inputs = this.#inputs.map(({ name, shape }, i) => ({
      name,
      shape: shape.map((dim, axis) => (typeof dim !== 'number' && axis === 0 ? 1 : shapes[i]![axis]!)),
    }))
    const key = inputs.map((input) => input.shape.join()).join(';')
    let plan = this.#plans.get(key)
    if (!plan) {
      const { constants } = this.#weights
      const recorded = inputs.map(({ shape }) => shape)
      const steps = this.#record(recorded, constants, forward)
      plan = { rounding: this.#rounding, inputs, constants, steps }
      this.#executor.prepare(plan)
      this.#plans.set(key, plan)
      this.#first ??= plan
    }
    return plan
  }

  #record(shapes: readonly number[][], constants: readonly QuantizedTensor[], forward: Forward): PlanStep[] {
    const steps: PlanStep[] = []
    const tf = this.#tf
    const record = () => {
      const inputs = shapes.map((shape, i) => blankInput(this.#inputs[i]!.dtype, shape, tf))
      const run = new Run(inputs, constants)
      this.#during(run, () => forward(...inputs))
      steps.push(...run.recorded)
    }
    if (tf) tf.tidy(record)
    else record()
    return steps
  }

  #dispatch(...[op, operands, options, layer]: Parameters<Dispatch>): Value {
    const run = this.#run
    if (!run) throw opOutsideForward({ op })
    const inputs = run.idsOf(op, operands)
    const inputTypes = operands.map((x) => (isQuantized(x) ? typeOfValue(x) : floatType(x)))
    const call = { op, inputs, inputTypes, options, layer }
    const value = run.steps ? this.#follow(run, run.steps, call, operands) : record(run, call)
    run.name(value)
    return value
  }

  /** Executes the next step of the plan, which must be `call`. */
  #follow(run: Run, steps: readonly PlanStep[], call: PlannedCall, operands: readonly Operand[]): Value {
    const step = steps[run.position]
    if (!step || !follows(step, call)) {
      const expected = step ? describe(step) : 'the end of forward'
      throw planMismatch({ step: run.position, expected, found: describe(call) })
    }
    run.position++
    const values = operands.map((x) => (isQuantized(x) ? x : floatTensor(x)))
    return this.#executor.execute(sameBeyondBatch(step, call) ? step : call, values, outputTypeOf(call))
  }
}

type PlannedCall = Omit<PlanStep, 'output' | 'id'>

/** Whether a call's operands differ from the recorded ones in their first dim at most, so that its preparation holds. */
const sameBeyondBatch = (step: PlanStep, call: PlannedCall): boolean =>
  step.inputTypes.every(({ shape }, i) => {
    const other = call.inputTypes[i]!.shape
    return shape.length === other.length && shape.every((dim, axis) => axis === 0 || dim === other[axis])
  })

/** Appends the call as a step. Its result has a type and, where quantized, no data. */
function record(run: Run, call: PlannedCall): Value {
  const output = outputTypeOf(call)
  // The caller's options may be changed later; the plan's are what was prepared.
  run.recorded.push({ ...call, options: frozenCopy(call.options), output, id: run.nextId })
  return output.dtype === 'float32'
    ? { data: new Float32Array(sizeOf(output.shape)), shape: output.shape }
    : { ...output, kind: 'quantized', data: allocate(output.dtype, 0) }
}

const floatType = (x: FloatInput): ValueType => ({ dtype: 'float32', shape: x.shape })

function follows(step: PlanStep, call: PlannedCall): boolean {
  if (step.op !== call.op || step.layer !== call.layer || step.inputs.join() !== call.inputs.join())
    return false
  if (step.op === 'reshape' && 'shape' in step.options && 'shape' in call.options) {
    return sameSizes(step.options.shape, call.options.shape, batchRatio(step, call))
  }
  return sameOptions(step.options, call.options)
}

/** How many times as many values as the recorded operand a call's has. */
const batchRatio = (step: PlanStep, call: PlannedCall): number =>
  sizeOf(call.inputTypes[0]!.shape) / sizeOf(step.inputTypes[0]!.shape)

/** Whether a reshape's sizes are the recorded ones, but for the one that the batch is part of. */
function sameSizes(recorded: readonly number[], called: readonly number[], ratio: number): boolean {
  if (recorded.length !== called.length) return false
  const changed = recorded.flatMap((size, axis) => (size === called[axis] ? [] : [axis]))
  return changed.length <= 1 && changed.every((axis) => called[axis] === recorded[axis]! * ratio)
}

function describe({ op, inputs, options, layer }: PlannedCall): string {
  const operands = inputs.map((id) => `%${id}`)
  return `${op}(${[...operands, ...(layer ? [layer.name ?? 'a layer'] : []), JSON.stringify(options)].join(', ')})`
}
