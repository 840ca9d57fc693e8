import { readStats } from '@tsfx/quant'

/** A file of another kind. */
export const trigger = (): unknown => readStats({ format: 'tsfx-graph', version: 1 })
