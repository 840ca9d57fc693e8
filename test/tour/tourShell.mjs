/** @file The `tsfx` of the tour, from sources, in one process for all commands: starting one takes seconds. Answers each message `argv`. */
import { main } from '../../packages/tsfx/src/cli/main.ts'

let lines = []
console.log = (...parts) => lines.push(parts.join(' '))
console.error = (...parts) => lines.push(parts.join(' '))
process.on('message', async (argv) => {
  lines = []
  const status = await main(argv)
  process.send({ status, output: lines.join('\n') })
})
process.send('ready')
