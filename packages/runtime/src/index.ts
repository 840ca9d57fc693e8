export { DiagnosticError } from './diagnostics/diagnosticError.ts'
export { checkInputs, type Sizes } from './inputs/checkInputs.ts'
export type { SizeRange, SizeRanges } from './inputs/checkTensor.ts'
export type {
  ConstantSpec,
  InputDim,
  InputDType,
  InputShape,
  InputSpec,
  TensorSpec,
  TensorSpecs,
} from './inputs/inputSpec.ts'
export { type Executor, ScalarExecutor } from './plan/executor.ts'
export { type LoadOptions, loadModel, type ModelDescription, planOf } from './plan/loadModel.ts'
export type { Plan, PlanStep } from './plan/planStep.ts'
export type {
  Activation,
  ActivationOptions,
  AvgPoolOptions,
  ConcatOptions,
  Conv2dOptions,
  MatMulOptions,
  MeanOptions,
  OpName,
  OptionsOf,
  OutputOptions,
  OutputSpec,
  Pad,
  PadOptions,
  PoolOptions,
  QuantizedOps,
  ReshapeOptions,
} from './quantizedOps.ts'
export {
  type FloatInput,
  type FloatTensor,
  type FloatType,
  isQuantized,
  type QuantizedData,
  type QuantizedDType,
  type QuantizedTensor,
  type QuantizedType,
  type ValueType,
} from './quantizedTensor.ts'
export {
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundHalfAway,
  roundHalfEven,
  roundHalfUp,
  roundingDivideByPowerOfTwo,
  roundReal,
  saturatingRoundingDoublingHighMul,
} from './rounding.ts'
export { scalarOps } from './scalarOps.ts'
export type { QuantizedWeight, WeightedLayer } from './weightedLayer.ts'
export { loadWeights, type WeightSource } from './weights/loadWeights.ts'
export {
  readSafetensors,
  type SafetensorsDType,
  type SafetensorsEntry,
  type SafetensorsFile,
  writeSafetensors,
} from './weights/safetensors.ts'
export { sha256 } from './weights/sha256.ts'
export { WeightFile } from './weights/weightFile.ts'
