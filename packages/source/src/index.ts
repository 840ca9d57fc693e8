export { type CaptureChecker, captureChecker, checkCapture } from './check/captureChecker.ts'
export type {
  CaptureCheck,
  CaptureRequest,
  ModelToCheck,
  StaticFinding,
} from './check/checkCapture.ts'
export { projectFiles } from './check/modelProgram.ts'
export { CaptureHazardError, findingError, formatFinding, throwFindings } from './check/throwFindings.ts'
export type { InputToCheck } from './check/untypedTensors.ts'
export { codeFrame } from './codeFrame.ts'
export * from './createSourceLookup.ts'
export * from './fileStem.ts'
export type { FixPlace, QuickFix } from './fixes/quickFixes.ts'
export * from './importedFiles.ts'
export { type CallUnder, callUnder } from './live/callUnder.ts'
export { type LiveChecker, type LiveModel, liveChecker } from './live/liveChecker.ts'
export type { LivePrograms } from './live/livePrograms.ts'
export type { TextEdit } from './live/tagEdit.ts'
export { type ModelTag, type ModelTagOptions, modelTagOf, readModelTags } from './modelTag.ts'
export * from './originalLocation.ts'
export * from './projectImport.ts'
export { type InstrumentedSource, instrumentConditions } from './strict/instrumentConditions.ts'
export { installStrictConditions, type StrictConditions } from './strict/strictConditions.ts'
export { type StrippedSource, stripTypes } from './stripTypes.ts'
