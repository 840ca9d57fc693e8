import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, printGraph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { calibrated, convReluLinear, randomInputs, residualNet, sqnr, valuesOf } from '../graphs.fixture.ts'
import { convert } from './convert.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const opsOf = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)

describe('convert', () => {
  it('computes conv, relu, flatten and linear in integers', async () => {
    const graph = convReluLinear()
    const { prepared, stats } = await calibrated(graph)
    const int8 = convert(prepared, stats)
    console.log(printGraph(int8))
    expect(opsOf(int8)).toEqual(['quantize', 'q.conv2d', 'q.flatten', 'q.linear', 'dequantize'])
    const inputs = randomInputs(graph, 16, 99)
    expect(sqnr(valuesOf(graph, inputs), valuesOf(int8, inputs))).toBeGreaterThan(25)
  })

  it('leaves one quantize and one dequantize in a residual net', async () => {
    const graph = residualNet()
    const { prepared, stats } = await calibrated(graph)
    const int8 = convert(prepared, stats)
    console.log(printGraph(int8))
    const inputs = randomInputs(graph, 16, 99)
    console.log(sqnr(valuesOf(graph, inputs), valuesOf(int8, inputs)))
    expect(opsOf(int8).filter((op) => op === 'quantize' || op === 'dequantize')).toHaveLength(2)
  })
})
