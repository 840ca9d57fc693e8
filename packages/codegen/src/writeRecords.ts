/** @file Writes the types of layer records, and the functions that read the weights of one. */
import ts from 'typescript'
import { docComment } from './comment.ts'
import { LINE_WIDTH, layOut, printFlat } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { RecordType } from './regions/layerRecords.ts'

const { factory } = ts

export function writeRecordTypes(out: LineWriter, { fieldPrinter, recordTypes }: ModuleContext): void {
  for (const record of recordTypes) {
    out.writeAll(docComment([docText(record)]))
    const type = fieldPrinter.declaredType(record)
    const head = `export type ${record.name} = `
    const isFlat = head.length + printFlat(type).length < LINE_WIDTH
    if (isFlat || !ts.isTypeLiteralNode(type))
      out.write(`${head}${layOut(type, '', { before: head.length, after: 1 })};`)
    else
      out.block(`${head}{`, '};', () => {
        for (const member of type.members) out.write(layOut(member, out.indent))
      })
    out.blank()
  }
}

/** `Layers of InvertedResidual, and what its results are in int8 (`scale`: real value per step).` */
function docText({ className, literals, groups }: RecordType): string {
  const what = className === null ? `Layers of ${groups.length} modules` : `Layers of ${className}`
  const isOutput = ([, [value]]: RecordType['literals'][number]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const results = literals.some(isOutput)
    ? ', what its results are in integers (`scale`: real value per step)'
    : ''
  const others = literals.every(isOutput) ? '' : ', and the numbers that differ'
  return `${what}${results}${others}.`
}

export function writeReaders(out: LineWriter, context: ModuleContext): void {
  const { fieldPrinter, recordTypes } = context
  for (const record of recordTypes) {
    if (record.reader === null) continue
    const { name, literals } = record
    const keys = literals.map(([key]) => printFlat(factory.createStringLiteral(key, true)))
    const type = keys.length === 0 ? name : `Omit<${name}, ${keys.join(' | ')}>`
    const parameters = `w: WeightFile${fieldPrinter.needsTf(record) ? ', tf: TensorFlow' : ''}`
    const flat = `const ${record.reader} = (${parameters}): ${type} =>`
    const isLong = flat.length + ' ({'.length > LINE_WIDTH
    if (isLong) out.writeAll([`const ${record.reader} = (`, `  ${parameters},`])
    const head = isLong ? `): ${type} =>` : flat
    const value = fieldPrinter.readerValue(record)
    const isObject = ts.isObjectLiteralExpression(value)
    const [open, close] = isObject ? [' (', ');'] : [' ', ';']
    const before = head.length + open.length
    out.write(`${head}${open}${layOut(value, '', { before, after: close.length })}${close}`)
    out.blank()
  }
}
