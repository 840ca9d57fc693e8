/** @file `tsfx run`: computes a model's output for every row of a data file. */
import { dirname, extname, resolve } from 'node:path'
import { noteReport } from '@tsfx/ir'
import { badUsage } from '../diagnostics.generated.ts'
import { predictAll } from '../node/predictAll.ts'
import { readData } from '../node/readData.ts'
import { checkWritable, makeFolder, writeWhole } from '../node/writeFiles.ts'
import { writeNpy } from '../node/writeNpy.ts'
import type { Command } from './command.ts'
import { openPredictor, predictorOptions } from './openPredictor.ts'
import { countOption, requiredOption } from './readOptions.ts'
import { shortPath } from './terminalStyle.ts'

export const runCommand: Command = {
  name: 'run',
  summary: 'computes the output of a model, or of what quantize wrote, for each row of a data file',
  positionals: ['<model or folder>'],
  runsModel: true,
  options: {
    input: { type: 'string', value: '<data>', help: 'a .npy or .safetensors file, or a module of inputs' },
    output: { type: 'string', value: '<file>', help: 'the .npy file to write' },
    ...predictorOptions,
  },
  notes: ['example: tsfx run out/ --input x.npy --output y.npy'],
  async run([model], options, output) {
    const input = requiredOption(options, 'input', 'run')
    const file = resolve(requiredOption(options, 'output', 'run'))
    if (extname(file) !== '.npy')
      throw badUsage({ problem: `--output must end in .npy, not '${file}'`, command: 'tsfx run --help' })
    const size = countOption(options, 'batch', 'run')
    checkWritable(file)
    const data = await readData(input)
    const predictor = await openPredictor(model as string, options, output)
    const {
      data: values,
      shape,
      seconds,
    } = await predictAll(predictor, data, size, {
      onNote: (text) => output.report(noteReport(text)),
    })
    makeFolder(dirname(file))
    writeWhole(file, writeNpy(values, shape))
    output.print(
      `${shortPath(file)}: [${shape.join(', ')}] float32, ${predictor.label}, ${seconds.toFixed(2)} s`,
    )
    output.result({ output: file, shape, label: predictor.label, seconds })
  },
}
