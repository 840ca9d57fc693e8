import { calibrationStats, convert, prepare } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** Statistics without any of the graph's points. */
export const trigger = (): unknown => convert(prepare(quantizableGraph()), calibrationStats('', 8, {}))
