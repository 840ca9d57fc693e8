/** @file Static check, loading and capture of a model named on the command line. */
import { fileURLToPath } from 'node:url'
import type { Graph } from '@tsfx/ir'
import { checkCapture, throwFindings } from '@tsfx/source'
import { type InputSpecs, trace } from '@tsfx/tracer'
import { badUsage } from '../diagnostics.generated.ts'
import { isModelFile, loadLayersModelFile } from '../node/loadLayersModelFile.ts'
import { type LoadedModel, loadUserModel, parseModelName } from '../node/loadUserModel.ts'

/**
 * Checks and loads `file#Export`, or loads `model.json`. The check comes first, because it reads without running anything.
 * @throws TSFX11nn for what cannot be captured, TSFX70nn when the model cannot be loaded.
 */
export async function openModel(
  text: string,
  inputNames: readonly string[],
  weights?: string,
): Promise<LoadedModel> {
  if (isModelFile(text)) {
    if (weights !== undefined) throw weightsOfModelFile()
    return loadLayersModelFile(text)
  }
  const name = parseModelName(text)
  const { findings, checked, reason } = checkCapture({
    ...name,
    // Without names, every parameter of forward may be one.
    ...(inputNames.length > 0 && { inputs: inputNames }),
    // A model outside of any project gets the types of our copies.
    resolveFrom: fileURLToPath(import.meta.url),
  })
  throwFindings(findings)
  const opened = await loadUserModel(name, weights)
  // Said when the model is there: a model that cannot be loaded has its own error.
  if (!checked)
    console.error(`note: the source was not checked completely for what cannot be captured: ${reason}`)
  return opened
}

export const weightsOfModelFile = () =>
  badUsage({
    problem: 'a model.json names its own weights: --weights is for modules',
    command: 'tsfx --help',
  })

/** Captures an opened model. @throws TSFX10nn */
export function traceModel(opened: LoadedModel, inputs: InputSpecs): Graph {
  const name = opened.exportName === 'default' ? 'Model' : opened.exportName
  return trace(opened.model, inputs, { name })
}
