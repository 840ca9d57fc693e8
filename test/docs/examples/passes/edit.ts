import { diff, printDiff } from 'tsfx'
import { graph } from './traced.ts'

const features = graph.find('features')!
const { graph: next } = graph.edit((edit) => edit.update(features.id, { target: 'relu' }))
console.log(printDiff(diff(graph, next)))
