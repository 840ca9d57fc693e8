/**
 * @file What a trace costs, with names, comments and places from the source: ResNet-50, and how the cost of a node grows with the
 * graph. Counted is the CPU time of this process, which says more on a shared machine than the clock. Loading is not counted, nor is the
 * comparison of the graph with the model.
 */
import { fileURLToPath } from 'node:url'
import { trace } from 'tsfx'
import { loadUserModel } from 'tsfx/node'

const RUNS = 9
const GROWTH_RUNS = 3
const TEXT = 74
const LIMIT_MS = 500
const LIMIT_GROWTH = 1.5
const INPUTS = { image: ['batch', 224, 224, 3] }
const file = fileURLToPath(new URL('./traceModels.ts', import.meta.url))
let misses = 0

/** Milliseconds of CPU that `run` takes. */
function cpuTime(run) {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function load(exportName) {
  const { model, tf } = await loadUserModel({ file, exportName })
  const run = () => trace(model, INPUTS, { verify: false })
  return { run, tf, dispose: () => model.dispose() }
}

function report(text, value, limit, print) {
  const met = value <= limit
  if (!met) misses++
  console.log(`${text.padEnd(TEXT)} ${print(value).padStart(9)}  ${met ? 'within' : 'OVER'} ${print(limit)}`)
}

const milliseconds = (ms) => `${ms.toFixed(0)} ms`
const times = (ratio) => `${ratio.toFixed(2)} x`
const fastest = (times) => Math.min(...times)

const resNet = await load('resNet50')
console.log(
  `Node ${process.version}, V8 ${process.versions.v8}, tfjs ${resNet.tf.version_core}; CPU time, first and fastest of ${RUNS} runs`,
)
const size = () => resNet.run().nodes.length
let nodes = 0
const first = cpuTime(() => {
  nodes = size()
})
const later = Array.from({ length: RUNS - 1 }, () => cpuTime(resNet.run))
// The first trace also reads the model's files and runs code that V8 has not compiled yet: it is what a user waits for.
report(`ResNet-50, ${nodes} nodes, the first trace of the process`, first, LIMIT_MS, milliseconds)
report(`ResNet-50, ${nodes} nodes, fastest`, fastest([first, ...later]), LIMIT_MS, milliseconds)
resNet.dispose()

const [small, large] = [await load('hundred'), await load('tenThousand')]
const [few, many] = [small.run().nodes.length, large.run().nodes.length]
// As many nodes in each measurement, taken in turns.
const repeats = Math.round(many / few)
const costs = Array.from({ length: GROWTH_RUNS }, () => ({
  few:
    cpuTime(() => {
      for (let i = 0; i < repeats; i++) small.run()
    }) /
    (repeats * few),
  many: cpuTime(large.run) / many,
}))
const [perNode, perNodeOfMany] = [
  fastest(costs.map((cost) => cost.few)),
  fastest(costs.map((cost) => cost.many)),
]
const each = [perNode, perNodeOfMany].map((ms) => (ms * 1000).toFixed(0)).join(' and ')
report(
  `cost of a node from ${few} to ${many} nodes (${each} microseconds)`,
  perNodeOfMany / perNode,
  LIMIT_GROWTH,
  times,
)
if (misses > 0) console.log(`${misses} over their limit`)
process.exitCode = process.exitCode || (misses > 0 ? 1 : 0)
