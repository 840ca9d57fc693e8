/** @file Writes the types of layer records, and the functions that read the layers of one. */
import ts from 'typescript'
import { docComment } from './comment.ts'
import { LINE_WIDTH, layOut, printFlat } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { LayerShape, LiteralRecord } from './regions/layerRecords.ts'

export function writeRecordTypes(out: LineWriter, { fieldPrinter, layers }: ModuleContext): void {
  for (const shape of layers.shapes) {
    out.writeAll(docComment([shapeDoc(shape)]))
    writeType(out, `export type ${shape.type} = `, fieldPrinter.shapeType(shape))
    for (const record of layers.literalRecords.filter((other) => other.shape === shape)) {
      out.blank()
      out.writeAll(docComment([literalDoc(record)]))
      writeType(out, `export type ${record.type} = ${shape.type} & `, fieldPrinter.literalsType(record))
    }
    out.blank()
  }
}

function writeType(out: LineWriter, head: string, type: ts.TypeNode): void {
  const isFlat = head.length + printFlat(type).length < LINE_WIDTH
  if (isFlat || !ts.isTypeLiteralNode(type)) {
    out.write(`${head}${layOut(type, '', { before: head.length, after: 1 })};`)
    return
  }
  out.block(`${head}{`, '};', () => {
    for (const member of type.members) out.write(layOut(member, out.indent))
  })
}

/** `The layers of blocks.1, blocks.2, and 14 more.` */
function shapeDoc({ instances }: LayerShape): string {
  const [first, second] = instances.map(({ path }) => path)
  const more = instances.length - 2
  return `The layers of ${first}${second === undefined ? '' : `, ${second}`}${more > 0 ? `, and ${more} more` : ''}.`
}

function literalDoc({ className, literals }: LiteralRecord): string {
  const isOutput = ([, [value]]: LiteralRecord['literals'][number]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const what = className === null ? 'These layers' : `One ${className}: its layers`
  return literals.some(isOutput)
    ? `${what}, and the integers of its results (\`scale\`: real value per step).`
    : `${what}, and what else differs from one to the other.`
}

export function writeReaders(out: LineWriter, { fieldPrinter, layers }: ModuleContext): void {
  for (const shape of layers.shapes) {
    if (shape.reader === null) continue
    const value = fieldPrinter.readerValue(shape)
    const [open, close] = ts.isObjectLiteralExpression(value) ? ['(', ');'] : ['', ';']
    const parameters = `w: WeightFile${fieldPrinter.needsTf(shape) ? ', tf: TensorFlow' : ''}`
    const head = `const ${shape.reader} = (${parameters}): ${shape.type} => ${open}`
    out.write(`${head}${layOut(value, '', { before: head.length, after: close.length })}${close}`)
    out.blank()
  }
}
