/** @file What a pipeline is asked for, and what comes of it. */
import type { DiagnosticError, Graph, History, SourceLookup } from '@tsfx/ir'
import type { LiveVariables } from './fact.ts'
import type { GraphCheck } from './graphCheck.ts'
import type { NumericCheck } from './numericCheck.ts'
import type { Pass } from './pass.ts'
import type { PassConstraint } from './passConstraint.ts'
import type { PassRecord } from './passRecord.ts'
import type { PassSelection } from './selectPasses.ts'

/**
 * Functions that follow a pipeline; one that throws ends it with TSFX2013. All that runs passes (`fuse`, `prepare`, `convert`) takes them, so that one set
 * of hooks follows a graph through all of its pipelines.
 */
export interface PassHooks {
  /** Called before every pass. */
  readonly onPassStart?: (graph: Graph, pass: Pass) => void
  /** Called after every pass that succeeded. */
  readonly onPass?: (before: Graph, after: Graph, record: PassRecord) => void
  /** Called when a pass fails, before its error is thrown; what it throws itself does not take the place of that error. */
  readonly onFailure?: (failure: PassFailure) => void
}

/** How a pipeline orders, checks and follows its passes. */
export interface PipelineOptions extends PassHooks, PassSelection {
  /** `given` checks the order of the list, `solved` orders it. Default: given. */
  readonly order?: 'given' | 'solved'
  /** Orders that no fact expresses. */
  readonly constraints?: readonly PassConstraint[]
  /** Checks the graph's invariants and the passes' facts after every pass. Default: true. */
  readonly verify?: boolean
  /** Run after every pass, on what it made. */
  readonly checks?: readonly GraphCheck[]
  /** Runs the graph before and after every pass and compares. Default: not. */
  readonly check?: NumericCheck
  /** Default: 'snapshot'. */
  readonly liveVariables?: LiveVariables
  /** Shows the lines of the user's source in errors. Default: what `tsfx/register` set. */
  readonly source?: SourceLookup | null
}

/** What a pipeline made, and how. */
export interface PipelineResult {
  readonly graph: Graph
  /** One for each run of a pass, in order. */
  readonly records: readonly PassRecord[]
  /**
   * All versions from the input graph on, with one entry for each record. It is one and can be moved: an `undo()` is seen by all who
   * hold this result, whose `graph` and `records` stay as they are. To look without moving it: `versionAt(index)`.
   */
  readonly history: History
}

/** How far a pipeline came that failed: its result up to the pass before. */
export interface PassFailure extends PipelineResult {
  /** Name of the pass or group that failed, or of the pass at which a hook did. */
  readonly pass: string
  /** The group that ran it and its round, as in `simplify, round 2`; null outside of groups. */
  readonly round: string | null
  readonly error: Error
  /** What `onFailure` threw when it was told of the failure. */
  readonly hookError: DiagnosticError | null
  /** What the pass made of `graph`, when it came so far; it may break the invariants of a graph. */
  readonly rejected: Graph | null
}

/** The hooks among the options of a function that runs several pipelines. */
export const hooksOf = ({ onPassStart, onPass, onFailure }: PassHooks): PassHooks => ({
  ...(onPassStart && { onPassStart }),
  ...(onPass && { onPass }),
  ...(onFailure && { onFailure }),
})

/** Names of the hooks, for functions that refuse options that they do not know. */
export const HOOK_NAMES: readonly (keyof PassHooks)[] = ['onPassStart', 'onPass', 'onFailure']

const failures = new WeakMap<Error, PassFailure>()

/** Remembers how far the pipeline came that `error` ended. */
export function attachFailure(failure: PassFailure): void {
  failures.set(failure.error, failure)
}

/** How far the pipeline came that `error` ended, or null when no pipeline threw it. */
export const failureOf = (error: unknown): PassFailure | null =>
  error instanceof Error ? (failures.get(error) ?? null) : null
