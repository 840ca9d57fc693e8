/**
 * @file The one place where wrapped functions find the running trace. It is global, so that a second copy of this
 * package (a bundle beside sources) meets the functions that the first one wrapped.
 */
import type { DiagnosticError, SourceLookup } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'

/** What a wrapped function asks of a running trace. */
export interface Recording {
  /** Records a call of a public function, or runs it. `from` is `tf.relu`, or `Tensor.relu` with `this` first in `args`. */
  call(from: string, args: readonly unknown[], run: () => unknown): unknown
  /** Keeps `error` as that of the trace, though forward may catch it or lose it in a promise; returns it, to be thrown. */
  refuse(error: DiagnosticError): DiagnosticError
  /** Refuses an await of a tensor: in an async forward there is more to say. */
  refuseAwait(error: DiagnosticError): DiagnosticError
  /** For code frames of errors raised where only this slot is at hand. */
  readonly lookup: SourceLookup | null
}

export interface CaptureSlot {
  recording: Recording | null
  /** The user's tfjs with wrapped functions; null until a capture is installed. */
  table: Tfjs | null
  /** Undoes in-place changes of the user's tfjs, last first. */
  readonly undo: (() => void)[]
}

const KEY = Symbol.for('tsfx.capture')
const shared = globalThis as { [KEY]?: CaptureSlot }

/** The process-wide state of capture. */
export function captureSlot(): CaptureSlot {
  shared[KEY] ??= { recording: null, table: null, undo: [] }
  return shared[KEY]
}
