/**
 * @file Keeps what is emitted of models up to date while their sources are edited. Each run of a model is a process of its own
 * (`runModel`), so that nothing that the user's code does can end or block the watching; what cannot be made leaves the last
 * output as it is.
 */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DiagnosticReport } from '@tsfx/ir'
import type { ModelDone, ModelJob, ModelLimits, ModelResult, NodeFacts, RunModel } from '@tsfx/lsp'
import { importedFiles } from '@tsfx/source'
import { missingFile } from '../../diagnostics.generated.ts'
import { fingerprint } from './fingerprint.ts'
import { nodeChanges } from './nodeChanges.ts'
import type { WatchEvent } from './watchEvent.ts'
import { type FolderWatch, watchFolders } from './watchFolders.ts'
import { writeOutputs } from './writeOutputs.ts'

/** A model to keep up to date. */
export interface WatchTarget {
  /** `net.ts#Net`, as it is called. */
  readonly label: string
  readonly file: string
  /** How it is made, or why that is not known. */
  readonly job: ModelJob | readonly DiagnosticReport[]
}

export interface WatchOptions {
  /** The models, asked for at each change: a file that is new may hold one. */
  targets(): readonly WatchTarget[]
  /** Where models may turn up. */
  folders(): readonly string[]
  readonly runModel: RunModel
  readonly limits: Pick<ModelLimits, 'seconds' | 'megabytes'>
  /** Whether all is made once and not watched. */
  readonly once: boolean
  /** Ends the watching, and the run that goes on. */
  readonly signal: AbortSignal
  onEvent(event: WatchEvent): void
  /** What is told of an error that writing throws. */
  reports(error: unknown): readonly DiagnosticReport[]
  /** What is told of a run that is not done. */
  failure(result: Exclude<ModelResult, ModelDone>, exportName: string): readonly DiagnosticReport[]
}

interface TargetState {
  /** Of what the last run was made of. */
  seen: string | null
  failed: boolean
  nodes: readonly NodeFacts[] | null
  /** Files that the last run told of. */
  files: readonly string[]
}

/** An editor writes a file in several steps; a file that it renames is away for a moment. */
const SETTLE_MILLISECONDS = 80

/** Watches until `signal`; gives the number of models whose last run failed. */
export function watchModels(options: WatchOptions): Promise<number> {
  return new Promise((resolve) => new ModelWatch(options, resolve).begin())
}

class ModelWatch {
  readonly #options: WatchOptions
  readonly #states = new Map<string, TargetState>()
  readonly #queue = new Map<string, WatchTarget>()
  readonly #written = new Set<string>()
  readonly #watch: FolderWatch
  readonly #finish: (failed: number) => void
  #running: { readonly label: string; readonly stop: AbortController } | null = null
  #timer: NodeJS.Timeout | null = null
  #isOver = false
  #isIdle = false

  constructor(options: WatchOptions, finish: (failed: number) => void) {
    this.#options = options
    this.#finish = finish
    this.#watch = watchFolders(() => this.#settle())
  }

  begin(): void {
    const { signal, onEvent, targets } = this.#options
    signal.addEventListener('abort', () => this.#end(), { once: true })
    onEvent({ event: 'watching', models: targets().map(({ label }) => label) })
    if (signal.aborted) this.#end()
    else this.#scan()
  }

  #settle(): void {
    if (this.#isOver) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#scan(), SETTLE_MILLISECONDS)
  }

  /** Finds the models whose files are not what they were. */
  #scan(): void {
    const targets = this.#options.targets()
    if (!this.#options.once) this.#watchFilesOf(targets)
    for (const target of targets) if (this.#stateOf(target).seen !== this.#look(target)) this.#enqueue(target)
    const labels = new Set(targets.map(({ label }) => label))
    for (const label of [...this.#states.keys()]) if (!labels.has(label)) this.#forget(label)
    this.#next()
  }

  /** Folders first, so that what changes between them and the look at the files is not missed. */
  #watchFilesOf(targets: readonly WatchTarget[]): void {
    const files = targets.flatMap((target) => this.#filesOf(target))
    this.#watch.setFolders([...this.#options.folders(), ...files.map((file) => dirname(file))])
  }

  #stateOf({ label }: WatchTarget): TargetState {
    const state = this.#states.get(label) ?? { seen: null, failed: false, nodes: null, files: [] }
    this.#states.set(label, state)
    return state
  }

  /** What a model is made of; never what was made of it. */
  #filesOf(target: WatchTarget): readonly string[] {
    const { file, job } = target
    const given = 'action' in job ? [job.data, job.weights] : []
    const more = given.flatMap((path) => (path === null ? [] : importedFiles(path)))
    return [...importedFiles(file), ...more, ...this.#stateOf(target).files].filter(
      (path) => !this.#written.has(path),
    )
  }

  #look(target: WatchTarget): string {
    return `${JSON.stringify(target.job)}\n${fingerprint(this.#filesOf(target))}`
  }

  #enqueue(target: WatchTarget): void {
    this.#queue.set(target.label, target)
    this.#isIdle = false
    // It goes on with what is no longer so.
    if (this.#running?.label === target.label) this.#running.stop.abort()
  }

  #forget(label: string): void {
    this.#states.delete(label)
    this.#queue.delete(label)
    if (this.#running?.label === label) this.#running.stop.abort()
    this.#isIdle = false
    this.#options.onEvent({ event: 'removed', model: label })
  }

  #next(): void {
    if (this.#isOver || this.#running) return
    const [target] = this.#queue.values()
    if (!target) {
      this.#idle()
      return
    }
    this.#queue.delete(target.label)
    const stop = new AbortController()
    this.#running = { label: target.label, stop }
    void this.#make(target, stop.signal).then(() => {
      this.#running = null
      this.#next()
    })
  }

  #idle(): void {
    // Files of its own wake it as well.
    if (this.#isIdle) return
    this.#isIdle = true
    const failed = this.#failures()
    this.#options.onEvent({ event: 'idle', failed })
    if (this.#options.once) this.#end()
  }

  #failures(): number {
    return [...this.#states.values()].filter((state) => state.failed).length
  }

  async #make(target: WatchTarget, signal: AbortSignal): Promise<void> {
    const { label, file, job } = target
    const state = this.#stateOf(target)
    state.seen = this.#look(target)
    if (!existsSync(file)) return this.#fail(target, 'missing', this.#options.reports(missingFile({ file })))
    if (!('action' in job)) return this.#fail(target, 'refused', job)
    const { runModel, limits, onEvent } = this.#options
    onEvent({ event: 'started', model: label })
    const onOutput = (line: string) => onEvent({ event: 'output', model: label, line })
    const result = await runModel(job, { ...limits, signal, onOutput })
    if (this.#isOver || signal.aborted || result.kind === 'cancelled') return
    if (result.kind === 'done') this.#write(target, job, result)
    else this.#fail(target, result.kind, this.#options.failure(result, job.exportName))
  }

  #write(target: WatchTarget, job: ModelJob, { float, int8, files, notes }: ModelDone): void {
    const state = this.#stateOf(target)
    const emitted = { ...float.emitted, ...int8?.emitted }
    let written: readonly string[]
    try {
      written = writeOutputs(job.outDir, emitted, this.#written)
    } catch (error) {
      this.#fail(target, 'refused', this.#options.reports(error))
      return
    }
    const { nodes } = int8 ?? float
    const changes = nodeChanges(state.nodes, nodes)
    // What the run told of was not known when it began.
    Object.assign(state, { failed: false, nodes, files })
    state.seen = this.#look(target)
    if (!this.#options.once) this.#watchFilesOf(this.#options.targets())
    this.#options.onEvent({
      event: 'regenerated',
      model: target.label,
      summary: (int8 ?? float).summary,
      nodes: { count: nodes.length, ...changes },
      out: job.outDir,
      written,
      diagnostics: notes,
    })
  }

  #fail(target: WatchTarget, reason: FailureReason, diagnostics: readonly DiagnosticReport[]): void {
    this.#stateOf(target).failed = true
    this.#options.onEvent({ event: 'failed', model: target.label, reason, diagnostics })
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#watch.close()
    this.#running?.stop.abort()
    this.#finish(this.#failures())
  }
}

type FailureReason = Extract<WatchEvent, { event: 'failed' }>['reason']
