import { bisect, printLocation, runPasses } from 'tsfx'
import { hardSigmoid } from './hardSigmoid.ts'
import { graph, inputs } from './traced.ts'

const { graph: hard } = runPasses(graph, [hardSigmoid])
const found = bisect(graph, hard, inputs, { tolerance: 1e-3 })!
console.log(`${found.before.name} became ${found.after.name}: ${found.maxDifference.toFixed(3)} apart`)
console.log(found.problem)
console.log(found.places.map(printLocation), Object.keys(found.inputs))
