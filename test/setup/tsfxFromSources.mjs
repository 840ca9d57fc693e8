/** @file The CLI, run from its sources. */
import { main } from '../../packages/tsfx/src/cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
