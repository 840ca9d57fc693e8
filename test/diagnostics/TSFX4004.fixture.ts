import { emit } from '@tsfx/codegen'
import { Graph } from '@tsfx/ir'

export const trigger = (): unknown => emit(Graph.empty(), { name: '../net' })
