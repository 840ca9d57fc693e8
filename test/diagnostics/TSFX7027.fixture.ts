import { outputOf, refuseSameOutput } from '../../packages/tsfx/src/node/watch/refuseSameOutput.ts'

/** `tsfx watch` tells of it, and goes on with the other models. */
export const trigger = (): void => {
  const outputs = ['Net', 'net'].map((exportName) => outputOf({ file: 'net.ts', exportName }))
  for (const output of outputs) refuseSameOutput(output, outputs)
}
