/**
 * @file Writes generated code line by line and remembers which lines come from which place of the user's source. A
 * line's number is known when it is written, so the mappings are exact and no formatter may move lines afterwards.
 */
import type { SourceLocation } from '@tsfx/ir'
import type { FusedPlace } from './fusedPlaces.ts'

/** Lines `line` to `endLine` (from 1), beginning at `column` (from 0), were made for `loc`. */
export interface Mapped {
  readonly line: number
  readonly endLine: number
  readonly column: number
  readonly loc: SourceLocation
  /** The variable's name in the user's source, when the statement declares one. */
  readonly name: string | null
  /** Parts of it that have places of their own. */
  readonly fused: readonly FusedPlace[]
}

export class LineWriter {
  readonly lines: string[] = []
  readonly mapped: Mapped[] = []
  #depth: number
  #beginsBlank = false

  constructor(depth = 0) {
    this.#depth = depth
  }

  get indent(): string {
    return '  '.repeat(this.#depth)
  }

  /** Writes text at the present depth; lines of it after the first are taken as indented already. */
  write(
    text: string,
    loc: SourceLocation | null = null,
    name: string | null = null,
    fused: readonly FusedPlace[] = [],
  ): void {
    const line = this.lines.length + 1
    const column = this.indent.length
    this.lines.push(...(this.indent + text).split('\n'))
    const moved = fused.map((place) =>
      place.line === 0 ? { ...place, column: place.column + column } : place,
    )
    if (loc) this.mapped.push({ line, endLine: this.lines.length, column, loc, name, fused: moved })
  }

  writeAll(lines: readonly string[]): void {
    for (const line of lines) this.write(line)
  }

  /** Adds the lines of `other` behind this one's. */
  append(other: LineWriter): void {
    if (other.#beginsBlank) this.blank()
    const offset = this.lines.length
    this.lines.push(...other.lines)
    this.mapped.push(
      ...other.mapped.map((range) => ({
        ...range,
        line: range.line + offset,
        endLine: range.endLine + offset,
      })),
    )
  }

  /** An empty line, unless there is one or a block just opened; at the beginning, one behind what this is appended to. */
  blank(): void {
    const last = this.lines.at(-1)
    this.#beginsBlank ||= last === undefined
    if (last !== undefined && last !== '' && !last.endsWith('{')) this.lines.push('')
  }

  /** `open`, the body one level deeper, `close`. */
  block(open: string, close: string, body: () => void): void {
    this.write(open)
    this.#depth++
    body()
    this.#depth--
    this.write(close)
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`
  }
}
