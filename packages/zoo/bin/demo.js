#!/usr/bin/env node
import { resolve } from 'node:path'
import { demo } from '../dist/demo.js'

await demo(resolve(process.argv[2] ?? 'out'))
