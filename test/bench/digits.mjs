/**
 * @file Speed as ratios: the digits model in int8 on the scalar engine against the same model in float on tfjs-wasm,
 * measured alternately in this run. Absolute times on a shared machine say little.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadDigits } from '@tsfx/zoo'
import { calibrate, convert, emit, fuse, prepare, trace } from 'tsfx'
import { floatPredictor, folderPredictor, loadUserModel, measureLatency, writeFiles } from 'tsfx/node'

const zoo = (path) => fileURLToPath(new URL(`../../packages/zoo/${path}`, import.meta.url))
const opened = await loadUserModel(
  { file: zoo('src/digitsNet.ts'), exportName: 'DigitsNet' },
  zoo('weights/digits.safetensors'),
)
const { images } = loadDigits('calibration')
const batch = (rows) => ({ data: images.slice(0, rows * 784), shape: [rows, 28, 28, 1] })
const fused = fuse(trace(opened.model, { x: [null, 28, 28, 1] }))
const prepared = prepare(fused, { backend: 'wasm' })
const lowered = convert(prepared, await calibrate(prepared, [batch(64)]))

const folder = mkdtempSync(join(tmpdir(), 'tsfx-bench-'))
try {
  const report = {
    generator: 'tsfx',
    module: 'digits.fx.js',
    inputs: [{ name: 'x', dtype: 'float32' }],
    floatIslands: false,
  }
  writeFiles(folder, { ...emit(lowered, { name: 'digits' }), 'report.json': JSON.stringify(report) })
  const predictors = [floatPredictor(opened, fused), await folderPredictor(folder)]
  console.log(
    `Node ${process.version}, V8 ${process.versions.v8}, tfjs ${opened.tf.version_core}, ${opened.tf.getBackend()}`,
  )
  for (const rows of [1, 16, 64]) {
    const { milliseconds, method } = measureLatency(predictors, batch(rows))
    const [float, int8] = milliseconds
    console.log(
      `batch ${String(rows).padStart(2)}: ${predictors[1].label} takes ${(int8 / float).toFixed(2)} times as long as ${predictors[0].label} (${int8.toFixed(2)} ms, ${float.toFixed(2)} ms; ${method})`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
