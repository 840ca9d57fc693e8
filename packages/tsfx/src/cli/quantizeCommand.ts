/** @file `tsfx quantize`: from a model and calibration data to an int8 module, a table and a report. */

import { resolve } from 'node:path'
import { noteReport } from '@tsfx/ir'
import { fileStem } from '@tsfx/source'
import { badUsage } from '../diagnostics.generated.ts'
import { forwardParameters } from '../node/forwardParameters.ts'
import { printQuantizationTable } from '../node/quantizationReport.ts'
import { type Labelled, quantizeModel } from '../node/quantizeModel.ts'
import { readData } from '../node/readData.ts'
import { readLabels } from '../node/topOne.ts'
import { checkOutputFolder, writeFiles } from '../node/writeFiles.ts'
import type { Command } from './command.ts'
import { emitForm, emitOptions, sourceMapOf, sourceMapOption } from './emitOptions.ts'
import { followPasses, passOptions } from './followPasses.ts'
import { isShapeSpec, readInputSpecs } from './inputSpec.ts'
import { inputSpecs } from './inputSpecs.ts'
import { choiceOption, countOption, optionalText, requiredOption, textList } from './readOptions.ts'
import { tagOf } from './tagOf.ts'
import { shortPath } from './terminalStyle.ts'
import { openModel, strictOption, traceModel } from './traceModel.ts'

export const quantizeCommand: Command = {
  name: 'quantize',
  summary: 'quantizes a model to int8 and writes it as TypeScript',
  positionals: ['<model>'],
  runsModel: true,
  options: {
    calibration: {
      type: 'string',
      value: '<data>',
      help: 'typical inputs, from which ranges are learnt: .npy, .safetensors or a module (default: from the @tsfx comment of the model)',
    },
    data: { type: 'string', value: '<data>', help: 'the same as --calibration' },
    out: { type: 'string', value: '<folder>', help: 'where the module, its weights and report.json go' },
    input: {
      type: 'string',
      multiple: true,
      value: 'name:dims|name=json',
      help: "an input's shape, e.g. x:?,28,28,1, or a constant, e.g. training=false (default: from the @tsfx comment, the model.json or the calibration data)",
    },
    weights: { type: 'string', value: '<file>', help: 'a .safetensors with the state of the model' },
    samples: { type: 'string', value: '<rows>', default: '512', help: 'calibration rows to use at most' },
    eval: {
      type: 'string',
      value: '<data>',
      help: 'held-out inputs for the accuracy of both models; needs --labels',
    },
    labels: { type: 'string', value: '<file>', help: 'a .npy of class numbers, one per row of --eval' },
    backend: { type: 'string', value: '<name>', default: 'wasm', help: 'what the int8 model must run on' },
    activations: {
      type: 'string',
      value: '<dtype>',
      default: 'int8',
      help: 'storage of activations: int8 or uint8',
    },
    rounding: {
      type: 'string',
      value: '<mode>',
      default: 'float32',
      help: 'requantization: float32 (ONNX Runtime), single or double (TFLite)',
    },
    name: { type: 'string', value: '<stem>', help: 'stem of the written files' },
    ...emitOptions,
    ...sourceMapOption,
    ...strictOption,
    ...passOptions,
  },
  notes: [
    'example: tsfx quantize model.ts#Net --calibration images.npy --eval test.npy --labels y.npy --out out/',
  ],
  async run([model], options, output, words) {
    const out = requiredOption(options, 'out', 'quantize')
    checkOutputFolder(out, 'quantize')
    const samples = countOption(options, 'samples', 'quantize')
    const rounding = choiceOption(options, 'rounding', ['float32', 'single', 'double'], 'quantize')
    const activations = choiceOption(options, 'activations', ['int8', 'uint8'], 'quantize')
    const evaluation = optionalText(options, 'eval')
    const labels = optionalText(options, 'labels')
    if ((evaluation === undefined) !== (labels === undefined)) {
      throw badUsage({ problem: '--eval and --labels belong together', command: 'tsfx quantize --help' })
    }
    const followed = followPasses(options, 'quantize', out)
    const tag = tagOf(model as string)
    const typed = textList(options, 'input')
    const place = tag && typed.length === 0 ? { loc: tag.loc, end: tag.end } : {}
    const given = readInputSpecs(typed.length > 0 ? typed : (tag?.options.inputs ?? []), place)
    const data = optionalText(options, 'data') ?? optionalText(options, 'calibration') ?? tag?.options.data
    // The model comes before its data: loading it installs the module hooks that a data module needs as well.
    const opened = await openModel(
      model as string,
      given.flatMap(([name, spec]) => (isShapeSpec(spec) ? [name] : [])),
      output,
      {
        weights: optionalText(options, 'weights') ?? tag?.options.weights ?? undefined,
        strict: options.strict === true,
      },
    )
    const calibration = await readData(data ?? requiredOption(options, 'calibration', 'quantize'))
    const labelled: Labelled | null =
      evaluation && labels ? { data: await readData(evaluation), labels: readLabels(labels) } : null
    const name = optionalText(options, 'name') ?? fileStem(opened.exportName)
    const traced = traceModel(
      opened,
      given.length > 0
        ? Object.fromEntries(given)
        : (opened.inputs ?? inputSpecs(calibration, forwardParameters(opened.model))),
      output,
      place,
    )
    const quantized = await quantizeModel(
      { opened, traced, calibration, labelled },
      {
        backend: requiredOption(options, 'backend', 'quantize'),
        rounding,
        activations,
        samples,
        name,
        outDir: out,
        hooks: followed.hooks,
        form: { ...emitForm(options, 'quantize', words), sourceMap: sourceMapOf(options, 'quantize') },
        onNote: (text) => output.report(noteReport(text)),
      },
    )
    writeFiles(out, quantized.files, 'quantize')
    output.print(printQuantizationTable(quantized.report))
    output.result({ out: resolve(out), files: Object.keys(quantized.files), report: quantized.report })
    followed.tell(output)
    output.print(`\nwritten to ${out}: ${Object.keys(quantized.files).join(', ')}`)
    output.print(
      `read ${shortPath(resolve(out, `${name}.fx.ts`))}; run it with: tsfx run ${out} --input x.npy --output y.npy`,
    )
  },
}
