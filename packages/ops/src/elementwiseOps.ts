/** @file Ops that compute each element on its own, and reductions. */
import type { Op } from './defineOp.ts'

export const elementwiseOps: readonly Op[] = []
