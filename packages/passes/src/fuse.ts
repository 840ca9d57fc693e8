/** @file The float pipeline: one list. Read it from top to bottom to know what happens to a graph before quantization. */
import type { Graph } from '@tsfx/ir'
import { eliminateDeadCode } from './eliminateDeadCode.ts'
import { foldBatchNorm } from './foldBatchNorm.ts'
import { fuseActivation } from './fuseActivation.ts'
import { fuseBias } from './fuseBias.ts'
import { inferTypes } from './inferTypes.ts'
import type { Pass } from './manager/pass.ts'
import type { PipelineOptions } from './manager/pipeline.ts'
import { runPasses } from './manager/runPasses.ts'
import { removeDropout } from './removeDropout.ts'

/**
 * The passes of `fuse`, in order. Dropout goes first, as it may stand between a layer and what folds into it; then dead
 * code, for a dead user forbids fusing as a live one does; a bias before batchNorm, which needs it as part of the layer;
 * activations after batchNorm, for nothing folds past them; last the statistics and parameters that are read no more.
 */
export const floatPasses: readonly Pass[] = [
  inferTypes,
  removeDropout,
  eliminateDeadCode,
  fuseBias,
  foldBatchNorm,
  fuseActivation,
  eliminateDeadCode,
]

/**
 * Makes a graph of inference as small as it gets in float: `runPasses(graph, floatPasses)`.
 * @throws as `runPasses` does.
 */
export const fuse = (graph: Graph, options: PipelineOptions = {}): Graph =>
  runPasses(graph, floatPasses, options).graph
