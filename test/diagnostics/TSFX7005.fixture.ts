import { parseModelName } from 'tsfx/node'

export const trigger = (): unknown => parseModelName('there-is-no-such-file.ts#Net')
