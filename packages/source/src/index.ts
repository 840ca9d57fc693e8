export {
  type CaptureCheck,
  type CaptureRequest,
  captureChecker,
  checkCapture,
  type ModelToCheck,
  type StaticFinding,
} from './check/checkCapture.ts'
export { CaptureHazardError, throwFindings } from './check/throwFindings.ts'
export * from './createSourceLookup.ts'
export * from './originalLocation.ts'
export * from './stripTypes.ts'
