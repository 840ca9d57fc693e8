import { failureOf, floatPasses, type Pass, runPasses } from 'tsfx'
import { graph } from './traced.ts'

const dropGates: Pass = {
  name: 'dropGates',
  summary: 'Removes every sigmoid.',
  requires: [],
  ensures: [],
  run: (edit, context) =>
    context.eachNode(edit, (node) => {
      if (node.isOp('sigmoid')) edit.erase(node.id)
    }),
}
try {
  runPasses(graph, [...floatPasses, dropGates])
} catch (error) {
  console.log((error as Error).message)
  const { pass, records, graph: before } = failureOf(error)!
  console.log(`${pass} failed, behind ${records.length} passes, on ${before.nodes.length} nodes`)
}
