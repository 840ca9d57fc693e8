/** @file Names that a model's class and the imports of an emitted module cannot have. */

const words = (text: string): readonly string[] => text.split(/\s+/)

/** What the module declares or imports by itself, and what its code relies on. */
const OWN = words(
  'tf q w options opaque checkInputs load loadModel loadWeights OpaqueModules TensorFlow FloatInput FloatTensor LoadOptions ' +
    'OutputSpec QuantizedOps QuantizedTensor QuantizedWeight WeightFile WeightedLayer',
)
/** Globals: a class of that name would hide what the code, or the type of a literal in it, means. */
const GLOBALS = words(
  'Array Boolean Date Error Function Infinity Iterable Map Math NaN Number Object Omit Promise Readonly Record RegExp Set ' +
    'String Symbol URL Float32Array Int32Array exports require module globalThis',
)
/** Names of types, which TypeScript refuses for classes. */
const TYPES = words('any bigint boolean never null number object string symbol undefined unknown void')

export const RESERVED_NAMES: ReadonlySet<string> = new Set([...OWN, ...GLOBALS, ...TYPES])
