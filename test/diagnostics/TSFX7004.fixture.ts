import { parseModelName } from 'tsfx/node'

export const trigger = (): unknown => parseModelName(import.meta.filename)
