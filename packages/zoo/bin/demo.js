#!/usr/bin/env node
import { resolve } from 'node:path'
import { isDiagnosticError } from '@tsfx/ir'
import { demo } from '../dist/demo.js'

try {
  await demo(resolve(process.argv[2] ?? 'out'))
} catch (error) {
  console.error(isDiagnosticError(error) ? error.message : error)
  process.exitCode = 1
}
