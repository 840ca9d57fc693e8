/**
 * @file One run of a pipeline. For each pass: check what it requires, open the one transaction, run it, give types to
 * what it inserted, verify, check what it ensures, run the user's checks, compare numbers when asked to.
 */
import type { EditResult, FxNode, Graph } from '@tsfx/ir'
import { notStable, oscillation } from '../diagnostics.generated.ts'
import { inferTypes, typed } from '../inferTypes.ts'
import { graphContent } from './graphContent.ts'
import { resultNumbers } from './numericCheck.ts'
import type { Pass } from './pass.ts'
import { PassChecks } from './passChecks.ts'
import { isPassGroup, type PassGroup, type PassStep } from './passGroup.ts'
import { changedNodes, type PassRecord } from './passRecord.ts'
import { attachFailure, type PipelineOptions, type PipelineResult } from './pipeline.ts'
import { RunningPass } from './runningPass.ts'

type Edited = Pick<EditResult, 'graph' | 'patches' | 'inverse'>

export class PipelineRun {
  readonly #options: PipelineOptions
  readonly #records: PassRecord[] = []
  #graph: Graph
  /** Results of the latest version on the inputs of the numeric check. */
  #numbers: readonly Float64Array[] | null
  #stopped = false

  constructor(graph: Graph, options: PipelineOptions) {
    this.#options = options
    this.#graph = graph
    this.#numbers = options.check ? resultNumbers(graph, options.check) : null
  }

  get result(): PipelineResult {
    return { graph: this.#graph, records: this.#records }
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
    this.#options.onPassStart?.(before, pass)
    try {
      const start = performance.now()
      checks.before(before)
      const opened = performance.now()
      const edited = checks.attempt(() => retype(before, editWith(before, pass, context), context))
      const closed = performance.now()
      rejected = edited.graph
      checks.after(edited.graph)
      if (edited.graph !== before) this.#numbers = checks.numbers(before, edited.graph, this.#numbers)
      const milliseconds = closed - opened
      const checkMilliseconds = performance.now() - start - milliseconds
      this.#accept(edited.graph, {
        name: pass.name,
        round,
        patches: edited.patches,
        inverse: edited.inverse,
        changed: changedNodes(edited.patches),
        firings: context.firings,
        nearMisses: context.nearMisses,
        milliseconds,
        checkMilliseconds,
      })
    } catch (error) {
      throw this.#failed(pass.name, error, rejected)
    }
    this.#options.onPass?.(before, this.#graph, this.#records.at(-1)!)
  }

  #accept(graph: Graph, record: PassRecord): void {
    this.#graph = graph
    this.#records.push(record)
    this.#stopped = this.#options.stopAfter === this.#records.length
  }

  #runGroup(group: PassGroup, outer: string | null): void {
    const contents = [graphContent(this.#graph)]
    const changing: (readonly string[])[] = []
    for (let round = 1; round <= group.maxRounds; round++) {
      const label = [outer, `${group.name}, round ${round}`].filter(Boolean).join(', ')
      const { changed, content } = this.#runRound(group, label, contents.at(-1)!)
      if (this.#stopped || changed.length === 0) return
      changing.push(changed)
      const seen = contents.indexOf(content)
      if (seen >= 0) throw this.#oscillates(group, round, seen, changing)
      contents.push(content)
    }
    const error = notStable(
      { group: group.name, rounds: group.maxRounds, passes: listed(changing.at(-1) ?? []) },
      this.#latestChange(),
    )
    throw this.#failed(group.name, error, null)
  }

  /** Runs the passes of a group once; says which of them changed what the graph says, and what it says then. */
  #runRound(group: PassGroup, label: string, content: string): { changed: string[]; content: string } {
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
    return { changed, content: latest }
  }

  #oscillates(
    group: PassGroup,
    round: number,
    seen: number,
    changing: readonly (readonly string[])[],
  ): unknown {
    const error = oscillation(
      {
        group: group.name,
        round,
        period: round - seen,
        passes: listed([...new Set(changing.slice(seen).flat())]),
      },
      this.#latestChange(),
    )
    return this.#failed(group.name, error, null)
  }

  /** A node of the graph that the latest pass with an effect changed. */
  #latestChange(): { node?: string; loc?: FxNode['loc'] } {
    const patches = this.#records.findLast(({ changed }) => changed > 0)?.patches ?? []
    for (const { path, op } of patches) {
      const node =
        path[0] === 'nodes' && op !== 'remove' ? this.#graph.state.nodes.get(path[1] as never) : null
      if (node) return { node: node.name, loc: node.loc }
    }
    return {}
  }

  /** `error`, with what the pipeline had done; those who asked for failures are told. */
  #failed(pass: string, error: unknown, rejected: Graph | null): unknown {
    if (!(error instanceof Error)) return error
    const failure = { ...this.result, records: [...this.#records], pass, error, rejected }
    attachFailure(failure)
    this.#options.onFailure?.(failure)
    return error
  }
}

const listed = (names: readonly string[]): string => names.join(', ')

const editWith = (graph: Graph, pass: Pass, context: RunningPass): EditResult =>
  graph.edit((edit) => {
    edit.attributeTo(pass.name)
    pass.run(edit, context)
  })

/** Gives types to nodes that a pass inserted without, when the graph it read was typed. */
function retype(before: Graph, edited: Edited, context: RunningPass): Edited {
  if (typed.violation(edited.graph, context) === null || typed.violation(before, context)) return edited
  const { graph, patches, inverse } = editWith(edited.graph, inferTypes, context)
  return { graph, patches: [...edited.patches, ...patches], inverse: [...inverse, ...edited.inverse] }
}
