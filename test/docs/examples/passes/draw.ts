import { graphToMermaid } from 'tsfx'
import { graph } from './traced.ts'

console.log(graphToMermaid(graph, { direction: 'right' }))
