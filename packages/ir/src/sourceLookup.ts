/**
 * @file What the tracer asks of the user's source. `@tsfx/source` answers with the TypeScript compiler; a
 * page without TypeScript traces without it.
 */
import type { SourceLocation } from './sourceLocation.ts'

/** What the user's source says about one recorded call. */
export interface CallDescription {
  /** The variable that receives the value: `const features = tf.conv2d(...)`. */
  readonly name: string | null
  /** The variables of a destructuring, in order; null where an element is skipped. */
  readonly outputs: readonly (string | null)[] | null
  /** The comment before the statement, without its comment marks. */
  readonly comment: string | null
}

export interface SourceLookup {
  /** Describes a call from its stack frames, innermost first; climbs a frame where the call is what its function returns. */
  describe(frames: readonly SourceLocation[]): CallDescription | null
  /** Lines around a place with a marker under it, or null when the source cannot be read. */
  codeFrame(loc: SourceLocation): string | null
}
