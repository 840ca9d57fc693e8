/** A place in a user's source file; `line` and `column` count from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
}
