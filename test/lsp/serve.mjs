/** @file Runs one command of the CLI from sources, as `bin/tsfx.js` does from what is built. */
import { main } from '../../packages/tsfx/src/cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
