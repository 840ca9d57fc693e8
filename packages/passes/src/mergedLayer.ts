import type { RewriteSite } from './match/rewriteSite.ts'
import { scopeOfMerged } from './scopeOfMerged.ts'
import type { CallFields } from './transform/insertCall.ts'

/** What a layer takes up is still the layer, at its place, and at its scope if nothing stands between. */
export const mergedLayer = ({ edit, match }: RewriteSite): CallFields => ({
  from: match.nodes,
  scope: scopeOfMerged(edit, match.nodes),
})
