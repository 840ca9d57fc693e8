/** @file The lookup that traces use when none is passed; `tsfx/register` fills it. Global, as the binding of tfjs is. */
import type { SourceLookup } from '@tsfx/ir'

const KEY = Symbol.for('tsfx.sourceLookup')
const shared = globalThis as { [KEY]?: SourceLookup | null }

/** Sets the lookup of traces that are given none; null traces without source. */
export function setDefaultSourceLookup(lookup: SourceLookup | null): void {
  shared[KEY] = lookup
}

export const defaultSourceLookup = (): SourceLookup | null => shared[KEY] ?? null
