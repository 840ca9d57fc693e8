/** @file Rewrites of hazards that have one right answer. */
import type { LivePrograms } from '../live/livePrograms.ts'
import type { TextEdit } from '../live/tagEdit.ts'

/** The range of a finding; counts from 1. */
export interface FixPlace {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface QuickFix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** The fixes of a finding. */
export function quickFixes(
  _programs: LivePrograms,
  _file: string,
  _code: string,
  _place: FixPlace,
): readonly QuickFix[] {
  return []
}
