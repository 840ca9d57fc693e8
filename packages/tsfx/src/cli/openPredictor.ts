/** @file The model or output folder that `run` and `eval` were given. */
import { checkCapture } from '@tsfx/source'
import { findForward } from '@tsfx/tracer'
import { badUsage } from '../diagnostics.generated.ts'
import { isModelFile } from '../node/loadLayersModelFile.ts'
import { type LoadedModel, loadUserModel, parseModelName } from '../node/loadUserModel.ts'
import type { ModelInput } from '../node/modelInputs.ts'
import {
  floatPredictor,
  folderPredictor,
  graphPredictor,
  isFolder,
  type Predictor,
} from '../node/predictor.ts'
import type { CommandOption, OptionValues } from './command.ts'
import type { CommandOutput } from './commandOutput.ts'
import { optionalText, textList } from './readOptions.ts'
import { openModel, traceModel } from './traceModel.ts'

/** Options of commands that run a float model. */
export const predictorOptions: Readonly<Record<string, CommandOption>> = {
  batch: { type: 'string', value: '<rows>', default: '64', help: 'rows computed at once' },
  dtype: {
    type: 'string',
    multiple: true,
    value: 'name:dtype',
    help: 'of an input of a float model that is not float32, e.g. ids:int32',
  },
  weights: { type: 'string', value: '<file>', help: 'a .safetensors with the state of a float model' },
}

/** Opens `net.ts#Net`, `model.json` or an output folder of `tsfx quantize`. */
export async function openPredictor(
  text: string,
  options: OptionValues,
  output: CommandOutput,
): Promise<Predictor> {
  if (isFolder(text)) return folderPredictor(text)
  if (isModelFile(text)) {
    const opened = await openModel(text, [], output, { weights: optionalText(options, 'weights') })
    return graphPredictor(opened.tf, traceModel(opened, opened.inputs ?? {}, output))
  }
  const opened = await loadUserModel(parseModelName(text), optionalText(options, 'weights'))
  return floatPredictor(opened, inputsOf(opened, textList(options, 'dtype')))
}

function inputsOf(
  { file, exportName, model }: LoadedModel,
  dtypes: readonly string[],
): readonly ModelInput[] {
  const { parameters, required } = findForward(model)
  const names = parameters ?? ['x']
  // Only the source tells of `mask?`, and reading it takes time.
  const optional =
    required > 1 ? checkCapture({ file, exportName }).optionalParameters : names.slice(required)
  const given = new Map(dtypes.map((text) => text.split(':') as [string, string]))
  for (const [name, dtype] of given) {
    if (!names.includes(name) || !['float32', 'int32', 'bool'].includes(dtype)) {
      throw badUsage({
        problem: `--dtype ${name}:${dtype} names no input of ${names.join(', ')} with a dtype of float32, int32, bool`,
        command: 'tsfx run --help',
      })
    }
  }
  return names.map((name) => ({
    name,
    dtype: given.get(name) ?? 'float32',
    optional: parameters !== null && optional.includes(name),
  }))
}
