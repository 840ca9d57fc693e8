import { dispatch } from '../../packages/tsfx/src/cli/dispatch.ts'

export const trigger = (): Promise<void> => dispatch(['quantise', 'net.ts#Net'])
