/** @file Passes that no pipeline of tsfx runs by itself: for `runPasses`, in any order that their facts allow. */
import type { Pass } from './manager/pass.ts'
import { canonicalise } from './transform/canonicalise.ts'
import { eliminateCommonSubexpressions } from './transform/eliminateCommonSubexpressions.ts'
import { foldConstants } from './transform/foldConstants.ts'

/** Those that need nothing said; `decompose`, `replaceOp` and others are made for what they are to do. */
export const optionalPasses: readonly Pass[] = [eliminateCommonSubexpressions, foldConstants, canonicalise]
