import { parseInputSpec } from '../../packages/tsfx/src/cli/inputSpec.ts'

export const trigger = (): unknown => parseInputSpec('x=1,28,28,1')
