import { costs, printCosts } from 'tsfx'
import { fused } from './pipeline.ts'

console.log(printCosts(costs(fused)))
