import '../setup/stripTypes.mjs'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { floatPredictor, loadUserModel } from 'tsfx/node'

/** tfjs-backend-wasm has no Fourier transform. */
export const trigger = async (): Promise<unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'net.mjs')
  writeFileSync(
    file,
    "import * as tf from '@tensorflow/tfjs-core'\nexport const net = (x) => tf.real(tf.spectral.rfft(x))\n",
  )
  const model = await loadUserModel({ file, exportName: 'net' })
  const predictor = floatPredictor(model, [{ name: 'x', dtype: 'float32' }])
  return predictor.predict({ data: new Float32Array(8), shape: [1, 8] })
}
