import { patchesFromJson } from '@tsfx/ir'

/** A patch of something that is no part of a graph. */
export const trigger = (): unknown =>
  patchesFromJson({
    format: 'tsfx-patches',
    version: 1,
    sources: [],
    patches: [{ op: 'replace', path: ['users', 0], value: 1 }],
  })
