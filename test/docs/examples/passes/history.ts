import { printDiff } from 'tsfx'
import { history } from './pipeline.ts'
import { graph } from './traced.ts'

const version = history.entries.findIndex(({ label }) => label === 'fuseActivation')
console.log(printDiff(history.diff(version, version + 1)))

history.undo()
console.log(`version ${history.position} of ${history.entries.length}`)
while (history.undo());
console.log(
  'as traced:',
  history.graph.nodes.every((node, i) => node === graph.nodes[i]),
)
history.redo()
console.log(`version ${history.position} of ${history.entries.length}`)
