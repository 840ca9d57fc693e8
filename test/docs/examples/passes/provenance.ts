import { SourceMap } from 'node:module'
import { emit, printLocation, printProvenance, sourcePlaces } from 'tsfx'
import { fused } from './pipeline.ts'

const node = fused.find('features')!
console.log(printProvenance(node))
console.log(sourcePlaces(node).map(printLocation))

const files = emit(fused, { name: 'net', outDir: import.meta.dirname })
const lines = String(files['net.fx.ts']).split('\n')
const line = lines.findIndex((text) => text.includes('const features'))
const map = new SourceMap(JSON.parse(String(files['net.fx.ts.map'])))
const { originalSource, originalLine } = map.findEntry(line, lines[line]!.indexOf('features'))
console.log(`${lines[line]!.trim()}  <-  ${originalSource}:${originalLine + 1}`)
