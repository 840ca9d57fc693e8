/**
 * @file What the tracer asks of the user's source. `@tsfx/source` answers with the TypeScript compiler; a
 * page without TypeScript traces without it.
 */
import type { SourceLocation } from './sourceLocation.ts'

/** The user's variables for the items of a value: by position, null where one is skipped, or by the name of the field. */
export type ItemNames = readonly (string | null)[] | Readonly<Record<string, string>>

/** What the user's source says about one recorded call. */
export interface CallDescription {
  /** The variable that receives the value: `const features = tf.conv2d(...)`. */
  readonly name: string | null
  /** The variables of a destructuring. */
  readonly outputs: ItemNames | null
  /** The variables that values of this call go to one after the other: `const [q, k] = xs.map((x) => tf.relu(x))`. */
  readonly each?: readonly (string | null)[]
  /** The comment before the statement, without its comment marks. */
  readonly comment: string | null
  /** The comments before the loops and conditions around the statement, outermost first. */
  readonly around?: readonly string[]
}

export interface SourceLookup {
  /** Describes a call from its stack frames, innermost first; climbs a frame where the call is what its function returns. */
  describe(frames: readonly SourceLocation[]): CallDescription | null
  /** Lines around a place with a marker under it, or null when the source cannot be read. */
  codeFrame(loc: SourceLocation): string | null
}
