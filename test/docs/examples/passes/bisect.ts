import { bisect, printDivergence, runPasses } from 'tsfx'
import { hardSigmoid } from './hardSigmoid.ts'
import { graph, inputs } from './traced.ts'

const { graph: hard } = runPasses(graph, [hardSigmoid])
const found = bisect(graph, hard, inputs, { tolerance: 1e-3 })
console.log(printDivergence(found))
