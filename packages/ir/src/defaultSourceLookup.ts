/** @file The lookup that traces and errors of passes use when none is passed; `tsfx/register` fills it. Global, as the binding of tfjs is. */
import type { SourceLookup } from './sourceLookup.ts'

const KEY = Symbol.for('tsfx.sourceLookup')
const shared = globalThis as { [KEY]?: SourceLookup | null }

/** Sets the lookup that is used where none is given; null stands for no source. */
export function setDefaultSourceLookup(lookup: SourceLookup | null): void {
  shared[KEY] = lookup
}

export const defaultSourceLookup = (): SourceLookup | null => shared[KEY] ?? null
