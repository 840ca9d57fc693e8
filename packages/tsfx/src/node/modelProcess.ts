/**
 * @file Runs a user's model in a process of its own, within limits. The user's code may hang, crash, print, or take all memory;
 * whatever it does, one answer comes back, and no process is left.
 *
 * Time is kept here. Memory is watched by a thread inside of the process (modelProcessWorker.ts), as a busy process cannot be
 * asked, and as typed arrays lie outside of the heap that Node can limit; it ends the process by SIGKILL.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ModelJob, ModelLimits, ModelResult } from '@tsfx/lsp'

export type { ModelDone, ModelForm, ModelJob, ModelLimits, ModelResult, NodeFacts } from '@tsfx/lsp'

/** What the process says. */
export type ModelMessage =
  | { readonly kind: 'progress'; readonly step: string }
  | { readonly kind: 'answer'; readonly result: ModelResult }

/** What the process is told. */
export interface ModelOrder {
  readonly job: ModelJob
  readonly megabytes: number
}

/** Lines of stderr that a crash is reported with. */
const STDERR_LINES = 100
/** Written by the watching thread before it ends the process. */
export const OUT_OF_MEMORY = 'tsfx: the model took too much memory'
/** What Node says before it ends for want of heap, and what the watching thread says. */
const OUT_OF_HEAP = new RegExp(
  `heap out of memory|Reached heap limit|Fatal process out of memory|^${OUT_OF_MEMORY}$`,
  'm',
)
/** Time for the rest of the output of a process that has ended. */
const LAST_OUTPUT = 1000

/** The processes that run; none is left when this one ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) kill(child)
})

/** Runs one job; never throws for what the user's code does. */
export function runModelJob(job: ModelJob, limits: ModelLimits): Promise<ModelResult> {
  if (limits.signal?.aborted) return Promise.resolve({ kind: 'cancelled' })
  return new Promise((resolve) => {
    const child = start(job, limits)
    running.add(child)
    const stderr: string[] = []
    let decided: ModelResult | null = null
    const end = (result: ModelResult) => {
      decided ??= result
      kill(child)
    }
    const cancel = () => end({ kind: 'cancelled' })
    const timer = setTimeout(() => end({ kind: 'timedOut', seconds: limits.seconds }), limits.seconds * 1000)
    limits.signal?.addEventListener('abort', cancel, { once: true })
    const finish = (result: ModelResult) => {
      running.delete(child)
      clearTimeout(timer)
      limits.signal?.removeEventListener('abort', cancel)
      kill(child)
      resolve(decided ?? result)
    }
    eachLine(child.stdout, (line) => limits.onOutput?.(line))
    eachLine(child.stderr, (line) => {
      stderr.push(line)
      if (stderr.length > STDERR_LINES) stderr.shift()
      limits.onOutput?.(line)
    })
    child.on('message', (message: ModelMessage) => {
      if (message.kind === 'progress') limits.onProgress?.(message.step)
      else end(message.result)
    })
    child.on('error', ({ message }) => finish(crashed(null, null, message)))
    const ended = (exitCode: number | null, signal: string | null) =>
      finish(endOf(exitCode, signal, stderr.join('\n'), limits.megabytes))
    child.on('close', ended)
    // What the user's code started may keep the pipes open.
    child.on('exit', (...how) => setTimeout(() => ended(...how), LAST_OUTPUT).unref())
    child.send({ job, megabytes: limits.megabytes } satisfies ModelOrder, () => {})
  })
}

function start({ cwd }: ModelJob, { megabytes, nodePath = process.execPath }: ModelLimits): ChildProcess {
  const own = process.execArgv.filter((argument) => !/^--(inspect|max-old-space-size)/.test(argument))
  return fork(neighbour('modelProcessWorker'), {
    cwd,
    execPath: nodePath,
    execArgv: [...own, `--max-old-space-size=${megabytes}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Typed arrays and infinite numbers go over as they are.
    serialization: 'advanced',
    // A group of its own, so that what the user's code starts ends with it.
    detached: process.platform !== 'win32',
  })
}

/** A module beside this one; in a source tree both are TypeScript. */
const neighbour = (name: string): string =>
  fileURLToPath(new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url))

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended, and so has all that it started.
  }
}

function eachLine(stream: Readable | null, tell: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', tell)
}

const crashed = (exitCode: number | null, signal: string | null, stderr: string): ModelResult => ({
  kind: 'crashed',
  exitCode,
  signal,
  stderr,
})

/** Why a process ended that was neither told to nor had answered. */
function endOf(
  exitCode: number | null,
  signal: string | null,
  stderr: string,
  megabytes: number,
): ModelResult {
  // A SIGKILL without a word may come from anyone, the system that is out of memory among them.
  return OUT_OF_HEAP.test(stderr) ? { kind: 'outOfMemory', megabytes } : crashed(exitCode, signal, stderr)
}
