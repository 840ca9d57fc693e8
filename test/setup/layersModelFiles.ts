/** @file Models of tfjs-layers as files, as `model.save` writes them, but in several groups and shards. */
import * as tf from '@tensorflow/tfjs'

/** `model.json` and its weight files; each weight is a group of its own, of two shards. */
export async function layersModelFiles(model: tf.LayersModel): Promise<Record<string, string | Uint8Array>> {
  let saved: tf.io.ModelArtifacts | null = null
  const save = async (artifacts: tf.io.ModelArtifacts) => {
    saved = artifacts
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } }
  }
  await model.save(tf.io.withSaveHandler(save))
  const { modelTopology, weightSpecs, weightData } = saved as unknown as Required<tf.io.ModelArtifacts>
  const bytes = new Uint8Array(weightData as ArrayBuffer)
  const files: Record<string, string | Uint8Array> = {}
  let at = 0
  const weightsManifest = weightSpecs.map((weight, i) => {
    const end = at + 4 * weight.shape.reduce((product, size) => product * size, 1)
    const middle = at + Math.ceil((end - at) / 3)
    const paths = [1, 2].map((shard) => `group${i + 1}-shard${shard}of2`)
    files[paths[0]!] = bytes.slice(at, middle)
    files[paths[1]!] = bytes.slice(middle, end)
    at = end
    return { paths, weights: [weight] }
  })
  files['model.json'] = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest })
  return files
}
