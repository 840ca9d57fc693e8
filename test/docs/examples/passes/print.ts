import { printGraph } from 'tsfx'
import { graph } from './traced.ts'

console.log(printGraph(graph))
