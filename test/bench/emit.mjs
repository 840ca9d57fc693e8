/**
 * @file What emitting costs: the graph of a residual network of about 10,000 nodes as a module with methods, and spelled out. Counted is
 * the CPU time of this process, JavaScript, source maps and weights included.
 */
import { fileURLToPath } from 'node:url'
import { emit, trace } from 'tsfx'
import { loadUserModel } from 'tsfx/node'

const RUNS = 3
const TEXT = 74
const file = fileURLToPath(new URL('./traceModels.ts', import.meta.url))

/** Milliseconds of CPU that `run` takes. */
function cpuTime(run) {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const { model } = await loadUserModel({ file, exportName: 'tenThousand' })
const graph = trace(model, { image: ['batch', 224, 224, 3] }, { verify: false })
for (const reroll of [true, false]) {
  let lines = 0
  const run = () => {
    lines = String(emit(graph, { name: 'net', reroll })['net.fx.ts']).split('\n').length
  }
  const fastest = Math.min(...Array.from({ length: RUNS }, () => cpuTime(run)))
  const text = `emit ${graph.nodes.length} nodes, ${reroll ? 'methods and loops' : 'spelled out'}, ${lines} lines`
  console.log(`${text.padEnd(TEXT)} ${`${fastest.toFixed(0)} ms`.padStart(9)}`)
}
