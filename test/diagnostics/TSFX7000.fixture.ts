import { openOutput } from '../../packages/tsfx/src/cli/commandOutput.ts'
import { dispatch } from '../../packages/tsfx/src/cli/dispatch.ts'

export const trigger = (): Promise<number> => dispatch(['quantise', 'net.ts#Net'], openOutput(false))
