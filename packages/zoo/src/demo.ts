/**
 * @file The demo: the digits model from its `forward` to int8 TypeScript that answers as well as the float model.
 * Digits of the test part are looked at once, by both finished models.
 */
import { fileURLToPath } from 'node:url'
import { printGraph } from '@tsfx/ir'
import { fuse } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'
import {
  arraySource,
  checkOutputFolder,
  loadUserModel,
  printQuantizationTable,
  quantizeModel,
  writeFiles,
} from 'tsfx/node'
import { type Digits, digitSize, loadDigits } from './digitsData.ts'

const CALIBRATION_DIGITS = 200
const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const digitSource = ({ images }: Digits, count: number) => {
  const pixels = digitSize * digitSize
  return arraySource(
    {
      '': { data: images.subarray(0, count * pixels), shape: [count, digitSize, digitSize, 1], dtype: 'f4' },
    },
    'digits',
  )
}

const heading = (text: string): void => console.log(`\n== ${text}`)

/**
 * Runs the demo and writes its files into `out`.
 * @throws TSFX7003 when the folder holds what tsfx did not put there.
 */
export async function demo(out: string): Promise<void> {
  checkOutputFolder(out, 'demo')
  const start = performance.now()
  heading('1. A model as anyone would write it: packages/zoo/src/digitsNet.ts')
  // The TypeScript source is loaded, not its build, so that names, comments and places are the user's.
  const opened = await loadUserModel(
    { file: source('../src/digitsNet.ts'), exportName: 'DigitsNet' },
    source('../weights/digits.safetensors'),
  )
  const traced = trace(opened.model, { x: [null, digitSize, digitSize, 1] })
  console.log(`traced: ${traced.nodes.length} nodes, equal to the eager model bit for bit`)

  heading('2. Its graph, batch norms folded and activations fused')
  console.log(printGraph(fuse(traced), { places: false }))

  heading(`3. Calibrated on ${CALIBRATION_DIGITS} digits, converted to int8, evaluated on 1,000 test digits`)
  const calibration = loadDigits('calibration')
  const test = loadDigits('test')
  const { files, report } = await quantizeModel(
    {
      opened,
      traced,
      calibration: digitSource(calibration, CALIBRATION_DIGITS),
      labelled: { data: digitSource(test, test.count), labels: [...test.labels] },
    },
    {
      backend: 'wasm',
      rounding: 'float32',
      activations: 'int8',
      samples: CALIBRATION_DIGITS,
      name: 'digits-net',
      outDir: out,
    },
  )
  writeFiles(out, files, 'demo')
  console.log(printQuantizationTable(report))

  heading('4. What was written: forward of the int8 module')
  console.log(forwardOf(String(files['digits-net.fx.ts'])))
  heading(`files in ${out}`)
  for (const [name, content] of Object.entries(files))
    console.log(`  ${name.padEnd(28)} ${content.length} bytes`)
  console.log(`\n${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** The lines of `forward` with its comment, from the text of an emitted module. */
function forwardOf(module: string): string {
  const lines = module.split('\n')
  const from = lines.findIndex((line) => /^ {2}forward\(/.test(line))
  const to = lines.findIndex((line, i) => i > from && line === '  }')
  const doc = lines.slice(0, from).findLastIndex((line) => !/^ {2}(\/\*\*| \*)/.test(line)) + 1
  return lines.slice(doc, to + 1).join('\n')
}
