/** @file Loads a `model.json` of TensorFlow.js from disk, with the user's own tfjs-layers. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { layersModelInputs, loadLayersModel, parseLayersModel, type TfjsLayers } from '@tsfx/interop'
import { missingFile } from '../diagnostics.generated.ts'
import { findNear, findPackage } from './findPackage.ts'
import { installHooks } from './installHooks.ts'
import type { LoadedModel } from './loadUserModel.ts'
import { useWasmBackend } from './useWasmBackend.ts'

/** Says whether a name on the command line is a model file rather than a module. */
export const isModelFile = (text: string): boolean => /\.json$/i.test(text)

/**
 * Builds the model of a `model.json`; its weights are read from the folder of that file.
 * @throws TSFX7005 when there is no such file, TSFX50nn when it cannot be loaded
 */
export async function loadLayersModelFile(text: string): Promise<LoadedModel> {
  const file = resolve(text)
  if (!existsSync(file)) throw missingFile({ file })
  const parsed = parseLayersModel(readFileSync(file, 'utf8'), text)
  const folder = dirname(file)
  const tf = installHooks([folder])
  await useWasmBackend(tf, folder)
  const model = await loadLayersModel({ core: tf, layers: findLayers(folder) }, parsed, (path) =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : null,
  )
  return { file, exportName: model.name, model, tf, inputs: layersModelInputs(tf, model) }
}

/** The union package or tfjs-layers alone, near the model; else our copy. */
function findLayers(folder: string): TfjsLayers {
  const near = findNear('@tensorflow/tfjs', [folder]) ?? findNear('@tensorflow/tfjs-layers', [folder])
  return (near ?? findPackage('@tensorflow/tfjs', [])).load() as TfjsLayers
}
