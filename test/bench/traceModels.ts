/** @file The models of the trace benchmark, in TypeScript and loaded as a user's are, so that places and names are looked up. */
import { ResNet } from '../../packages/zoo/src/resNet.ts'
import { ResNet50 } from '../../packages/zoo/src/resNet50.ts'

export const resNet50 = (): ResNet50 => new ResNet50()

/** Residual blocks of one channel, four times `depth` of them: a block is 17 nodes, with a projection 23. */
const residualBlocks = (depth: number): ResNet =>
  new ResNet({ block: 'basic', depths: [depth, depth, depth, depth], channels: 1, classes: 1 })

/** About 100 nodes. */
export const hundred = (): ResNet => residualBlocks(1)

/** About 10,000 nodes. */
export const tenThousand = (): ResNet => residualBlocks(147)
