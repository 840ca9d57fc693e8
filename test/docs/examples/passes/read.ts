import { printType } from 'tsfx'
import { graph } from './traced.ts'

const names = (ids: readonly { name: string }[]): string => ids.map(({ name }) => name).join(', ')

const features = graph.find('features')!
console.log(features.kind, features.target, printType(features.type))
console.log('reads:', names(graph.inputsOf(features.id)))
console.log('is read by:', names(graph.users(features.id).map((id) => graph.node(id))))
console.log('all sigmoids:', names(graph.nodesOf('sigmoid')))
