/** @file The model or output folder that `run` and `eval` were given. */

import { loadUserModel, parseModelName } from '../node/loadUserModel.ts'
import { floatPredictor, folderPredictor, isFolder, type Predictor } from '../node/predictor.ts'

/** Opens `net.ts#Net` or an output folder of `tsfx quantize`. */
export async function openPredictor(text: string, weights: string | undefined): Promise<Predictor> {
  if (isFolder(text)) return folderPredictor(text)
  return floatPredictor(await loadUserModel(parseModelName(text), weights))
}
