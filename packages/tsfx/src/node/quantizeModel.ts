/** @file The pipeline of `tsfx quantize`, without arguments and printing: the demo runs it as well. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type EmitOptions, emit } from '@tsfx/codegen'
import type { Graph } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { fuse, type PassHooks } from '@tsfx/passes'
import {
  calibrate,
  conversionNotes,
  convert,
  defaultQConfig,
  explain,
  getBackend,
  prepare,
  QConfigMapping,
} from '@tsfx/quant'
import type { RoundingMode } from '@tsfx/runtime'
import { measureLatency } from './latency.ts'
import type { LoadedModel } from './loadUserModel.ts'
import { modelInputs } from './modelInputs.ts'
import { predictAll } from './predictAll.ts'
import { floatPredictor, folderPredictor, type Predictor, REPORT } from './predictor.ts'
import { progressBar } from './progressBar.ts'
import type { QuantizationReport } from './quantizationReport.ts'
import type { DataSource, InputBatch } from './readData.ts'
import { topOne } from './topOne.ts'
import { writeFiles } from './writeFiles.ts'

/** Held-out data with the class of each row. */
export interface Labelled {
  readonly data: DataSource
  readonly labels: readonly number[]
}

export interface QuantizeInputs {
  readonly opened: LoadedModel
  readonly traced: Graph
  readonly calibration: DataSource
  readonly labelled: Labelled | null
}

export interface QuantizeOptions {
  readonly backend: string
  readonly rounding: RoundingMode
  readonly activations: 'int8' | 'uint8'
  /** Calibration rows to use at most. */
  readonly samples: number
  /** Stem of the files. */
  readonly name: string
  readonly outDir: string
  /** Follow the graph through all passes. */
  readonly hooks?: PassHooks
  /** How the code is to read, and what its head says. */
  readonly form?: Pick<EmitOptions, 'annotate' | 'reroll' | 'regenerate' | 'sourceMap'>
  /** Told what a user should know of the data. Default: printed to standard error. */
  readonly onNote?: (text: string) => void
}

export interface QuantizedModel {
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly report: QuantizationReport
  readonly lowered: Graph
}

const CALIBRATION_BATCH = 32
const EVALUATION_BATCH = 64

/**
 * Fuses, prepares, calibrates, converts, emits, and measures what was emitted against the user's own model.
 * @throws TSFX20nn, TSFX30nn, TSFX40nn of the steps
 */
export async function quantizeModel(
  inputs: QuantizeInputs,
  options: QuantizeOptions,
): Promise<QuantizedModel> {
  const { opened, calibration } = inputs
  const backend = getBackend(options.backend)
  const quantization = {
    backend: options.backend,
    qconfig: new QConfigMapping().setGlobal(defaultQConfig(backend, options.activations)),
  }
  const fused = fuse(inputs.traced, options.hooks)
  const prepared = prepare(fused, { ...quantization, ...options.hooks })
  const bar = progressBar(
    'calibrating',
    calibration.rows === null ? null : Math.min(calibration.rows, options.samples),
  )
  const stats = await calibrate(prepared, calibration.batches(Math.min(CALIBRATION_BATCH, options.samples)), {
    limit: options.samples,
    onProgress: ({ rows }) => bar.advanceTo(rows),
  }).finally(() => bar.stop())
  const lowered = convert(prepared, stats, { rounding: options.rounding, ...options.hooks })

  const { name, outDir, form } = options
  const emitted = {
    ...emit(lowered, { name, outDir, ...form }),
    ...emit(fused, { name: `${name}.float`, outDir, ...form }),
  }
  const runnable = {
    generator: 'tsfx' as const,
    module: `${name}.fx.js`,
    inputs: modelInputs(lowered),
    floatIslands: lowered.nodes.some((node) => opNamed(node.target)?.domain === 'float'),
  }
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))
  try {
    writeFiles(folder, { ...emitted, [REPORT]: JSON.stringify(runnable) })
    const report: QuantizationReport = {
      ...runnable,
      model: { file: relative(outDir, opened.file), export: opened.exportName },
      backend: options.backend,
      rounding: options.rounding,
      activations: options.activations,
      calibrationRows: stats.rows,
      weightBytes: {
        float: size(emitted[`${name}.float.safetensors`]),
        int8: size(emitted[`${name}.safetensors`]),
      },
      ...(await measure(
        [floatPredictor(opened, inputs.traced), await folderPredictor(folder)],
        inputs,
        options.onNote,
      )),
      leftInFloat: explain(fused, quantization)
        .filter((row) => row.effective === 'float')
        .map(({ node, op, scope, reason }) => ({ node, op, scope, reason })),
      notes: conversionNotes(prepared, stats),
      versions: { node: process.version, tfjs: opened.tf.version_core },
    }
    return { files: { ...emitted, [REPORT]: `${JSON.stringify(report, null, 2)}\n` }, report, lowered }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const size = (content: string | Uint8Array | undefined): number => content?.length ?? 0

async function measure(
  predictors: readonly [Predictor, Predictor],
  { calibration, labelled }: QuantizeInputs,
  onNote: ((text: string) => void) | undefined,
) {
  const [float, int8] = predictors
  const source = labelled?.data ?? calibration
  const one = firstRow(source)
  const latency =
    one === null ? null : { ...measureLatency(predictors, one), labels: predictors.map(({ label }) => label) }
  if (!labelled) return { accuracy: null, latency }
  const count = async (predictor: Predictor) =>
    topOne(await predictAll(predictor, labelled.data, EVALUATION_BATCH, { onNote }), labelled.labels)
  return { accuracy: { float: await count(float), int8: await count(int8) }, latency }
}

/** The first row of a file's data; null for a module, which can be iterated only once. */
function firstRow({ arrays, batches }: DataSource): InputBatch | null {
  if (Object.keys(arrays).length === 0) return null
  const [first] = batches(1) as Iterable<InputBatch>
  return first ?? null
}
