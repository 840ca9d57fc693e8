/** @file A pipeline that is put together step by step: passes, constraints and checks; torch.fx's PassManager. */
import type { Graph } from '@tsfx/ir'
import { assertGraphCheck, type GraphCheck } from './graphCheck.ts'
import type { PassConstraint } from './passConstraint.ts'
import type { PassStep } from './passGroup.ts'
import type { PipelineOptions, PipelineResult } from './pipeline.ts'
import { runPasses } from './runPasses.ts'

/** A list of passes, constraints and checks that grows step by step and runs as one pipeline. */
export class PassManager {
  readonly #options: PipelineOptions
  readonly #passes: PassStep[]
  readonly #constraints: PassConstraint[]
  readonly #checks: GraphCheck[] = []

  /** @throws TSFX2011 for a check that is none. */
  constructor(passes: readonly PassStep[] = [], options: PipelineOptions = {}) {
    this.#passes = [...passes]
    this.#options = options
    this.#constraints = [...(options.constraints ?? [])]
    for (const check of options.checks ?? []) this.addCheck(check)
  }

  /** Passes and groups in the order in which they were added. */
  get passes(): readonly PassStep[] {
    return this.#passes
  }

  /** Orders that no fact expresses: those of the options, then those that were added. */
  get constraints(): readonly PassConstraint[] {
    return this.#constraints
  }

  /** Adds passes or groups at the end. */
  add(...passes: readonly PassStep[]): this {
    this.#passes.push(...passes)
    return this
  }

  /** Adds an order that no fact expresses, by the passes' names. */
  addConstraint(constraint: PassConstraint): this {
    this.#constraints.push(constraint)
    return this
  }

  /** Adds a check that is run after every pass, on what it made. @throws TSFX2011 when it is no function of one graph. */
  addCheck(check: GraphCheck): this {
    assertGraphCheck(check)
    this.#checks.push(check)
    return this
  }

  /** Runs the pipeline; `options` add to those of the manager, for this run. @throws as `runPasses` does. */
  run(graph: Graph, options: Omit<PipelineOptions, 'constraints' | 'checks'> = {}): PipelineResult {
    return runPasses(graph, this.#passes, {
      ...this.#options,
      ...options,
      constraints: this.#constraints,
      checks: this.#checks,
    })
  }
}
