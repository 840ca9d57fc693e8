/**
 * @file Where in the user's source a call was made. V8 formats a stack when it is first read, so a stack that is
 * only kept costs little.
 */
import { type DiagnosticPlace, defaultSourceLookup, type SourceLocation, type SourceLookup } from '@tsfx/ir'
import { captureSlot } from './captureSlot.ts'

/** A stack as it was recorded. */
export type CallStack = Error

export interface UserFrames {
  /** Frames of user code, innermost first. */
  readonly frames: readonly SourceLocation[]
  /** For each frame, how many module calls lie between the recorded call and it. */
  readonly callsInside: readonly number[]
}

const DEPTH = 100
const KEPT = 32

/** The present stack. */
export const captureStack = (): CallStack => new Error()

/** Runs `run` with stacks deep enough to reach from tfjs's inside to the user's code; V8 keeps 10 frames otherwise. */
export function withDeepStacks<T>(run: () => T): T {
  const limited = Error as { stackTraceLimit?: number }
  const limit = limited.stackTraceLimit
  limited.stackTraceLimit = DEPTH
  try {
    return run()
  } finally {
    if (limit !== undefined) limited.stackTraceLimit = limit
  }
}

/** Runs forward. The stacks of its calls and errors are deep enough, and end here for the user: `userFrames` looks for this name. */
export function tsfxTracedForward<T>(run: () => T): T {
  return withDeepStacks(run)
}

/** Names that mark, in a stack, the start of the traced forward and each call of a submodule. */
export const TRACED_FORWARD = 'tsfxTracedForward'
export const MODULE_CALL = 'tsfxModuleCall'

/** V8: `at name (file:1:2)` or `at file:1:2`; Firefox and Safari: `name@file:1:2`. */
const FRAME = /(?:^\s*at (?:async )?(?:.*? \()?|@)((?:file:|https?:|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/

/** Of stacks that were read. */
const framesRead = new WeakMap<CallStack, UserFrames>()

/** Frames of the user's code, up to the call of the traced forward. */
export function userFrames(stack: CallStack): UserFrames {
  const known = framesRead.get(stack)
  if (known) return known
  const frames = readFrames(stack)
  framesRead.set(stack, frames)
  return frames
}

function readFrames(stack: CallStack): UserFrames {
  const frames: SourceLocation[] = []
  const callsInside: number[] = []
  let calls = 0
  for (const line of (stack.stack ?? '').split('\n')) {
    if (line.includes(TRACED_FORWARD)) break
    if (line.includes(MODULE_CALL)) calls++
    const [, file, row, column] = FRAME.exec(line) ?? []
    if (file === undefined || isLibrary(file)) continue
    frames.push({ file: plainPath(file), line: Number(row), column: Number(column) })
    callsInside.push(calls)
    if (frames.length === KEPT) break
  }
  return { frames, callsInside }
}

/** The folder that holds this package and its siblings: `packages/`, or `node_modules/@tsfx/`. */
const SIBLINGS = new URL('../../', import.meta.url).href
const OWN = /^(ir|ops|runtime|nn|source|tracer|passes|codegen|quant|interop|report|editor|tsfx)\/(src|dist)\//

/**
 * Says whether the present call goes through a single file of tfjs-core, while capture is installed in the package: a file that was
 * imported by its own path. What the package exports runs from one bundle in Node. False where the engine is not V8.
 */
export function isDeepImport(): boolean {
  if (captureSlot().table === null) return false
  const v8 = Error as unknown as {
    prepareStackTrace?: ((error: Error, calls: readonly CallSite[]) => unknown) | undefined
  }
  const prepare = v8.prepareStackTrace
  // The stack's text has the places of the source map, which are the same for the file and for the bundle.
  v8.prepareStackTrace = (_, calls) => calls.map((call) => call.getFileName() ?? '').join('\n')
  try {
    return /[\\/]tfjs-core[\\/]dist[\\/]ops[\\/]/.test(String(new Error().stack))
  } finally {
    v8.prepareStackTrace = prepare
  }
}

interface CallSite {
  getFileName(): string | null | undefined
}

function isLibrary(file: string): boolean {
  if (/node_modules\/|^node:/.test(file)) return true
  const url = file.startsWith('/') ? `file://${file}` : file
  // Models inside our own tests are user code.
  return url.startsWith(SIBLINGS) && OWN.test(url.slice(SIBLINGS.length)) && !/\.test\.[jt]s(\?|$)/.test(url)
}

function plainPath(file: string): string {
  // In a URL a question mark that is part of the name is written otherwise.
  const path = file.startsWith('file://')
    ? decodeURIComponent(new URL(file).pathname)
    : file.replace(/\?.*$/, '')
  return path.replace(/^\/(?=[A-Za-z]:)/, '')
}

/** Says whether the function that is watched (`tsfxWatched...`) was called by the user's own code. */
export function isUserCall(): boolean {
  const lines = (captureStack().stack ?? '').split('\n')
  const callers = lines.slice(lines.findIndex((line) => line.includes('tsfxWatched')) + 1)
  // A line without a file is of a built-in function that was given ours: `Array.from(list, Math.random)`.
  const file = callers.map((line) => FRAME.exec(line)?.[1]).find((found) => found !== undefined)
  return file !== undefined && !isLibrary(file)
}

/** The place of a recorded call, with the lines around it. */
export function placeOf(stack: CallStack | null, lookup: SourceLookup | null): DiagnosticPlace {
  if (stack === null) return {}
  const [loc] = userFrames(stack).frames
  const frame = loc && lookup?.codeFrame(loc)
  return { ...(loc && { loc }), ...(frame && { frame }) }
}

/** The place in the user's source that is executed now. */
export const placeHere = (): DiagnosticPlace =>
  placeOf(captureStack(), captureSlot().recording?.lookup ?? defaultSourceLookup())
