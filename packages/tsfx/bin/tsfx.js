#!/usr/bin/env node
import { main } from '../dist/cli/main.js'

const exitCode = await main(process.argv.slice(2))
// Timers that a model has left behind do not keep the command, but what it printed goes out first.
process.stdout.write('', () => process.exit(exitCode))
