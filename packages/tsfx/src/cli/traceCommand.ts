/** @file `tsfx trace`: prints a model's graph, or writes it as TypeScript. */

import { resolve } from 'node:path'
import { emit } from '@tsfx/codegen'
import { type Graph, graphToDot, graphToJson, graphToMermaid, printGraph, tabulateGraph } from '@tsfx/ir'
import { fuse, type PassSelection } from '@tsfx/passes'
import { graphToSvg } from '@tsfx/report'
import { fileStem } from '@tsfx/source'
import { badUsage } from '../diagnostics.generated.ts'
import { checkOutputFolder, writeFiles } from '../node/writeFiles.ts'
import type { Command, OptionValues } from './command.ts'
import { emitForm, emitOptions, sourceMapOf, sourceMapOption } from './emitOptions.ts'
import { followPasses, passOptions } from './followPasses.ts'
import { isShapeSpec, readInputSpecs } from './inputSpec.ts'
import { choiceOption, optionalText, textList } from './readOptions.ts'
import { tagOf } from './tagOf.ts'
import { shortPath } from './terminalStyle.ts'
import { openModel, strictOption, traceModel } from './traceModel.ts'

type PrintForm = 'text' | 'table' | 'dot' | 'mermaid' | 'svg'

const FORMS: Readonly<Record<PrintForm, (graph: Graph) => string | Promise<string>>> = {
  text: (graph) => printGraph(graph),
  table: tabulateGraph,
  dot: (graph) => graphToDot(graph),
  mermaid: (graph) => graphToMermaid(graph),
  svg: (graph) => graphToSvg(graph),
}

export const traceCommand: Command = {
  name: 'trace',
  summary: 'captures the forward of a model as a graph; prints it, or writes it as TypeScript',
  positionals: ['<model>'],
  runsModel: true,
  options: {
    input: {
      type: 'string',
      multiple: true,
      value: 'name:dims|name=json',
      help: "an input's shape, e.g. x:?,28,28,1, or a constant, e.g. training=false; optional parameters may be left out (default: from the @tsfx comment of the model, or a layers-model's own)",
    },
    weights: { type: 'string', value: '<file>', help: 'a .safetensors with the state of the model' },
    out: {
      type: 'string',
      value: '<folder>',
      help: 'write <name>.fx.ts, its JavaScript, maps and weights here',
    },
    name: { type: 'string', value: '<stem>', help: 'stem of the written files' },
    fuse: { type: 'boolean', help: 'fold batch norms and fuse activations first' },
    print: {
      type: 'string',
      value: '<form>',
      default: 'text',
      help: `how the graph is printed: ${Object.keys(FORMS).join(', ')}`,
    },
    ...emitOptions,
    ...sourceMapOption,
    ...strictOption,
    ...passOptions,
    skip: { type: 'string', multiple: true, value: '<pass>', help: 'a pass that --fuse leaves out' },
    'stop-after': { type: 'string', value: '<pass>', help: 'the last pass that --fuse runs' },
  },
  notes: [
    'example: tsfx trace model.ts#Net --input x:?,28,28,1',
    'or write it once, above the model: /** @tsfx --input x:?,28,28,1 */ export class Net',
    'a layers-model of TensorFlow.js has its inputs in its file: tsfx trace model.json',
    'to see what each pass does: tsfx trace model.ts#Net --input x:?,28,28,1 --fuse --passes --dump passes/',
  ],
  async run([model], options, output, words) {
    const typed = textList(options, 'input')
    const tag = typed.length === 0 ? tagOf(model as string) : null
    const place = tag ? { loc: tag.loc, end: tag.end } : {}
    const specs = readInputSpecs(tag?.options.inputs ?? typed, place)
    const form = choiceOption(options, 'print', Object.keys(FORMS) as PrintForm[], 'trace')
    const out = optionalText(options, 'out')
    if (out) checkOutputFolder(out, 'trace')
    const selection = passSelection(options)
    const followed = followPasses(options, 'trace', out ?? null)
    const opened = await openModel(
      model as string,
      specs.flatMap(([name, spec]) => (isShapeSpec(spec) ? [name] : [])),
      output,
      {
        weights: optionalText(options, 'weights') ?? tag?.options.weights ?? undefined,
        strict: options.strict === true,
      },
    )
    const inputs = specs.length > 0 ? Object.fromEntries(specs) : opened.inputs
    if (!inputs)
      throw badUsage({
        problem:
          'at least one --input is required, or a comment /** @tsfx --input x:?,28,28,1 */ above the model',
        command: 'tsfx trace --help',
      })
    const traced = traceModel(opened, inputs, output, place)
    const graph = options.fuse ? fuse(traced, { ...followed.hooks, ...selection }) : traced
    if (!out) {
      // A tool reads the graph itself, or the text that it asked for.
      if (!output.json) output.print(await FORMS[form](graph))
      else if (form === 'text') output.result({ graph: graphToJson(graph) })
      else output.result({ [form]: await FORMS[form](graph) })
      followed.tell(output)
      return
    }
    const name = optionalText(options, 'name') ?? fileStem(opened.exportName)
    const written = { ...emitForm(options, 'trace', words), sourceMap: sourceMapOf(options, 'trace') }
    const files = emit(graph, { name, outDir: out, ...written })
    writeFiles(out, files, 'trace')
    output.print(
      Object.keys(files)
        .map((file) => shortPath(resolve(out, file)))
        .join('\n'),
    )
    output.result({ out: resolve(out), files: Object.keys(files) })
    followed.tell(output)
  },
}

/** The part of the passes that is to run. @throws TSFX7000 for an option about passes when none is to run. */
function passSelection(options: OptionValues): PassSelection {
  const about = ['dump', 'passes', 'skip', 'stop-after'].find((name) => options[name] !== undefined)
  if (about && !options.fuse) {
    throw badUsage({
      problem: `--${about} is about the passes of --fuse, which is not there`,
      command: 'tsfx trace --help',
    })
  }
  const stopAfter = optionalText(options, 'stop-after')
  return { skip: textList(options, 'skip'), ...(stopAfter !== undefined && { stopAfter }) }
}
