/**
 * @file Runs `forward` against its plan. The first run per input shape records (ops give data-free handles and
 * append a step); each later run steps through the plan, every call checked against it before it executes.
 */
import { foreignValue, inputMismatch, opOutsideForward, planMismatch } from '../diagnostics.generated.ts'
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
import type { Plan, PlanStep } from './planStep.ts'
import { sameOptions } from './sameOptions.ts'

/** Shape of each input of `forward` in the order of its parameters; null: any size. */
export type InputShapes = Readonly<Record<string, readonly (number | null)[]>>

/** What float islands need of TensorFlow.js while a plan is recorded. */
export interface IslandTensors {
  tensor(data: Float32Array, shape: number[], dtype: 'float32'): FloatInput
  tidy(f: () => void): unknown
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
  constructor(inputs: readonly object[], steps?: readonly PlanStep[]) {
    for (const input of inputs) this.name(input)
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
  readonly #inputs: InputShapes
  readonly #executor: Executor
  readonly #tf: IslandTensors | undefined
  readonly #plans = new Map<string, Plan>()
  #run: Run | undefined

  constructor(rounding: RoundingMode, inputs: InputShapes, executor: Executor, tf?: IslandTensors) {
    this.#rounding = rounding
    this.#inputs = inputs
    this.#executor = executor
    this.#tf = tf
    this.ops = opsOver(rounding, (...call) => this.#dispatch(...call))
  }

  /** The plan of the first recording. */
  get plan(): Plan | undefined {
    return this.#plans.values().next().value
  }

  /**
   * Records `forward` at the declared shapes. When more than a batch (the first dim) is of any size, there is
   * nothing to record before the first call.
   */
  recordDeclared(forward: Forward): void {
    const shapes = Object.values(this.#inputs)
    if (shapes.some((shape) => shape.indexOf(null, 1) > 0)) return
    this.#planFor(
      shapes.map((shape) => shape.map((dim) => dim ?? 1)),
      forward,
    )
  }

  /**
   * Calls `forward` along its plan, recorded first when these shapes are new.
   * @throws TSFX6021 when forward leaves the plan; TSFX6022 on an input of another rank
   */
  call(forward: Forward, args: readonly FloatInput[]): unknown {
    const plan = this.#planFor(this.#shapesOf(args), forward)
    const run = new Run(args.slice(0, plan.inputs.length), plan.steps)
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

  #shapesOf(args: readonly FloatInput[]): (readonly number[])[] {
    return Object.entries(this.#inputs).map(([name, declared], i) => {
      const shape: unknown = (args[i] as FloatInput | undefined)?.shape
      if (!Array.isArray(shape) || shape.length !== declared.length) {
        const expected = `[${declared.map((dim) => dim ?? '?')}]`
        throw inputMismatch({
          input: name,
          expected,
          found: Array.isArray(shape) ? `[${shape}]` : 'no shape',
        })
      }
      return shape
    })
  }

  /** The plan for `shapes`; a batch, the first dim where it is declared as any size, is no part of the key. */
  #planFor(shapes: readonly (readonly number[])[], forward: Forward): Plan {
    const declared = Object.entries(this.#inputs)
    const inputs = declared.map(([name, dims], i) => ({
      name,
      shape: dims.map((dim, axis) => (dim === null && axis === 0 ? 1 : shapes[i]![axis]!)),
    }))
    const key = inputs.map((input) => input.shape.join()).join(';')
    let plan = this.#plans.get(key)
    if (!plan) {
      plan = {
        rounding: this.#rounding,
        inputs,
        steps: this.#record(
          inputs.map(({ shape }) => shape),
          forward,
        ),
      }
      this.#executor.prepare(plan)
      this.#plans.set(key, plan)
    }
    return plan
  }

  #record(shapes: readonly number[][], forward: Forward): PlanStep[] {
    const steps: PlanStep[] = []
    const tf = this.#tf
    const record = () => {
      const inputs = shapes.map((shape): FloatInput => {
        const data = new Float32Array(sizeOf(shape))
        return tf ? tf.tensor(data, [...shape], 'float32') : { data, shape }
      })
      const run = new Run(inputs)
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
  run.recorded.push({ ...call, output, id: run.nextId })
  return output.dtype === 'float32'
    ? { data: new Float32Array(sizeOf(output.shape)), shape: output.shape }
    : { ...output, kind: 'quantized', data: allocate(output.dtype, 0) }
}

const floatType = (x: FloatInput): ValueType => ({ dtype: 'float32', shape: x.shape })

function follows(step: PlanStep, call: PlannedCall): boolean {
  if (step.op !== call.op || step.layer !== call.layer || step.inputs.join() !== call.inputs.join())
    return false
  // A reshape's sizes follow the batch; that they fit is checked where they are used.
  if (step.op === 'reshape' && 'shape' in step.options && 'shape' in call.options) {
    return step.options.shape.length === call.options.shape.length
  }
  return sameOptions(step.options, call.options)
}

function describe({ op, inputs, options, layer }: PlannedCall): string {
  const operands = inputs.map((id) => `%${id}`)
  return `${op}(${[...operands, ...(layer ? [layer.name ?? 'a layer'] : []), JSON.stringify(options)].join(', ')})`
}
