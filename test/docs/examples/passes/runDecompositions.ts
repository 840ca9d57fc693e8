import { runPasses } from 'tsfx'
import { simpler } from './decompositions.ts'
import { graph, inputs } from './traced.ts'

const { graph: plain, records } = runPasses(graph, [simpler], { check: { inputs, tolerance: 1e-6 } })
const calls = plain.nodes.filter(({ kind }) => kind === 'call_function')
console.log(calls.map(({ name, target }) => (name === target ? name : `${name}=${target}`)).join(' '))
console.log(records[0]?.firings)
