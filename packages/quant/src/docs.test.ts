import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, printGraph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { expect, it } from 'vitest'
import { convertToReference } from './convert/convertToReference.ts'
import { lowerToInteger } from './convert/lowerToInteger.ts'
import { BATCH, buildGraph, calibrated } from './graphs.fixture.ts'

const page = readFileSync(new URL('../../../docs/quantization.md', import.meta.url), 'utf8')

/** The graph printed on the page under `name`. */
const printedOnPage = (name: string): string | undefined =>
  new RegExp(`<!-- graph: ${name} -->\n\`\`\`text\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1]

/** As the page prints it: without places, specs shortened, types one space behind. */
const print = (graph: Graph): string =>
  printGraph(graph, { places: false })
    .replace(/spec=\{.*?\{.*?\}.*?\}/g, 'spec={...}')
    .replace(/ +: /g, ' : ')

it('docs/quantization.md prints the graphs that the steps make', async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
  const graph = buildGraph((g) => {
    const x = g.input('x', [BATCH, 8])
    const weight = g.param('hidden.weight', [8, 4])
    const hidden = g.op('linear', 'hidden', { x, weight, bias: g.param('hidden.bias', [4]) })
    const y = g.op('relu', 'y', { x: hidden })
    return g.op('softmax', 'probabilities', { x: y })
  })
  const { prepared, stats } = await calibrated(graph)
  const reference = convertToReference(prepared, stats)
  const steps = { float: graph, prepared, reference, integer: lowerToInteger(reference) }
  for (const [name, step] of Object.entries(steps)) expect(printedOnPage(name), name).toBe(print(step))
})
