export * from './analysis/bisect.ts'
export * from './analysis/costs.ts'
export type { NodeMatch } from './analysis/matchNodes.ts'
export * from './analysis/printCosts.ts'
export * from './analysis/printDivergence.ts'
export { realNumbers, type Snapshot, type TensorData } from './analysis/snapshot.ts'
export * from './eliminateDeadCode.ts'
export * from './foldBatchNorm.ts'
export * from './fuse.ts'
export * from './fuseActivation.ts'
export * from './fuseBias.ts'
export * from './inferTypes.ts'
export * from './isSoleUser.ts'
export * from './manager/bisectPasses.ts'
export * from './manager/checkPassOrder.ts'
export * from './manager/fact.ts'
export type { GraphCheck } from './manager/graphCheck.ts'
export {
  type NumericCheck,
  resultDifference,
  resultNumbers,
  resultOf,
  valueDifference,
} from './manager/numericCheck.ts'
export * from './manager/orderPasses.ts'
export type { Pass, PassContext, PassDescription } from './manager/pass.ts'
export type { PassConstraint } from './manager/passConstraint.ts'
export * from './manager/passGroup.ts'
export * from './manager/passManager.ts'
export type { NearMiss, PassRecord } from './manager/passRecord.ts'
export {
  failureOf,
  HOOK_NAMES,
  hooksOf,
  type PassFailure,
  type PassHooks,
  type PipelineOptions,
  type PipelineResult,
} from './manager/pipeline.ts'
export * from './manager/printPassRecords.ts'
export * from './manager/runPasses.ts'
export type { PassSelection } from './manager/selectPasses.ts'
export * from './match/applyRules.ts'
export * from './match/match.ts'
export type { MatchView } from './match/matchView.ts'
export * from './match/pattern.ts'
export * from './match/patterns.ts'
export { printPattern } from './match/printPattern.ts'
export * from './match/replacePattern.ts'
export { Declined, RewriteSite } from './match/rewriteSite.ts'
export * from './match/rule.ts'
export * from './match/rulePass.ts'
export type { TensorFunction, TracedRuleFields } from './match/tracedRule.ts'
export { tracedRule } from './match/tracedRule.ts'
export { opaqueOwner, unownedPath } from './opaqueOwner.ts'
export * from './optionalPasses.ts'
export * from './parameterArgument.ts'
export * from './partition/inlineParts.ts'
export * from './partition/interpretSplit.ts'
export * from './partition/operatorSupport.ts'
export * from './partition/partitionByCapability.ts'
export * from './partition/splitByTags.ts'
export * from './partition/splitGraph.ts'
export * from './removeDropout.ts'
export * from './scopeOfMerged.ts'
export * from './transform/canonicalise.ts'
export type { CanonicalRule, CanonicalView, Rewrite } from './transform/canonicalRule.ts'
export { canonicalRules, printCanonicalRules } from './transform/canonicalRules.ts'
export * from './transform/decompose.ts'
export type {
  Decomposition,
  DecompositionArgs,
  DecompositionTable,
  OpInputs,
} from './transform/decomposition.ts'
export * from './transform/eliminateCommonSubexpressions.ts'
export * from './transform/foldConstants.ts'
export { type CallFields, insertCall } from './transform/insertCall.ts'
export type { NewArg, NewArgs } from './transform/opCall.ts'
export * from './transform/replaceOp.ts'
export * from './transform/retypeInputs.ts'
export * from './transform/transformer.ts'
export * from './weightedLayer.ts'
