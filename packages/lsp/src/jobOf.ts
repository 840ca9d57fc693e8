/** @file The job that the comment above a model asks for. */

import { dirname } from 'node:path'
import type { ModelTag } from '@tsfx/source'
import { fileStem } from '@tsfx/source'
import { noCalibrationData, noModelInputs } from './diagnostics.generated.ts'
import type { ModelJob } from './modelJob.ts'

export interface JobRequest {
  readonly action: ModelJob['action']
  /** Path of the module. */
  readonly file: string
  readonly exportName: string
  readonly tag: ModelTag | null
  /** Folder to run in; the one of the file by default. */
  readonly cwd?: string
}

/**
 * Makes the job; options that the tag does not give are those of `tsfx quantize`.
 * @throws TSFX1113 for a tag that cannot be understood, TSFX8002 without inputs, TSFX8003 for a quantization without data
 */
export function jobOf({ action, file, exportName, tag, cwd = dirname(file) }: JobRequest): ModelJob {
  if (tag?.problem) throw tag.problem
  const options = tag?.options
  const { inputs = [], data = null, weights = null } = options ?? {}
  if (inputs.length === 0 && data === null) throw noModelInputs({ exportName })
  if (action === 'quantize' && data === null) throw noCalibrationData({ exportName })
  const name = fileStem(exportName)
  return {
    action,
    file,
    exportName,
    inputs,
    ...(tag && { inputsAt: { loc: tag.loc, end: tag.end } }),
    data,
    weights,
    backend: options?.backend ?? 'wasm',
    rounding: (options?.rounding ?? 'float32') as ModelJob['rounding'],
    activations: (options?.activations ?? 'int8') as ModelJob['activations'],
    samples: Number(options?.samples ?? 512),
    name,
    int8Name: `${name}.int8`,
    cwd,
    outDir: dirname(file),
    withWeights: false,
  }
}
