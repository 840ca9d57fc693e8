/**
 * @file The process in which a user's model runs (modelProcess.ts): takes one job, answers over the channel to its parent, and is
 * then ended by it. What the user's code prints goes to stdout and stderr, and means nothing.
 */
import { Worker } from 'node:worker_threads'
import { isDiagnosticError } from '@tsfx/ir'
import type { ModelResult } from '@tsfx/lsp'
import { reportsOf } from '../cli/reportsOf.ts'
import { laterErrors } from './laterErrors.ts'
import { type ModelMessage, type ModelOrder, OUT_OF_MEMORY } from './modelProcess.ts'
import { performModelJob } from './modelProcessSteps.ts'

/**
 * Ends the process when it takes too much memory, or when its parent is gone. It is a thread because the main one may be in a
 * loop of the user's; it is plain JavaScript in a text because a thread would load its own copy of all hooks.
 */
const WATCH = `
const { writeSync } = require('node:fs')
const { workerData: { bytes, parent, mark } } = require('node:worker_threads')
setInterval(() => {
  const isFull = process.memoryUsage.rss() > bytes
  if (!isFull && process.ppid === parent) return
  try {
    if (isFull) writeSync(2, mark)
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}, 50)
`

// The user's code has no business with the channel.
const send = process.send?.bind(process)
delete process.send

const tell = (message: ModelMessage): void => {
  send?.(message)
}

process.once('message', async ({ job, megabytes }: ModelOrder) => {
  const workerData = { bytes: megabytes * 2 ** 20, parent: process.ppid, mark: `\n${OUT_OF_MEMORY}\n` }
  new Worker(WATCH, { eval: true, execArgv: [], workerData }).unref()
  const later = laterErrors()
  const work = performModelJob(job, (step) => tell({ kind: 'progress', step }))
  const result = await Promise.race([work, later.thrown]).catch(refused)
  later.forget()
  tell({ kind: 'answer', result })
})

function refused(error: unknown): ModelResult {
  // What is no diagnostic is a defect of tsfx: the process ends with its stack.
  if (!isDiagnosticError(error)) throw error
  return { kind: 'refused', diagnostics: reportsOf(error) }
}
