import { runPasses } from 'tsfx'
import { hardSigmoid } from './hardSigmoid.ts'
import { graph, inputs } from './traced.ts'

try {
  runPasses(graph, [hardSigmoid], { check: { inputs, tolerance: 1e-3 } })
} catch (error) {
  console.log((error as Error).message)
}
