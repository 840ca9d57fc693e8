/** @file Model files that tsfx knows by name and does not read yet. */
import { otherModelFormat } from './diagnostics.generated.ts'

/** By ending of the file: what it is, and what to do today. */
const FORMATS: readonly (readonly [RegExp, string, string])[] = [
  [
    /\.onnx$/i,
    'an ONNX model',
    'write its forward as a class with TensorFlow.js ops and load the weights into it',
  ],
  [/\.tflite$/i, 'a TFLite model', 'start from the float model it was made of'],
  [
    /\.(h5|hdf5|keras)$/i,
    'a Keras model',
    'write it as a layers-model: tensorflowjs_converter --input_format=keras, or model.save of tfjs',
  ],
  [/\.pb$/i, 'a TensorFlow SavedModel', 'write the Keras model it was made of as a layers-model'],
]

/** @throws TSFX5003 for a file of another tool's format */
export function checkModelFormat(file: string): void {
  for (const [ending, format, remedy] of FORMATS)
    if (ending.test(file)) throw otherModelFormat({ file, format, remedy })
}
