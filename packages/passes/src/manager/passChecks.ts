/** @file All that the manager checks around one run of a pass, and how it reports what it finds. */
import {
  type DiagnosticPlace,
  defaultSourceLookup,
  type FxNode,
  type Graph,
  isDiagnosticError,
  verify as verifyGraph,
} from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { bisect } from '../analysis/bisect.ts'
import type { Snapshot } from '../analysis/snapshot.ts'
import {
  brokenPromise,
  changedNumbers,
  failedCheck,
  failedPass,
  missingFact,
} from '../diagnostics.generated.ts'
import { causeReport } from './causeReport.ts'
import type { Fact, FactViolation } from './fact.ts'
import { problemFound } from './graphCheck.ts'
import { type NumericCheck, resultOf, valueDifference } from './numericCheck.ts'
import type { Pass } from './pass.ts'
import type { PassRecord } from './passRecord.ts'
import type { PipelineOptions } from './pipeline.ts'
import type { RunningPass } from './runningPass.ts'
import { violationIn } from './violationIn.ts'

/** What a pass runs in. */
export interface PassSituation {
  readonly context: RunningPass
  readonly round: string | null
  /** The runs before this one. */
  readonly earlier: readonly PassRecord[]
  readonly options: PipelineOptions
}

export class PassChecks {
  readonly #pass: Pass
  readonly #situation: PassSituation

  constructor(pass: Pass, situation: PassSituation) {
    this.#pass = pass
    this.#situation = situation
  }

  /** @throws TSFX2002, TSFX2016 */
  before(graph: Graph): void {
    if (!this.#isVerifying) return
    for (const fact of this.#pass.requires) {
      const violation = this.#violation(fact, graph)
      if (violation)
        throw missingFact(
          { pass: this.#label, fact: fact.name, problem: violation.problem },
          this.#place(violation.node),
        )
    }
  }

  /** @throws TSFX2003, TSFX2004, TSFX2012, TSFX2016 */
  after(graph: Graph): void {
    if (this.#isVerifying) {
      this.attempt(() => verifyGraph(graph, opCatalog))
      for (const fact of this.#pass.ensures) {
        const violation = this.#violation(fact, graph)
        if (violation)
          throw brokenPromise(
            { pass: this.#label, fact: fact.name, problem: violation.problem },
            this.#place(violation.node),
          )
      }
    }
    this.#userChecks(graph)
  }

  /**
   * The result of the version after, when it is that of the version before; null when results are not compared.
   * @throws TSFX2005
   */
  result(before: Graph, after: Graph, expected: Snapshot | null): Snapshot | null {
    const { check } = this.#situation.options
    if (!check || expected === null) return null
    const actual = this.attempt(() => resultOf(after, check))
    const problem = valueDifference(expected, actual, check.tolerance)
    if (!problem) return actual
    const { node, was } = firstDifference(before, after, check)
    const first = node ? `; the first node that differs is ${node.name}${was}` : ''
    throw changedNumbers({ pass: this.#label, problem: problem + first }, this.#place(node))
  }

  /** Runs one step of the pass; what it throws is reported with the pass and the node it was at, as the cause. */
  attempt<T>(step: () => T): T {
    try {
      return step()
    } catch (cause) {
      const { problem, fix, kind } = causeReport(cause, DEFECT)
      const place = {
        ...this.#place(this.#situation.context.nodeOf(cause)),
        ...this.#framed(isDiagnosticError(cause) ? cause.place : {}),
      }
      throw Object.assign(failedPass({ pass: this.#label, problem, fix }, place), { cause, kind })
    }
  }

  /** What contradicts the fact; an error that its check throws is that of a step, an answer that is none is its own. */
  #violation(fact: Fact, graph: Graph): FactViolation | null {
    return violationIn(
      fact,
      this.attempt(() => fact.violation(graph, this.#situation.context)),
    )
  }

  get #isVerifying(): boolean {
    return this.#situation.options.verify ?? true
  }

  /** `fuseBias (simplify, round 2; after inferTypes, removeDropout)`: of many runs before, the last. */
  get #label(): string {
    const { earlier, round } = this.#situation
    const names = earlier.slice(-LISTED).map(({ name }) => name)
    if (earlier.length > LISTED) names.unshift('...')
    const notes = [round, names.length > 0 && `after ${names.join(', ')}`].filter(Boolean)
    return notes.length > 0 ? `${this.#pass.name} (${notes.join('; ')})` : this.#pass.name
  }

  #userChecks(graph: Graph): void {
    for (const [i, check] of (this.#situation.options.checks ?? []).entries()) {
      const name = check.name || `number ${i + 1}`
      try {
        const problem = problemFound(check, graph)
        if (problem !== null) throw failedCheck({ check: name, pass: this.#label, problem })
      } catch (cause) {
        throw this.#asFailedCheck(name, cause)
      }
    }
  }

  /** What a check throws is the problem it found, unless it is already reported. */
  #asFailedCheck(check: string, cause: unknown): unknown {
    const diagnostic = isDiagnosticError(cause) ? cause : null
    if (diagnostic && REPORTED.has(diagnostic.code)) return diagnostic
    const { problem } = causeReport(cause, DEFECT)
    const error = failedCheck({ check, pass: this.#label, problem }, this.#framed(diagnostic?.place ?? {}))
    error.cause = cause
    return error
  }

  #place(node: FxNode | null): DiagnosticPlace {
    return node ? this.#framed({ node: node.name, loc: node.loc }) : {}
  }

  /** The place with the lines of the user's source, when they can be read. */
  #framed(place: DiagnosticPlace): DiagnosticPlace {
    const { source = defaultSourceLookup() } = this.#situation.options
    const frame = place.frame ?? (place.loc && source?.codeFrame(place.loc))
    return frame ? { ...place, frame } : place
  }
}

/** Of an error that says no more of itself. */
const DEFECT = {
  fix: 'read the cause; the graph from before the pass is unchanged',
  kind: 'internal',
} as const

/** Names that a label lists at most. */
const LISTED = 8

/** Codes of the checks themselves. */
const REPORTED: ReadonlySet<string> = new Set(['TSFX2011', 'TSFX2012'])

/** The first node whose value differs, and what it was called before; none when only the result itself does. */
function firstDifference(
  before: Graph,
  after: Graph,
  { inputs, tolerance }: NumericCheck,
): { readonly node: FxNode | null; readonly was: string } {
  const found = bisect(before, after, inputs, { tolerance })
  if (!found || found.after.kind === 'output') return { node: null, was: '' }
  const was = found.before.name === found.after.name ? '' : `, which was ${found.before.name}`
  return { node: found.after, was }
}
