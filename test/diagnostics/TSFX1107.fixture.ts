import { stripTypes } from '@tsfx/source'

export const trigger = (): unknown => stripTypes('const y = (x\n', 'model.ts')
