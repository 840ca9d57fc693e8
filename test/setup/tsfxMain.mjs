/** @file The `tsfx` command from sources, for a process that goes on: `tsfx watch`. */
import { main } from '../../packages/tsfx/src/cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
