/** @file The runs of models: one at a time for each, what the last one found, and whether the text has changed since. */
import type { ModelDone, ModelJob, ModelLimits, ModelResult, RunModel } from './modelJob.ts'

/** What is known of a model by its last run. */
export interface ModelRun {
  readonly job: ModelJob
  readonly done: ModelDone
  /** The texts of the files it is made of, as they were run. */
  readonly texts: ReadonlyMap<string, string | null>
}

export interface RunTexts {
  /** The text that is run. */
  onDisk(file: string): string | null
  /** The text that the user sees. */
  present(file: string): string | null
}

const keyOf = ({ file, exportName }: Pick<ModelJob, 'file' | 'exportName'>): string => `${file}#${exportName}`

export class ModelRuns {
  readonly #runModel: RunModel
  readonly #texts: RunTexts
  readonly #known = new Map<string, ModelRun>()
  readonly #stale = new WeakSet<ModelRun>()
  readonly #running = new Map<string, Promise<unknown>>()

  constructor(runModel: RunModel, texts: RunTexts) {
    this.#runModel = runModel
    this.#texts = texts
  }

  /** Runs a job when the one before of the same model is done. What was known stays when it fails. */
  run(job: ModelJob, limits: ModelLimits): Promise<ModelResult> {
    const key = keyOf(job)
    const before = this.#running.get(key) ?? Promise.resolve()
    const turn = before.then(() => this.#runNow(job, limits))
    const run = limits.signal ? Promise.race([turn, cancelled(limits.signal)]) : turn
    // The next one waits for this one, however it ends.
    const ended = turn.catch(() => {})
    this.#running.set(key, ended)
    void ended.then(() => {
      if (this.#running.get(key) === ended) this.#running.delete(key)
    })
    return run
  }

  async #runNow(job: ModelJob, limits: ModelLimits): Promise<ModelResult> {
    const text = this.#texts.onDisk(job.file)
    const result = await this.#runModel(job, limits)
    if (result.kind !== 'done') return result
    const texts = new Map(result.files.map((file) => [file, this.#texts.onDisk(file)]))
    texts.set(job.file, text)
    const known = this.#known.get(keyOf(job))
    // A trace of what was quantized already takes nothing away.
    const keeps = result.int8 === null && known && sameTexts(known.texts, texts)
    this.#known.set(keyOf(job), {
      job,
      done: keeps ? { ...result, int8: known.done.int8 } : result,
      texts,
    })
    return result
  }

  /** The last run of a model that was done. */
  of(model: Pick<ModelJob, 'file' | 'exportName'>): ModelRun | null {
    return this.#known.get(keyOf(model)) ?? null
  }

  /** The last runs of all models. */
  all(): readonly ModelRun[] {
    return [...this.#known.values()]
  }

  /** The runs of models that a file is part of. */
  at(file: string): readonly ModelRun[] {
    return this.all().filter(({ texts }) => texts.has(file))
  }

  /** Whether texts had changed when it was asked last; remembers what holds now. */
  wasStale(run: ModelRun): boolean {
    const was = this.#stale.has(run)
    if (this.changed(run).length > 0) this.#stale.add(run)
    else this.#stale.delete(run)
    return was
  }

  /** The files whose text has changed since a run. */
  changed({ texts }: ModelRun): readonly string[] {
    return [...texts].flatMap(([file, text]) => (this.#texts.present(file) === text ? [] : [file]))
  }
}

/** A run that is cancelled has its answer at once, also while it waits for the one before. */
function cancelled(signal: AbortSignal): Promise<ModelResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true })
    if (signal.aborted) resolve({ kind: 'cancelled' })
  })
}

const sameTexts = (a: ModelRun['texts'], b: ModelRun['texts']): boolean =>
  a.size === b.size && [...a].every(([file, text]) => b.get(file) === text)
