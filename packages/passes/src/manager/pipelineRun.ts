/**
 * @file One run of a pipeline. For each pass: check what it requires, open the one transaction, run it, give types to
 * what it inserted, verify, check what it ensures, run the user's checks, compare numbers when asked to.
 */
import { changedNodes, type DiagnosticPlace, type EditResult, type Graph, History } from '@tsfx/ir'
import type { Snapshot } from '../analysis/snapshot.ts'
import { inferTypes, typed } from '../inferTypes.ts'
import { graphContent } from './graphContent.ts'
import { type GroupRound, GroupRounds } from './groupRounds.ts'
import { hookFailure } from './hookFailure.ts'
import { resultOf } from './numericCheck.ts'
import type { Pass } from './pass.ts'
import { PassChecks } from './passChecks.ts'
import { isPassGroup, type PassGroup, type PassStep } from './passGroup.ts'
import { PassRecord, type PassRunFacts } from './passRecord.ts'
import {
  attachFailure,
  type PassFailure,
  type PassHooks,
  type PipelineOptions,
  type PipelineResult,
} from './pipeline.ts'
import { RunningPass } from './runningPass.ts'

export class PipelineRun {
  readonly #options: PipelineOptions
  readonly #records: PassRecord[] = []
  readonly #history: History
  #graph: Graph
  /** What the latest version computes from the inputs of the numeric check. */
  #result: Snapshot | null
  #stopped: boolean

  constructor(graph: Graph, options: PipelineOptions) {
    this.#options = options
    this.#graph = graph
    this.#history = new History(graph)
    this.#stopped = options.stopAfter === 0
    this.#result = options.check ? resultOf(graph, options.check) : null
  }

  get result(): PipelineResult {
    return { graph: this.#graph, records: this.#records, history: this.#history }
  }

  /** Runs `steps` in order; `round` says where, when a group runs them. */
  run(steps: readonly PassStep[], round: string | null = null): void {
    for (const step of steps) {
      if (this.#stopped) return
      if (isPassGroup(step)) this.#runGroup(step, round)
      else this.#runPass(step, round)
      this.#stopped ||= this.#options.stopAfter === step.name
    }
  }

  #runPass(pass: Pass, round: string | null): void {
    const before = this.#graph
    const context = new RunningPass(this.#options.liveVariables ?? 'snapshot')
    const checks = new PassChecks(pass, { context, round, earlier: this.#records, options: this.#options })
    let rejected: Graph | null = null
    this.#tell('onPassStart', pass.name, round, (onPassStart) => onPassStart(before, pass))
    try {
      const start = performance.now()
      checks.before(before)
      const opened = performance.now()
      const edited = checks.attempt(() => retype(before, editWith(before, pass, context), context))
      const closed = performance.now()
      rejected = edited.graph
      checks.after(edited.graph)
      if (edited.graph !== before) this.#result = checks.result(before, edited.graph, this.#result)
      const milliseconds = closed - opened
      const checkMilliseconds = performance.now() - start - milliseconds
      this.#accept(pass, edited, {
        round,
        firings: context.firings,
        nearMisses: context.nearMisses,
        milliseconds,
        checkMilliseconds,
      })
    } catch (error) {
      throw this.#failed(pass.name, round, error, rejected)
    }
    this.#tell('onPass', pass.name, round, (onPass) => onPass(before, this.#graph, this.#records.at(-1)!))
  }

  #accept(pass: Pass, edited: EditResult<unknown>, facts: PassRunFacts): void {
    this.#graph = this.#history.record(pass.name, edited)
    this.#records.push(new PassRecord(this.#history.entries.at(-1)!, facts))
    this.#stopped = this.#options.stopAfter === this.#records.length
  }

  #runGroup(group: PassGroup, outer: string | null): void {
    const rounds = new GroupRounds(group, graphContent(this.#graph))
    for (;;) {
      const round = this.#runRound(group, [outer, rounds.label].filter(Boolean).join(', '), rounds.content)
      if (this.#stopped) return
      try {
        if (rounds.settledBy(round)) return
      } catch (error) {
        throw this.#failed(group.name, outer, error, null)
      }
    }
  }

  #runRound(group: PassGroup, label: string, content: string): GroupRound {
    const changed: string[] = []
    let latest = content
    for (const step of group.passes) {
      const before = this.#graph
      this.run([step], label)
      // A pass may open edits that come to nothing: what counts is what the graph says.
      const after = this.#graph === before ? latest : graphContent(this.#graph)
      if (after !== latest) changed.push(step.name)
      latest = after
    }
    return { changed, content: latest, place: this.#latestChange() }
  }

  /** A node of the graph that the latest pass with an effect changed. */
  #latestChange(): DiagnosticPlace {
    const latest = this.#records.findLast(({ changed }) => changed > 0)
    const id =
      latest && changedNodes(latest.patches, latest.inverse).find((changed) => this.#graph.has(changed))
    const node = id === undefined ? null : this.#graph.node(id)
    return node ? { node: node.name, loc: node.loc } : {}
  }

  /** Calls a hook, when there is one. @throws TSFX2013 */
  #tell<H extends 'onPassStart' | 'onPass'>(
    hook: H,
    pass: string,
    round: string | null,
    call: (hook: NonNullable<PassHooks[H]>) => void,
  ): void {
    const listener = this.#options[hook]
    if (!listener) return
    try {
      call(listener)
    } catch (cause) {
      const error = hookFailure(hook, pass, cause)
      attachFailure(this.#failure(pass, round, error, null))
      throw error
    }
  }

  /** `error`, with what the pipeline had done; those who asked for failures are told. */
  #failed(pass: string, round: string | null, error: unknown, rejected: Graph | null): unknown {
    if (!(error instanceof Error)) return error
    const failure = this.#failure(pass, round, error, rejected)
    attachFailure(failure)
    try {
      this.#options.onFailure?.(failure)
    } catch (cause) {
      // The error of the pass is the one to be seen.
      attachFailure({ ...failure, hookError: hookFailure('onFailure', pass, cause) })
    }
    return error
  }

  #failure(pass: string, round: string | null, error: Error, rejected: Graph | null): PassFailure {
    return { ...this.result, records: [...this.#records], pass, round, error, hookError: null, rejected }
  }
}

/** The result of `run` is handed on, so that the transaction sees the Promise of an async pass. */
const editWith = (graph: Graph, pass: Pass, context: RunningPass): EditResult<unknown> =>
  graph.edit((edit): unknown => {
    edit.attributeTo(pass.name)
    return pass.run(edit, context)
  })

/** Gives types to nodes that a pass inserted without, when the graph it read was typed. */
function retype(before: Graph, edited: EditResult<unknown>, context: RunningPass): EditResult<unknown> {
  if (typed.violation(edited.graph, context) === null || typed.violation(before, context)) return edited
  const { graph, patches, inverse } = editWith(edited.graph, inferTypes, context)
  return {
    graph,
    patches: [...edited.patches, ...patches],
    inverse: [...inverse, ...edited.inverse],
    result: undefined,
  }
}
