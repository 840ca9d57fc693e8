import { SourceMap, type SourceMapping } from 'node:module'
import { emit, printLocation, printProvenance, sourcePlaces } from 'tsfx'
import { fused } from './pipeline.ts'

const node = fused.find('features')!
console.log(printProvenance(node))
console.log(sourcePlaces(node).map(printLocation))

const files = emit(fused, { name: 'net', outDir: import.meta.dirname })
const lines = String(files['net.fx.ts']).split('\n')
const line = lines.findIndex((text) => text.includes(`const ${node.name} =`))
const map = new SourceMap(JSON.parse(String(files['net.fx.ts.map'])))
const place = map.findEntry(line, lines[line]!.indexOf(node.name)) as SourceMapping
console.log(`${lines[line]!.trim()}  <-  ${place.originalSource}:${place.originalLine + 1}`)
