/** @file `tsfx eval`: top-1 accuracy of a classifier over labelled data. */
import { noteReport } from '@tsfx/ir'
import { predictAll } from '../node/predictAll.ts'
import { readData } from '../node/readData.ts'
import { readLabels, topOne } from '../node/topOne.ts'
import type { Command } from './command.ts'
import { openPredictor, predictorOptions } from './openPredictor.ts'
import { countOption, requiredOption } from './readOptions.ts'

export const evalCommand: Command = {
  name: 'eval',
  summary: 'top-1 accuracy of a model, or of what quantize wrote, over labelled data',
  positionals: ['<model or folder>'],
  runsModel: true,
  options: {
    input: { type: 'string', value: '<data>', help: 'a .npy or .safetensors file, or a module of inputs' },
    labels: { type: 'string', value: '<file>', help: 'a .npy of class numbers, one per row' },
    ...predictorOptions,
  },
  notes: ['example: tsfx eval out/ --input x.npy --labels y.npy'],
  async run([model], options, output) {
    const labels = readLabels(requiredOption(options, 'labels', 'eval'))
    const data = await readData(requiredOption(options, 'input', 'eval'))
    const predictor = await openPredictor(model as string, options, output)
    const prediction = await predictAll(predictor, data, countOption(options, 'batch', 'eval'), {
      onNote: (text) => output.report(noteReport(text)),
    })
    const { correct, rows } = topOne(prediction, labels)
    output.print(
      `${predictor.label}: top-1 ${((100 * correct) / rows).toFixed(2)} % (${correct} of ${rows}), ${prediction.seconds.toFixed(2)} s`,
    )
    output.result({ label: predictor.label, correct, rows, seconds: prediction.seconds })
  },
}
