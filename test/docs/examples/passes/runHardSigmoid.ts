import { diff, printDiff, runPasses } from 'tsfx'
import { hardSigmoid } from './hardSigmoid.ts'
import { graph } from './traced.ts'

const { graph: hard } = runPasses(graph, [hardSigmoid])
console.log(printDiff(diff(graph, hard)))
