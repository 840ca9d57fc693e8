import { fusePartitions, partitionByCapability, supportsOps } from 'tsfx'
import { graph } from './traced.ts'

const accelerator = supportsOps(['conv2d', 'batchNorm', 'relu6', 'sigmoid', 'mul'])
export const { partitions, declined } = partitionByCapability(graph, accelerator)
export const split = fusePartitions(graph, partitions)
